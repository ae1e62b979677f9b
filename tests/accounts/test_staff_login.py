import re

import pytest
import time_machine
from allauth.mfa.models import Authenticator

from idi_platform.accounts.forms import current_code
from idi_platform.accounts.roles import Role
from idi_platform.kernel.clock import machine_now
from tests.cast import PASSWORD, MembershipFactory, StaffFactory, totp_now, with_second_factor

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.accounts.door_urls")]


@pytest.fixture
def gao(handler):
    with_second_factor(handler.person)
    return handler


def give_password(client, player, password=PASSWORD, **extra):
    return client.post("/login/staff/", {"login": player.person.username, "password": password, **extra})


def log_in_fully(client, player):
    assert give_password(client, player).headers["Location"] == "/login/second-factor/"
    return client.post("/login/second-factor/", {"code": totp_now()})


def test_password_then_second_factor_then_the_desk(browser, gao):
    assert log_in_fully(browser, gao).headers["Location"] == "/login/capacity/"
    answer = browser.get("/login/capacity/", follow=True)
    assert answer.redirect_chain == [("/console/", 302)]
    assert answer.json() == gao.acting.as_record()


def test_the_name_in_any_case_or_the_address(browser, gao):
    gao.person.email = "gao@example.com"
    gao.person.save()
    for login in (gao.person.username.upper(), "Gao@Example.com"):
        answer = browser.post("/login/staff/", {"login": login, "password": PASSWORD})
        assert answer.headers["Location"] == "/login/second-factor/"


def test_the_password_alone_opens_nothing(browser, gao):
    give_password(browser, gao)
    assert browser.get("/console/").headers["Location"].startswith("/login/")
    assert browser.get("/login/capacity/").headers["Location"] == "/login/"


def test_he_comes_back_to_where_he_wanted_to_go(browser, gao):
    answer = browser.get("/console/?queue=late")
    assert answer.headers["Location"].startswith("/login/?next=")
    give_password(browser, gao, next="/console/?queue=late")
    answer = browser.post("/login/second-factor/", {"code": totp_now()})
    assert answer.headers["Location"] == "/console/?queue=late"
    assert browser.get("/console/?queue=late").status_code == 200


def test_one_wrong_code_is_no_log_in(browser, gao):
    give_password(browser, gao)
    assert browser.post("/login/second-factor/", {"code": "abc"}).status_code == 422
    assert browser.get("/whoami/").json()["acting"] is None


def test_who_has_no_second_factor_sets_it_up_first(browser, handler):
    assert give_password(browser, handler).headers["Location"] == "/login/capacity/"
    assert browser.get("/login/capacity/").headers["Location"] == "/login/second-factor/set-up/"
    assert browser.get("/console/").headers["Location"].startswith("/login/second-factor/set-up/?next=")
    page = browser.get("/login/second-factor/set-up/").content.decode()
    secret = "".join(re.search(r'<code class="num text-reset">([A-Z2-7 ]+)</code>', page)[1].split())
    assert f"{secret[:4]} {secret[4:8]}" in browser.get("/login/second-factor/set-up/").content.decode(), "kept"
    picture = browser.get("/login/second-factor/set-up/code.svg")
    assert picture.headers["Content-Type"] == "image/svg+xml"
    assert "no-store" in picture.headers["Cache-Control"]
    answer = browser.post("/login/second-factor/set-up/", {"code": current_code(secret)})
    assert answer.headers["Location"] == "/login/second-factor/recovery-codes/"
    codes = re.findall(r"<li><code>(\d{8})</code></li>", browser.get(answer.headers["Location"]).content.decode())
    assert len(codes) == 10
    assert "<li><code>" not in browser.get(answer.headers["Location"]).content.decode()
    assert browser.get("/console/").status_code == 200
    assert browser.get("/login/second-factor/set-up/").headers["Location"] == "/login/capacity/"

    browser.post("/logout/")
    give_password(browser, handler)
    assert browser.post("/login/second-factor/", {"code": codes[0]}).status_code == 302
    browser.post("/logout/")
    give_password(browser, handler)
    assert browser.post("/login/second-factor/", {"code": codes[0]}).status_code == 422


def test_seeds_are_not_kept_in_the_clear(browser, handler):
    give_password(browser, handler)
    browser.get("/login/capacity/")
    page = browser.get("/login/second-factor/set-up/").content.decode()
    secret = "".join(re.search(r'<code class="num text-reset">([A-Z2-7 ]+)</code>', page)[1].split())
    browser.post("/login/second-factor/set-up/", {"code": current_code(secret)})
    assert secret not in str(Authenticator.objects.get(type="totp").data)


def test_the_clock_of_the_telephone_may_be_half_a_minute_off(browser, gao):
    with time_machine.travel(machine_now(), tick=False) as clock:
        code = totp_now()
        clock.shift(30)
        give_password(browser, gao)
        assert browser.post("/login/second-factor/", {"code": code}).status_code == 302


def test_several_capacities_are_chosen_from(browser):
    person = with_second_factor(StaffFactory.create(phone="+8613800001234", phone_verified=True))
    handler = MembershipFactory.create(person=person)
    regulator_role = MembershipFactory.create(
        person=person, role=Role.regulator, division_id="110000", organisation__kind="authority"
    )
    give_password(browser, type("Player", (), {"person": person}))
    browser.post("/login/second-factor/", {"code": totp_now()})
    page = browser.get("/login/capacity/").content.decode()
    for words in ("业主", "理赔员", "主管部门", handler.organisation.name, "北京市"):
        assert words in page
    answer = browser.post("/login/capacity/", {"capacity": f"membership-{regulator_role.pk}"})
    assert answer.headers["Location"] == "/regulator/"
    assert browser.get("/regulator/").status_code == 200
    assert browser.get("/whoami/").json()["acting"]["roles"] == ["regulator"]
    assert browser.get("/owner/").json()["roles"] == ["agent", "owner"]
    assert browser.get("/console/").json()["roles"] == ["handler"]
    assert browser.get("/regulator/").status_code == 200


def test_one_capacity_per_door_for_the_whole_session(browser):
    person = with_second_factor(StaffFactory.create())
    first, second = (MembershipFactory.create(person=person) for _time in range(2))
    give_password(browser, type("Player", (), {"person": person}))
    browser.post("/login/second-factor/", {"code": totp_now()})
    assert browser.get("/console/").headers["Location"].startswith("/login/capacity/?door=console")
    browser.post("/login/capacity/", {"capacity": f"membership-{first.pk}"})
    answer = browser.post("/login/capacity/", {"capacity": f"membership-{second.pk}"})
    assert answer.status_code == 409
    assert "先退出再登录" in answer.content.decode()
    assert browser.get("/console/").json()["organisation"] == first.organisation_id


def test_who_belongs_nowhere_is_told_so(browser):
    person = with_second_factor(StaffFactory.create())
    give_password(browser, type("Player", (), {"person": person}))
    browser.post("/login/second-factor/", {"code": totp_now()})
    answer = browser.get("/login/capacity/")
    assert answer.status_code == 200
    assert "还没有可用的身份" in answer.content.decode()


def test_sessions_of_staff_end_after_twelve_hours(browser, gao):
    with time_machine.travel(machine_now(), tick=False) as clock:
        log_in_fully(browser, gao)
        browser.get("/login/capacity/")
        clock.shift(12 * 3600 - 1)
        assert browser.get("/console/").status_code == 200
        clock.shift(2)
        assert browser.get("/console/").status_code == 302
