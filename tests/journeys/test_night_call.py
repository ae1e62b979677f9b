"""Story 15: a call at night in Longgang. No limit of the city, a refusal in time, an appraisal that says covered."""

import pytest

from idi_platform.demo.stories import handled
from tests.faults.harness import eventually
from tests.journeys import acts

HOUSE, PHONE = handled.OUJIANG, "13800000908"


@pytest.fixture
def pan(people_of_its_own):
    """潘晨, who owns 1-0908 in Longgang, at a telephone."""
    return people_of_its_own(PHONE)


def test_a_night_call_is_refused_in_time_appraised_covered_and_paid(
    stack_of_its_own, people_of_its_own, pan, desk, second, photo
):
    number = called_at_night(people_of_its_own("wen"))
    papers_by_the_link(stack_of_its_own, pan, number, photo)
    acts.go_to(desk, "2026-09-30", "16:20")
    acts.survey(desk, number, "窗框下口渗水，窗台外侧有后加的花架。")
    refused_in_time(stack_of_its_own, pan, desk, second, number)
    objected(pan, number)
    chosen(pan, desk, number)
    found_covered(people_of_its_own("tao"), desk, number)
    determined_anew(desk, second, number)
    covered_and_paid(pan, desk, second, number)
    locked(people_of_its_own("miao"), desk)


def called_at_night(hotline):
    """Take the call at 02:47; the number is read out in it, and what is owed is said with its article."""
    acts.go_to(hotline, "2026-09-30", "02:47")
    number = acts.call(
        hotline,
        "1-0908",
        what="外墙、门窗渗水（防水工程（第5项））",
        claimant="潘",
        picks={"place": "window", "channel": "hotline"},
        name="潘晨（演示）",
        phone=PHONE,
        words="台风雨，卧室窗框下面一直往里渗水。",
        recording="DEMO-20260930-0247",
    )
    assert "2026年9月30日 02:47" in hotline.words
    assert "应于 10月1日 24:00：上门看。" in hotline.words, "the contract's day, no text's"
    assert "最晚 10月30日 24:00：告诉您赔不赔、为什么。" in hotline.words
    assert "最晚 10月8日" not in hotline.words
    hotline.picture("night-1-called")
    return number


def papers_by_the_link(stack, owner, number, photo):
    """Open the link of the message and hand in the first picture; the page names no limit of the city."""
    folder = stack.state / "outbox" / "sms"
    eventually(lambda: any(number in sent.read_text() for sent in folder.glob("*.txt")))
    acts.hand_in(owner, number, photo)
    owner.open(f"/owner/claims/{number}/")
    assert "最晚 10月30日（周五）24:00" in owner.words
    assert "保险法第二十三条第一款" in owner.words
    assert "法定最晚" not in owner.words, "the city's text sets no limit"
    owner.picture("night-2-owner")


def refused_in_time(stack, owner, desk, second, number):
    """Refuse on the sixteenth day, tell it two days later, a day before the limit."""
    acts.go_to(desk, "2026-10-16", "15:00")
    acts.take(
        desk,
        number,
        "refuse",
        picks={"ground": "misuse"},
        ticks=("evidence_ids",),
        words="窗台外侧加装花架，膨胀螺栓打穿窗下防水层。",
        why="渗水点正在花架螺栓位置，其他窗没有渗水。",
    )
    acts.approve(second, number, "核定：不属于保险责任")
    desk.open(f"/console/claims/{number}/")
    assert "10月19日 24:00 前\n保险法第二十四条" in desk.words
    acts.go_to(desk, "2026-10-18", "10:00")
    acts.take(desk, number, "send_refusal")
    eventually(lambda: acts.clock(stack, number, "claim.refusal_notice_national")[0] == "met")
    owner.open(f"/owner/claims/{number}/").until("不予赔偿，通知书已发出")
    owner.picture("night-3-refused")
    said, _pages = acts.text_of(owner.paper("不予赔偿通知书"))
    assert "膨胀螺栓打穿窗下防水层" in said


def objected(owner, number):
    """Ask for an appraisal: together, and paid for by the insurer where it says covered."""
    acts.go_to(owner, "2026-10-20", "20:00")
    owner.open(f"/owner/claims/{number}/object/")
    assert "双方一起选鉴定机构；鉴定属于保险责任的，鉴定费由保险公司承担" in owner.words
    assert "三、（八）第一款" in owner.words
    owner.fill(words="花架装在窗框两侧，没有打到窗下，请鉴定。")
    owner.picture("night-4-objects")
    owner.submit()
    assert owner.path == f"/owner/claims/{number}/"
    assert "是否属于保险责任：已申请" in owner.words


