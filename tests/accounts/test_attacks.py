"""What somebody tries who wants in, or wants to know who is in."""

import re
import threading

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from django.contrib.auth.hashers import PBKDF2PasswordHasher
from django.db import connection
from django.test import Client
from django.urls import get_resolver

from idi_platform.accounts.forms import current_code
from idi_platform.accounts.models import Person
from idi_platform.kernel.clock import machine_now
from tests.cast import (
    PASSWORD,
    SECRET,
    MembershipFactory,
    PersonFactory,
    log_in,
    member,
    totp_now,
    with_second_factor,
)

from .conftest import PHONE

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.accounts.door_urls")]
ELSEWHERE = [
    "https://evil.example/",
    "//evil.example/",
    "///evil.example/",
    "/\\evil.example/",
    "\\\\evil.example",
    "http:evil.example",
    "javascript:alert(1)",
    "/\t/evil.example/",
    "https://testserver@evil.example/",
    "https://testserver/owner/",
]


def without_token(page):
    text = re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"|"X-CSRFToken":"[^"]+"', "", page.content.decode())
    return re.sub(r"\d{1,2}:\d{2}(:\d{2})?", "", text)


def give_password(client, login, password=PASSWORD, **extra):
    return client.post("/login/staff/", {"login": login, "password": password}, **extra)


class TestWhoIsRegistered:
    """The answer is the same, and what is done for it is the same, whoever is asked about."""

    def test_by_telephone(self, outbox):
        PersonFactory.create(phone="+8613800001234")
        PersonFactory.create(phone="+8613800001235", is_active=False)
        answers = []
        for phone in (PHONE, "13800001235", "13800009999"):
            client = Client()
            first = client.post("/login/", {"phone": phone})
            page = without_token(client.get("/login/code/")).replace(f"{phone[:3]} {phone[3:7]} {phone[7:]}", "")
            wrong = client.post("/login/code/", {"code": "12"})
            answers.append((first.status_code, first.headers["Location"], page, wrong.status_code))
        assert answers[0] == answers[1] == answers[2]
        assert len(outbox.messages()) == 3

    def test_by_telephone_the_database_does_the_same(self, outbox, django_assert_num_queries):
        PersonFactory.create(phone="+8613800001234")
        counts = []
        for phone in (PHONE, "13800009999"):
            with connection.execute_wrapper(counter := Counter()):
                Client().post("/login/", {"phone": phone})
            counts.append(counter.tables)
        assert counts[0] == counts[1]
        assert not any("accounts_person" in sql for sql in counts[0])

    def test_by_password(self, handler):
        with_second_factor(handler.person)
        inactive = member("handler").person
        inactive.is_active = False
        inactive.save()
        owner = PersonFactory.create()
        logins = [handler.person.username, inactive.username, owner.phone, "nobody", "nobody@example.com"]
        answers = [without_token(give_password(Client(), login, "wrong")).replace(login, "") for login in logins]
        assert set(answers) == {answers[0]}

    def test_by_password_the_same_work_is_done(self, settings, handler, monkeypatch):
        settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.PBKDF2PasswordHasher"]
        monkeypatch.setattr(PBKDF2PasswordHasher, "iterations", 10)
        handler.person.set_password(PASSWORD)
        handler.person.save()
        rounds = []
        encode = PBKDF2PasswordHasher.encode
        monkeypatch.setattr(
            PBKDF2PasswordHasher, "encode", lambda *args, **kwargs: rounds.append(1) or encode(*args, **kwargs)
        )
        work = []
        for login in (handler.person.username, "nobody"):
            rounds.clear()
            give_password(Client(), login, "wrong")
            work.append(len(rounds))
        assert work == [1, 1]

    def test_an_inactive_person_is_told_nothing_with_the_right_password_either(self, handler):
        handler.person.is_active = False
        handler.person.save()
        answer = give_password(Client(), handler.person.username)
        assert answer.status_code in {302, 422}
        assert answer.headers.get("Location", "/login/") == "/login/"

    def test_an_inactive_owner_does_not_come_in(self, browser, ask_for_code):
        PersonFactory.create(phone="+8613800001234", is_active=False)
        browser.post("/login/code/", {"code": ask_for_code(browser)})
        assert browser.get("/owner/").status_code == 302


class Counter:
    def __init__(self):
        self.tables = []

    def __call__(self, execute, sql, params, many, context):
        self.tables.append(re.sub(r"'[^']*'|\d+", "?", sql))
        return execute(sql, params, many, context)


class TestGuessing:
    def test_the_password_of_one_login(self, handler):
        with_second_factor(handler.person)
        statuses = [give_password(Client(), handler.person.username, f"wrong{n}").status_code for n in range(7)]
        assert statuses[:4] == [422] * 4
        assert statuses[4:] == [429] * 3
        locked = give_password(Client(), handler.person.username)
        assert locked.status_code == 429
        assert "密码试错太多次" in locked.content.decode()

    def test_a_lock_holds_for_the_login_in_any_case(self, handler):
        for n in range(5):
            give_password(Client(), handler.person.username, f"wrong{n}")
        assert give_password(Client(), handler.person.username.upper()).status_code == 429

    def test_a_login_that_nobody_has_locks_alike(self):
        statuses = [give_password(Client(), "nobody", f"wrong{n}").status_code for n in range(7)]
        assert statuses == [422] * 4 + [429] * 3

    def test_colleagues_at_the_same_address_still_come_in(self, handler, approver):
        with_second_factor(approver.person)
        for n in range(5):
            give_password(Client(), handler.person.username, f"wrong{n}")
        assert give_password(Client(), approver.person.username).status_code == 302

    def test_the_password_from_many_addresses(self, handler):
        with_second_factor(handler.person)
        answers = [
            give_password(Client(REMOTE_ADDR=f"203.0.113.{n}"), handler.person.username, f"wrong{n}") for n in range(11)
        ]
        assert "试的次数太多" in answers[-1].content.decode()
        last = give_password(Client(REMOTE_ADDR="203.0.113.99"), handler.person.username)
        assert last.status_code == 422

    def test_a_forged_forwarding_header_is_no_other_address(self, handler):
        for n in range(5):
            give_password(Client(), handler.person.username, f"w{n}", headers={"x-forwarded-for": f"198.51.100.{n}"})
        answer = give_password(Client(), handler.person.username, headers={"x-forwarded-for": "198.51.100.77"})
        assert answer.status_code == 429

    def test_the_second_factor(self, browser, handler):
        with_second_factor(handler.person)
        give_password(browser, handler.person.username)
        pages = [browser.post("/login/second-factor/", {"code": f"{n:06d}"}) for n in range(11)]
        assert all(page.status_code == 422 for page in pages)
        assert "试的次数太多" in pages[-1].content.decode()
        assert browser.post("/login/second-factor/", {"code": totp_now()}).status_code == 422

    def test_the_code_to_a_telephone_over_many_sessions(self, ask_for_code):
        with time_machine.travel(machine_now(), tick=False) as clock:
            tried = 0
            for _session in range(6):
                client = Client()
                if client.post("/login/", {"phone": PHONE}).status_code == 429:
                    break
                for _guess in range(5):
                    tried += client.post("/login/code/", {"code": "x"}).status_code == 422
                clock.shift(60)
        assert tried <= 20

    def test_messages_to_one_telephone(self, outbox):
        with time_machine.travel(machine_now(), tick=False) as clock:
            for _hour in range(24):
                for _time in range(8):
                    Client().post("/login/", {"phone": PHONE})
                clock.shift(3600 - 60)
            assert len(outbox.messages()) <= 11

    def test_messages_from_one_address(self, outbox):
        for n in range(30):
            Client().post("/login/", {"phone": f"1380001{n:04d}"})
        assert len(outbox.messages()) == 20


class TestReplay:
    def test_a_code_of_the_app_is_good_once(self, handler):
        with_second_factor(handler.person)
        with time_machine.travel(machine_now(), tick=False):
            code = totp_now()
            clients = [Client(), Client()]
            for client in clients:
                give_password(client, handler.person.username)
            answers = [client.post("/login/second-factor/", {"code": code}).status_code for client in clients]
        assert answers == [302, 422]

    def test_also_when_the_cache_has_forgotten(self, handler):
        from django.core.cache import cache

        with_second_factor(handler.person)
        with time_machine.travel(machine_now(), tick=False) as clock:
            code = totp_now()
            first, second = Client(), Client()
            give_password(first, handler.person.username)
            give_password(second, handler.person.username)
            assert first.post("/login/second-factor/", {"code": code}).status_code == 302
            cache.clear()
            assert second.post("/login/second-factor/", {"code": code}).status_code == 422
            clock.shift(31)
            assert second.post("/login/second-factor/", {"code": code}).status_code == 422
            assert second.post("/login/second-factor/", {"code": totp_now()}).status_code == 302

    def test_an_older_code_is_void_after_a_newer_one(self, handler):
        with_second_factor(handler.person)
        with time_machine.travel(machine_now(), tick=False) as clock:
            older = totp_now()
            clock.shift(30)
            first, second = Client(), Client()
            give_password(first, handler.person.username)
            give_password(second, handler.person.username)
            assert first.post("/login/second-factor/", {"code": totp_now()}).status_code == 302
            assert second.post("/login/second-factor/", {"code": older}).status_code == 422

    def test_the_code_of_the_set_up_is_spent(self, browser, handler):
        give_password(browser, handler.person.username)
        page = browser.get("/login/second-factor/set-up/").content.decode()
        secret = "".join(re.search(r'<code class="num text-reset">([A-Z2-7 ]+)</code>', page)[1].split())
        with time_machine.travel(machine_now(), tick=False):
            code = current_code(secret)
            browser.post("/login/second-factor/set-up/", {"code": code})
            other = Client()
            give_password(other, handler.person.username)
            assert other.post("/login/second-factor/", {"code": code}).status_code == 422


@pytest.mark.django_db(transaction=True)
def test_the_same_code_at_the_same_instant_comes_in_once(handler):
    with_second_factor(handler.person)
    code, answers = totp_now(), []
    clients = [Client(), Client(), Client()]
    for client in clients:
        give_password(client, handler.person.username)

    def send(client):
        answers.append(client.post("/login/second-factor/", {"code": code}).status_code)
        connection.close()

    threads = [threading.Thread(target=send, args=[client]) for client in clients]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers) == [302, 422, 422]


