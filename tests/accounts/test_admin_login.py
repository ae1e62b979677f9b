import pytest

from tests.cast import log_in

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.accounts.admin_urls")]


def may_see_reference_data(player):
    player.person.is_staff = True
    player.person.save()
    return player


def test_a_stranger_gets_our_log_in(browser):
    assert browser.get("/console/data/").headers["Location"].startswith("/console/data/login/")
    answer = browser.get("/console/data/login/?next=/console/data/")
    assert answer.headers["Location"].startswith("/login/?next=/console/data/login/")


def test_a_password_sent_to_the_admins_own_page_logs_nobody_in(browser, handler):
    browser.post("/console/data/login/", {"username": handler.person.username, "password": "correct-horse-battery"})
    assert "_auth_user_id" not in browser.session


def test_who_may_see_reference_data_goes_on(browser, operator):
    log_in(browser, may_see_reference_data(operator))
    assert browser.get("/console/data/login/?next=/console/data/").headers["Location"] == "/console/data/"
    assert browser.get("/console/data/login/?next=https://evil.example/").headers["Location"] == "/console/"


@pytest.mark.parametrize("who", ["handler", "owner", "developer"])
def test_others_find_nothing(request, browser, who):
    log_in(browser, request.getfixturevalue(who))
    assert browser.get("/console/data/login/").status_code == 404


def test_a_session_without_second_factor_does_not_see_reference_data(browser, operator):
    player = may_see_reference_data(operator)
    browser.force_login(player.person, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert browser.get("/console/data/").status_code == 302
    assert browser.get("/console/data/login/").headers["Location"].startswith("/login/staff/")