def chosen(owner, desk, number):
    """Let the insurer name a body with both licences and the owner agree: chosen together."""
    acts.go_to(desk, "2026-10-22", "10:00")
    acts.name_the_appraiser(desk, number)
    owner.open(f"/owner/claims/{number}/")
    with owner.page.expect_navigation():
        owner.page.locator(".note", has_text="是否属于保险责任").get_by_role("link", name="看一看").click()
    assert "等您这一方同意" in owner.words
    assert acts.APPRAISER in owner.words
    assert "检测资质、司法鉴定资质" in owner.words
    owner.picture("night-5-chosen")
    acts.press_step(owner, "同意鉴定机构")
    assert "鉴定机构已经选定" in owner.words


def found_covered(appraiser, desk, number):
    """Let the body begin and conclude on its own pages; the insurer acknowledges it and bears the fee."""
    acts.at_the_appraisal(appraiser, "/desk/appraisals/", number)
    acts.press_step(appraiser, "开始鉴定")
    acts.go_to(desk, "2026-11-04", "10:00")
    acts.at_the_appraisal(appraiser, "/desk/appraisals/", number)
    acts.press_step(appraiser, "登记鉴定结论", selects={"outcome": "属于"})
    appraiser.picture("night-6-concluded")
    acts.fee_of_the_insurer(desk, number, "9600.00")
    desk.picture("night-6-fee")


def determined_anew(desk, second, number):
    """Determine anew on what was found; the first notice stays, then the appraisal is over."""
    found = "鉴定认定渗水来自窗框与墙体接缝，重新核定。"
    acts.take(desk, number, "redetermine", picks={"reason": "appraisal"}, ticks=("evidence_ids",), words=found)
    acts.approve(second, number, "重新核定")
    acts.cover(desk, second, number, "窗框与外墙接缝密封不足，属于防水工程缺陷。")
    acts.at_the_appraisal(desk, "/console/appraisals/", number)
    acts.press_step(desk, "鉴定办结")


def covered_and_paid(owner, desk, second, number):
    """Agree to what is offered then; the insurer pays repair and fee, and nobody promises 180 days."""
    acts.take(desk, number, "offer_settlement", words="按窗边防水重做的报价赔付。", cash="7300.00")
    owner.open(f"/owner/claims/{number}/")
    assert "是否属于保险责任：鉴定办结" in owner.words
    assert "不予赔偿通知书" in owner.words, "the first notice stays"
    owner.picture("night-7-covered")
    owner.open(f"/owner/claims/{number}/offer/")
    owner.page.locator("input[type=radio]").first.check(force=True)
    owner.submit()
    acts.take(desk, number, "pay", line_indemnity="7300.00", line_appraisal_fee="9600.00")
    acts.approve(second, number, "支付赔款")
    acts.take(desk, number, "close")
    owner.open(f"/owner/claims/{number}/").until("文书已发给您：《赔款支付通知》")
    assert "已结案" in owner.words
    assert "已付 ¥7,300.00" in owner.words
    assert "180" not in owner.words, "the text knows no such promise"
    owner.picture("night-8-closed")
    said, _pages = acts.text_of(owner.paper("赔款支付通知"))
    assert "9,600.00" in said, "the fee of the body is the insurer's"
    assert not owner.said
    assert not desk.said


def locked(developer, desk):
    """Let the developer ask to end the contract: its page says by which article it may not, and so does the refusal."""
    developer.open("/developer/")
    with developer.page.expect_navigation():
        developer.page.get_by_role("link", name="YS-LG-2022-0001").click()
    end = developer.page.locator(".step", has_text="提出解除合同")
    assert end.get_by_role("button").get_attribute("aria-disabled") == "true"
    assert "已免缴物业保修金，不得解除保险合同" in end.inner_text()
    assert "三、（四）第二款" in end.inner_text()
    assert not developer.violations()
    developer.picture("night-9-locked")
    developer.open(f"{developer.path}?step=termination.request").pick("reason", "by_agreement")
    developer.submit()
    assert "没有提交，这一步现在办不了" in developer.words
    developer.picture("night-9-refused")
    desk.open("/console/attempts/")
    assert "鳌滨小缪（演示）" in desk.words
    assert "提出解除合同" in desk.words
    assert "已免缴物业保修金，不得解除保险合同" in desk.words
    assert "三、（四）第二款" in desk.words
    desk.picture("night-9-told")