class TestWayRoundTheSecondFactor:
    def test_a_code_by_sms_does_not_open_the_desk(self, browser, ask_for_code):
        person = with_second_factor(PersonFactory.create(phone="+8613800001234", username="gao"))
        row = MembershipFactory.create(person=person)
        browser.post("/login/code/", {"code": ask_for_code(browser)})
        assert browser.get("/owner/").status_code == 200
        assert browser.get("/console/").headers["Location"].startswith("/login/staff/")
        assert browser.post("/login/capacity/", {"capacity": f"membership-{row.pk}"}).status_code == 404

    def test_a_code_by_sms_does_not_set_up_a_second_factor(self, browser, ask_for_code):
        person = PersonFactory.create(phone="+8613800001234", username="gao")
        MembershipFactory.create(person=person)
        browser.post("/login/code/", {"code": ask_for_code(browser)})
        for path in ("/login/second-factor/set-up/", "/login/second-factor/set-up/code.svg"):
            assert browser.get(path).headers["Location"].startswith("/login/staff/")
        assert browser.post("/login/second-factor/set-up/", {"code": "123456"}).status_code == 302
        assert not Authenticator.objects.exists()
        assert browser.get("/login/second-factor/recovery-codes/").status_code == 404

    def test_password_and_sms_together_are_no_second_factor(self, browser, ask_for_code):
        person = with_second_factor(PersonFactory.create(phone="+8613800001234", username="gao"))
        person.set_password(PASSWORD)
        person.save()
        row = MembershipFactory.create(person=person)
        give_password(browser, "gao")
        browser.post("/login/code/", {"code": ask_for_code(browser)})
        assert browser.post("/login/capacity/", {"capacity": f"membership-{row.pk}"}).status_code == 404
        assert browser.get("/login/second-factor/set-up/").status_code == 302
        assert browser.get("/console/").status_code == 302

    def test_a_password_alone_sets_up_nothing_anew(self, browser, handler):
        with_second_factor(handler.person)
        give_password(browser, handler.person.username)
        assert browser.get("/login/second-factor/set-up/").headers["Location"].startswith("/login/staff/")
        assert browser.get("/login/second-factor/recovery-codes/").status_code == 404

    def test_a_telephone_is_no_login_name(self, browser, owner):
        owner.person.set_password(PASSWORD)
        owner.person.save()
        assert give_password(browser, owner.person.phone).status_code == 422

    def test_a_capacity_written_into_another_session_does_not_hold(self, browser, handler, owner):
        log_in(browser, owner)
        session = browser.session
        session["capacities"] = {"console": handler.key}
        session.save()
        assert browser.get("/console/").headers["Location"] == "/login/?ended=1"


