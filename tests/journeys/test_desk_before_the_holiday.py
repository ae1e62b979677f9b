"""Story 17: told to the property desk in Jiyuan before the holiday. Its receipt counts; forwarding comes too late."""

from datetime import datetime

import pytest

from idi_platform.demo.stories import handled
from idi_platform.kernel import clock
from tests.faults.harness import eventually
from tests.journeys import acts

HOUSE, PHONE = handled.SONGYUE, "13800000419"
INSURED_AGREES = """
from claims.models import Claim
from idi_platform.accounts.demo import find_cast
from idi_platform.demo.stories import handled
from idi_platform.demo.teller import Teller
claim = Claim.objects.select_related("subject").get(number="{number}")
teller = Teller(lambda _instant: None, find_cast())
handled.insured_agrees(teller, claim, handled.SONGYUE, mode="cash", amount="5200.00")
"""
"""A developer does not see claims: the desk enters its agreement with the signed paper."""
MIDNIGHT = datetime(2026, 10, 9, tzinfo=clock.SHANGHAI)


@pytest.fixture
def fang(people_of_its_own):
    """方管家, whose firm looks after the workshop."""
    return people_of_its_own("fang")


@pytest.fixture
def shi(people_of_its_own):
    """石磊, who owns the workshop, at a telephone."""
    return people_of_its_own(PHONE)


def test_the_desk_s_receipt_counts_and_what_is_forwarded_after_the_holiday_is_late(
    stack_of_its_own, fang, shi, desk, second, photo
):
    number = told_at_the_desk(fang)
    shi.open(f"/owner/claims/{number}/")
    assert "最晚 10月8日（周四）24:00" in shi.words
    assert "按条文应于 10月2日（周五）24:00 前" in shi.words
    assert "方案第十三条第一款：收到索赔申请两日内现场勘查" in shi.words
    shi.picture("holiday-2-owner")
    forwarded_too_late(stack_of_its_own, desk, shi, number)
    determined(desk, second, shi, number, photo)
    agreed_on_two_days(stack_of_its_own, desk, shi, number)
    acts.go_to(desk, "2026-10-21", "15:00")
    acts.take(desk, number, "pay", line_indemnity="5200.00")
    acts.approve(second, number, "支付赔款")
    acts.take(desk, number, "close")
    shi.open(f"/owner/claims/{number}/")
    assert "已付 ¥5,200.00，已经付清" in shi.words
    shi.picture("holiday-6-closed")
    assert acts.clock(stack_of_its_own, number, "claim.performance")[0] == "met"
    assert not shi.said
    assert not desk.said


def told_at_the_desk(fang):
    """Take it in at 17:20; the page says that this instant counts, and what should and what must be done by when."""
    acts.go_to(fang, "2026-09-30", "17:20")
    number = acts.call(
        fang,
        "1-0101",
        what="屋顶漏水（防水工程）",
        claimant="石",
        picks={"place": "other", "channel": "desk"},
        name="石磊（演示）",
        phone=PHONE,
        words="厂房屋面天沟边漏水，机床上方滴水。",
    )
    assert f"编号 {number}，收到时间 9月30日 17:20。" in fang.words
    assert "应于 10月2日 24:00，最晚 10月8日 24:00：上门看。" in fang.words
    assert "应于 10月7日 24:00，最晚 10月8日 24:00：告诉您赔不赔、为什么。" in fang.words
    assert "派员现场查勘\u3000应于 10月2日 24:00 前，法定最晚 10月8日 24:00" in fang.words
    fang.picture("holiday-1-desk")
    return number


def forwarded_too_late(stack, desk, owner, number):
    """The desk telephones after the holiday: that moves nothing, the limits ended at midnight."""
    acts.go_to(desk, "2026-10-09", "08:30")
    eventually(lambda: acts.clock(stack, number, "claim.determination")[3] is not None)
    for name in ("claim.survey", "claim.determination"):
        _state, _met, due, breached = acts.clock(stack, number, name)
        assert due == breached == MIDNIGHT
    acts.take(desk, number, "call", ticks=("call_outcome",), words="物业今天来电转告：9 月 30 日收到的报案。")
    assert "2026年9月30日 17:20" in desk.words, "the report stands where it stood"
    desk.page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
    assert "派员现场查勘：已经超期" in desk.words
    assert "作出核定：已经超期" in desk.words
    assert "10月9日 00:00" in desk.words
    desk.picture("holiday-3-late")
    owner.open(f"/owner/claims/{number}/")
    assert "超期 8 小时" in owner.words
    owner.picture("holiday-3-late")


def determined(desk, second, owner, number, photo):
    """Look and determine the same day; who disputes goes the way of the contract, no appraisal is forced on him."""
    acts.hand_in(owner, number, photo)
    acts.survey(desk, number, "天沟内侧卷材收头脱开，长约 4 米。")
    acts.take(
        desk,
        number,
        "accept",
        picks={"cause": "construction"},
        ticks=("benchmark", "evidence_ids"),
        words="屋面天沟卷材收头不符合标准，属于防水工程缺陷。",
    )
    acts.approve(second, number, "核定：属于保险责任")
    acts.take(desk, number, "send_determination")
    owner.open(f"/owner/claims/{number}/").until("文书已发给您：《核定结果通知书》")
    said, _pages = acts.text_of(owner.paper("核定结果通知书"))
    assert "屋面天沟卷材收头不符合标准" in said
    owner.open(f"/owner/claims/{number}/object/")
    assert "当地没有规定共同鉴定" in owner.words
    assert "保险合同约定的方式是诉讼" in owner.words
    assert owner.page.locator("main form").count() == 0, "nobody is led into an appraisal"
    owner.picture("holiday-4-dispute")


def agreed_on_two_days(stack, desk, owner, number):
    """The owner agrees on the twelfth, the insured on the fifteenth: should by the 19th, legally by the 22nd."""
    acts.take(desk, number, "offer_settlement", words="按天沟卷材重做的报价赔付。", cash="5200.00")
    acts.go_to(desk, "2026-10-12", "14:00")
    owner.open(f"/owner/claims/{number}/offer/")
    owner.page.locator("input[type=radio]").first.check(force=True)
    owner.submit()
    assert "约定赔付 ¥5,200.00" in owner.words
    acts.go_to(desk, "2026-10-15", "09:30")
    stack.python(INSURED_AGREES.format(number=number))
    owner.open(f"/owner/claims/{number}/")
    assert "最晚 10月22日（周四）24:00" in owner.words
    assert "按条文应于 10月19日（周一）24:00 前" in owner.words
    assert "方案第十三条第二款" in owner.words
    owner.picture("holiday-5-agreed")
