import pytest
import time_machine

from idi_platform.accounts.models import Person
from idi_platform.kernel.clock import machine_now
from tests.cast import PersonFactory

from .conftest import PHONE

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.accounts.door_urls")]
WRONG = "000000"


def wrong(code):
    return WRONG if code != WRONG else "111111"


def test_a_new_owner_comes_in_with_any_telephone(browser, ask_for_code):
    code = ask_for_code(browser, "138 0000 1234")
    assert not Person.objects.exists()
    answer = browser.post("/login/code/", {"code": code}, follow=True)
    person = Person.objects.get()
    assert (person.phone, person.phone_verified) == ("+8613800001234", True)
    assert answer.redirect_chain[-1] == ("/owner/", 302)
    assert answer.json()["person"] == person.pk
    assert answer.json()["roles"] == ["agent", "owner"]


def test_a_known_owner_is_found_again(browser, ask_for_code):
    person = PersonFactory.create(phone="+8613800001234")
    browser.post("/login/code/", {"code": ask_for_code(browser)})
    assert browser.get("/whoami/").json()["acting"] is None  # nothing chosen before a door was entered
    assert browser.get("/owner/").json()["person"] == person.pk


@pytest.mark.parametrize("typed", ["１３８ ００００ １２３４", "+86 138-0000-1234", "8613800001234"])
def test_numbers_are_understood_as_people_type_them(browser, ask_for_code, outbox, typed):
    ask_for_code(browser, typed)
    assert "To: +8613800001234" in outbox.messages()[-1]


@pytest.mark.parametrize("typed", ["", "12345", "021-12345678", "+1 202 555 0100", "x" * 500, "1380000１２３x"])
def test_what_is_no_mobile_number_is_refused_with_a_sentence(browser, typed, outbox):
    answer = browser.post("/login/", {"phone": typed})
    assert answer.status_code == 422
    assert not outbox.messages()


def test_the_message_is_one_sms_and_holds_nothing_personal(browser, ask_for_code, outbox):
    ask_for_code(browser)
    text = outbox.messages()[-1].split("\n\n", 1)[1].strip()
    assert len(text) <= 70
    assert "1234" not in text.replace(outbox.last_code(), "")


def test_a_code_with_blanks_between_is_understood(browser, ask_for_code):
    code = ask_for_code(browser)
    assert browser.post("/login/code/", {"code": f"{code[:3]} {code[3:]}"}).status_code == 302


def test_a_code_holds_for_ten_minutes(browser, ask_for_code):
    with time_machine.travel(machine_now(), tick=False) as clock:
        code = ask_for_code(browser)
        clock.shift(600)
        assert browser.get("/login/code/").status_code == 200
        clock.shift(1)
        assert browser.post("/login/code/", {"code": code}).headers["Location"] == "/login/"
        assert not Person.objects.exists()


def test_the_code_is_good_once(browser, ask_for_code):
    code = ask_for_code(browser)
    browser.post("/login/code/", {"code": code})
    browser.post("/logout/")
    assert browser.post("/login/code/", {"code": code}).headers["Location"] == "/login/"


def test_a_new_code_makes_the_old_one_void(browser, ask_for_code, outbox):
    first = ask_for_code(browser)
    assert browser.post("/login/code/", {"action": "resend"}).status_code == 200
    second = outbox.last_code()
    assert len(outbox.messages()) == 2
    if first != second:
        assert browser.post("/login/code/", {"code": first}).status_code == 422
    assert browser.post("/login/code/", {"code": second}).status_code == 302


def test_it_is_read_out_by_telephone(browser, ask_for_code, outbox):
    ask_for_code(browser)
    browser.post("/login/code/", {"action": "voice"})
    assert browser.post("/login/code/", {"code": outbox.last_code("voice")}).status_code == 302


def test_once_a_minute_and_three_times_in_all(browser, ask_for_code, outbox):
    with time_machine.travel(machine_now(), tick=False) as clock:
        ask_for_code(browser)
        answers = []
        for _time in range(4):
            answers.append(browser.post("/login/code/", {"action": "resend"}).status_code)
            answers.append(browser.post("/login/code/", {"action": "resend"}).status_code)
            clock.shift(61)
        assert answers == [200, 429, 200, 429, 200, 429, 429, 429]
        assert len(outbox.messages()) == 4


def test_five_wrong_codes_end_it(browser, ask_for_code):
    code = ask_for_code(browser)
    statuses = [browser.post("/login/code/", {"code": wrong(code)}).status_code for _time in range(5)]
    assert statuses == [422, 422, 422, 422, 429]
    assert browser.post("/login/code/", {"code": code}).headers["Location"] == "/login/"


def test_the_code_is_not_kept_anywhere(browser, ask_for_code):
    code = ask_for_code(browser)
    assert code not in str(dict(browser.session))


def test_where_he_wanted_to_go(browser, ask_for_code):
    assert browser.get("/owner/?home=3").headers["Location"] == "/login/?next=/owner/%3Fhome%3D3"
    answer = browser.post("/login/", {"phone": PHONE, "next": "/owner/?home=3"})
    assert answer.headers["Location"] == "/login/code/?next=%2Fowner%2F%3Fhome%3D3"
    code = ask_for_code(browser, next="/owner/?home=3")
    answer = browser.post("/login/code/", {"code": code, "next": "/owner/?home=3"})
    assert answer.headers["Location"] == "/owner/?home=3"


def test_leaving(browser, ask_for_code):
    browser.post("/login/code/", {"code": ask_for_code(browser)}, follow=True)
    assert browser.get("/logout/").status_code == 405
    assert browser.post("/logout/").headers["Location"] == "/login/"
    assert browser.get("/owner/").status_code == 302


@pytest.mark.parametrize("path", ["/login/", "/login/staff/"])
def test_pages_have_no_inline_script_or_style(browser, path):
    page = browser.get(path).content.decode()
    assert "<script>" not in page
    assert page.count("<script") == page.count('<script src="/static/')
    assert "style=" not in page
    assert "onclick" not in page