class TestSomebodyElsesCapacity:
    def test_does_not_exist(self, browser, handler, approver):
        log_in(browser, handler)
        for key in (approver.key, "owner", "membership-0", "membership-999999", "", "membership-1e3"):
            assert browser.post("/login/capacity/", {"capacity": key}).status_code == 404

    def test_strangers_choose_nothing(self, browser, handler):
        assert browser.post("/login/capacity/", {"capacity": handler.key}).headers["Location"] == "/login/"

    def test_the_session_of_the_last_person_is_gone(self, browser, handler, ask_for_code):
        log_in(browser, handler)
        browser.post("/logout/")
        browser.post("/login/code/", {"code": ask_for_code(browser)})
        assert browser.get("/console/").status_code == 404
        assert browser.get("/owner/").json()["roles"] == ["agent", "owner"]


@pytest.mark.parametrize("elsewhere", ELSEWHERE)
class TestLeadingElsewhere:
    def test_after_the_code(self, browser, ask_for_code, elsewhere):
        code = ask_for_code(browser, next=elsewhere)
        answer = browser.post("/login/code/?next=" + elsewhere, {"code": code, "next": elsewhere})
        assert answer.headers["Location"] == "/login/capacity/"

    def test_after_the_password(self, browser, handler, elsewhere):
        with_second_factor(handler.person)
        browser.post("/login/staff/", {"login": handler.person.username, "password": PASSWORD, "next": elsewhere})
        answer = browser.post("/login/second-factor/?next=" + elsewhere, {"code": totp_now(), "next": elsewhere})
        assert answer.headers["Location"] == "/login/capacity/"

    def test_after_the_choice(self, browser, handler, elsewhere):
        log_in(browser, handler)
        answer = browser.post("/login/capacity/", {"capacity": handler.key, "next": elsewhere})
        assert answer.headers["Location"] == "/console/"

    def test_on_the_pages(self, browser, elsewhere):
        for path in ("/login/", "/login/staff/"):
            assert "evil.example" not in re.sub(
                r'name="next" value="/[^"]*"', "", browser.get(path, {"next": elsewhere}).content.decode()
            )


