from datetime import timedelta

import pytest

from idi_platform.accounts.capacities import today
from idi_platform.accounts.doors import door
from idi_platform.accounts.models import Membership
from idi_platform.accounts.roles import Role
from tests.cast import MembershipFactory, PersonFactory, log_in

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.accounts.door_urls")]
ANSWERS = [  # who, where, what he gets
    ("owner", "/owner/", 200),
    ("owner", "/console/", 404),
    ("owner", "/console/approvals/", 404),
    ("owner", "/regulator/", 404),
    ("handler", "/owner/", 404),
    ("handler", "/console/", 200),
    ("handler", "/console/approvals/", 404),
    ("handler", "/regulator/", 404),
    ("approver", "/console/approvals/", 200),
    ("regulator_of_city", "/regulator/", 200),
    ("report_clerk", "/regulator/", 404),
    ("developer", "/console/", 404),
    ("operator", "/console/", 200),
]


@pytest.mark.parametrize(("who", "path", "status"), ANSWERS)
def test_who_gets_in(request, browser, who, path, status):
    player = request.getfixturevalue(who)
    log_in(browser, player)
    assert browser.get(path).status_code == status


@pytest.mark.parametrize("path", ["/owner/", "/console/", "/regulator/"])
def test_strangers_are_sent_to_the_log_in(browser, path):
    assert browser.get(f"{path}?a=1&b=2").headers["Location"] == f"/login/?next={path}%3Fa%3D1%26b%3D2"
    assert browser.post(path, {"x": "1"}).headers["Location"] == f"/login/?next={path}"


def test_a_fragment_makes_the_whole_page_go_to_the_log_in(browser):
    answer = browser.get("/console/", headers={"hx-request": "true"})
    assert (answer.status_code, answer.headers["HX-Redirect"]) == (204, "/login/?next=/console/")


def test_pages_outside_doors_know_the_last_capacity(browser, handler):
    log_in(browser, handler)
    assert browser.get("/whoami/").json()["acting"] == handler.acting.as_record()


def test_nobody_acts_for_a_stranger_and_it_costs_no_query(browser, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert browser.get("/whoami/").json() == {"acting": None}


def test_a_page_costs_the_session_with_its_person_and_the_membership(browser, handler, django_assert_num_queries):
    log_in(browser, handler)
    with django_assert_num_queries(2):
        browser.get("/console/")


class TestTheEndOfAMembership:
    def test_ends_the_session(self, browser, handler):
        log_in(browser, handler)
        assert browser.get("/console/").status_code == 200
        Membership.objects.update(until=today())
        assert browser.get("/console/").headers["Location"] == "/login/?ended=1"
        assert "已到期或被停用" in browser.get("/login/?ended=1").content.decode()
        assert browser.get("/console/").headers["Location"] == "/login/?next=/console/"

    def test_holds_until_the_last_day_is_over(self, browser, handler):
        log_in(browser, handler)
        Membership.objects.update(until=today() + timedelta(days=1))
        assert browser.get("/console/").status_code == 200

    def test_stops_a_form_on_its_way(self, browser, handler):
        log_in(browser, handler)
        Membership.objects.update(until=today())
        assert browser.post("/console/", {"step": "pay"}).headers["Location"] == "/login/?ended=1"

    def test_a_changed_role_is_the_new_role_at_once(self, browser, approver):
        log_in(browser, approver)
        assert browser.get("/console/approvals/").status_code == 200
        Membership.objects.update(role=Role.handler)
        assert browser.get("/console/approvals/").status_code == 404

    def test_a_deactivated_person_is_out(self, browser, handler):
        log_in(browser, handler)
        handler.person.is_active = False
        handler.person.save()
        assert browser.get("/console/").status_code == 302

    def test_legal_time_decides(self, browser, handler, monkeypatch):
        from idi_platform.kernel import clock

        log_in(browser, handler)
        Membership.objects.update(until=today() + timedelta(days=30))
        monkeypatch.setattr(clock, "_offset_provider", lambda: timedelta(days=31))
        assert browser.get("/console/").headers["Location"] == "/login/?ended=1"


def test_a_number_that_is_no_longer_proved_ends_the_session(browser, owner):
    log_in(browser, owner)
    owner.person.phone_verified = False
    owner.person.save()
    assert browser.get("/owner/").headers["Location"] == "/login/?ended=1"


@pytest.mark.parametrize(
    ("name", "roles"),
    [("cellar", None), ("console", {Role.owner}), ("console", set()), ("owner", {Role.owner, Role.handler})],
)
def test_a_door_that_does_not_exist_is_an_error_at_import(name, roles):
    with pytest.raises(ValueError, match="No door"):
        door(name, roles=roles)


def test_a_view_says_whose_it_is():
    from . import door_urls

    assert (door_urls.approvals.door_name, door_urls.approvals.door_roles) == ("console", {Role.approver})
    assert door_urls.Dashboard.as_view().door_roles == {Role.regulator}


def test_an_owner_by_code_with_a_job_is_sent_to_the_organisations_log_in(browser):
    person = PersonFactory.create(username="gao")
    MembershipFactory.create(person=person)
    log_in(browser, type("Owner", (), {"person": person, "key": "owner", "acting": _owner_acting(person)}))
    assert browser.get("/owner/").status_code == 200
    assert browser.get("/console/").headers["Location"] == "/login/staff/?next=%2Fconsole%2F"
    assert browser.get("/login/staff/").status_code == 200


def _owner_acting(person):
    from idi_platform.accounts.capacities import acting_for

    return acting_for(person, "owner")
