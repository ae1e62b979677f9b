"""A surveyor without a network: the day opens, a survey is filled in and signed, and is sent once when it is back."""

from datetime import timedelta

import pytest

from idi_platform.kernel.clock import SHANGHAI
from tests.journeys import acts, browsing

FIELD = "[data-field]"
HERE = {"latitude": 39.86, "longitude": 116.28}
RECORDS = """
SELECT count(*) FROM records_record r JOIN claims_claim k ON k.subject_id = r.subject_id
WHERE k.number = '{number}' AND r.name = '{name}'
"""
PLACES = """
SELECT count(*) FROM documents_place p JOIN documents_attachment a ON a.id = p.attachment_id
JOIN claims_claim k ON k.subject_id = a.subject_id WHERE k.number = '{number}'
"""


@pytest.fixture
def qin(chromium, stack):
    """查勘员小秦, at a telephone that may say where it is."""
    visitor = browsing.Visitor(chromium, stack, browsing.PHONE)
    visitor.context.grant_permissions(["geolocation"], origin=stack.address)
    visitor.context.set_geolocation(HERE)
    yield browsing.log_in_staff(visitor, "qin")
    visitor.close()


def arrange(desk, stack, number):
    """Let the desk send the surveyor in half an hour."""
    begin = acts.legal_now(stack).astimezone(SHANGHAI) + timedelta(minutes=30)
    desk.open(f"/console/claims/{number}/schedule_survey/")
    desk.fill(from_at=f"{begin:%Y-%m-%dT%H:%M}", until_at=f"{begin + timedelta(hours=2):%Y-%m-%dT%H:%M}")
    desk.page.select_option("[name=surveyor]", label="查勘员小秦（演示）")
    desk.submit()
    assert desk.path == f"/console/claims/{number}/", desk.words


def sign(visitor):
    """Draw a line on the glass."""
    pad = visitor.page.locator(".sign-pad")
    pad.scroll_into_view_if_needed()
    box = pad.bounding_box()
    hand = visitor.page.mouse
    hand.move(box["x"] + 30, box["y"] + 60)
    hand.down()
    hand.move(box["x"] + 120, box["y"] + 110, steps=6)
    hand.move(box["x"] + 190, box["y"] + 40, steps=6)
    hand.up()


def take_photo(visitor, photo):
    visitor.page.set_input_files("[data-pick][multiple]", str(photo))
    visitor.page.locator("[data-tiles] canvas:visible").first.wait_for()


def opened(visitor):
    """Wait until the form keeps what is typed."""
    visitor.page.locator("form[data-ready]").wait_for()


def card(visitor, number):
    """The day's card of that claim."""
    return visitor.page.locator(".visit", has_text=number)


def count(stack, number, name):
    return stack.scalar(RECORDS.format(number=number, name=name))


def test_a_surveyor_works_without_a_network_and_nothing_is_lost_or_doubled(stack, lin, gao, qin, photo):
    number = acts.report(lin, place="balcony")
    arrange(gao, stack, number)
    qin.open("/field/")
    qin.page.locator(f"{FIELD}[data-kept=yes]").wait_for()
    assert number in qin.words
    qin.picture("surveyor-1-day")
    assert qin.violations() == []

    qin.context.set_offline(True)
    _surveys(qin, number, photo)
    assert count(stack, number, "claim.record_survey") == 0

    _kills_the_page(qin, number)
    qin.context.set_offline(False)
    card(qin, number).locator(".is-met", has_text="已查勘").wait_for()
    qin.picture("surveyor-4-arrived")
    assert count(stack, number, "claim.record_survey") == 1, "two taps, a page that was closed, and still one survey"
    assert stack.scalar(PLACES.format(number=number)) == 1, "the place of the photo, because he allowed it"

    qin.context.set_offline(True)
    _comes_too_late(qin, number, photo)
    assert count(stack, number, "claim.record_failed_visit") == 0
    assert count(stack, number, "claim.attach") == 1

    _leaves(qin, number)
    _breaks_no_policy(qin)


def _breaks_no_policy(qin):
    assert [line for line in qin.said if "Content Security Policy" in line] == []


def _surveys(qin, number, photo):
    """The day and the visit open from the telephone; photo, reading and signature are kept on it."""
    qin.open("/field/")
    qin.page.locator(".field-state", has_text="可以照常填").wait_for()
    card(qin, number).get_by_role("link", name="开始查勘").click()
    opened(qin)
    assert "请开门的人签名" in qin.words
    qin.page.locator("[data-place]").check()
    take_photo(qin, photo)
    qin.page.locator("[data-tiles] [data-placed]:not([hidden])").wait_for()
    qin.fill(words="推拉门下槛渗水，闭水四十分钟复现。", moisture="46.5")
    qin.pick("signing", "glass")
    qin.fill(signed_by="林小满（演示）")
    sign(qin)
    qin.picture("surveyor-2-filled")
    qin.page.get_by_role("button", name="提交查勘").dblclick()
    qin.page.get_by_text("已存在手机里").first.wait_for()


def _kills_the_page(qin, number):
    """The application is closed and opened again, still without a network: it says what is not sent yet."""
    _breaks_no_policy(qin)
    qin.page.close()
    qin.page = qin.context.new_page()
    qin.said = browsing.complaints_of(qin.page)
    qin.open("/field/")
    qin.page.locator("[data-reports] li[data-is=waiting]").wait_for()
    assert "有网后自动提交一次" in qin.words
    card(qin, number).locator("[data-on-phone]:not([hidden])", has_text="存在手机里").wait_for()
    assert number in qin.words
    qin.picture("surveyor-3-waiting")


def _comes_too_late(qin, number, photo):
    """A page that is older than the survey: what was filled in on it is told of, and kept as evidence."""
    qin.open(f"/field/visits/{number}/failed/")
    opened(qin)
    qin.pick("reason", "no_access")
    take_photo(qin, photo)
    qin.fill(words="又去一次，楼上没有人。")
    qin.page.get_by_role("button", name="提交上门未果").click()
    qin.page.get_by_text("已存在手机里").first.wait_for()
    qin.context.set_offline(False)
    qin.page.get_by_text("您自己已经登记过查勘").wait_for()
    qin.open("/field/")
    qin.page.locator("[data-reports] li[data-is=stuck]").wait_for()
    with qin.page.expect_navigation():  # once it has arrived the day is shown anew
        qin.page.get_by_role("button", name="作为补充放进案件").click()
    qin.page.get_by_text("已作为补充放进案件").wait_for()


def _leaves(qin, number):
    """Whoever logs out leaves nothing of the day on the telephone."""
    with qin.page.expect_navigation():
        qin.page.get_by_role("button", name="退出登录").click()
    assert qin.path.startswith("/login/")
    assert qin.page.evaluate("caches.has('idi-field-pages')") is False
    qin.context.set_offline(True)
    qin.open("/field/")
    assert "没有网络，这一页没有存在手机里" in qin.words
    assert number not in qin.words