@pytest.mark.parametrize(
    "path", ["/login/", "/login/code/", "/login/staff/", "/login/second-factor/", "/login/capacity/", "/logout/"]
)
def test_forms_from_elsewhere_are_refused(path):
    assert Client(enforce_csrf_checks=True).post(path, {"phone": PHONE}).status_code == 403


def test_a_session_is_new_after_the_log_in(browser, ask_for_code):
    code = ask_for_code(browser)
    before = browser.session.session_key
    browser.post("/login/code/", {"code": code})
    assert browser.session.session_key != before


def test_a_stolen_cookie_is_worth_nothing_after_log_out(browser, owner):
    log_in(browser, owner)
    cookie = browser.cookies["sessionid"].value
    browser.post("/logout/")
    thief = Client()
    thief.cookies["sessionid"] = cookie
    assert thief.get("/owner/").status_code == 302


def test_nothing_of_the_library_is_wired_but_what_we_need():
    names = {name for name in get_resolver().reverse_dict if isinstance(name, str)}
    library = {name for name in names if name.startswith(("account_", "mfa_", "socialaccount_"))}
    assert library == {"account_login", "account_confirm_login_code", "mfa_authenticate"}


@pytest.mark.parametrize("path", ["/accounts/signup/", "/signup/", "/login/signup/", "/accounts/login/", "/2fa/"])
def test_there_is_no_sign_up(browser, path):
    assert browser.get(path).status_code == 404


def test_a_hostile_login_is_drawn_harmlessly(browser):
    page = give_password(browser, "<script>alert(1)</script>", "x").content.decode()
    assert "<script>alert" not in page
    assert give_password(Client(), "x" * 100_000, "x").status_code == 422
    assert give_password(Client(), "a\x00b", "x").status_code == 422
    assert give_password(Client(), "gao", "x" * 100_000).status_code == 422
    assert Client().post("/login/", {"phone": "1380000\x001234"}).status_code == 422


def test_secrets_never_reach_the_log(browser, handler, caplog, ask_for_code):
    caplog.set_level("DEBUG")
    with_second_factor(handler.person)
    code = ask_for_code(Client())
    give_password(browser, handler.person.username)
    browser.post("/login/second-factor/", {"code": totp_now()})
    for secret in (PASSWORD, SECRET, code):
        assert secret not in caplog.text


def test_nobody_was_created_by_asking(browser, ask_for_code):
    ask_for_code(browser)
    assert not Person.objects.exists()
