"""Story 2: a refusal, its letter in time or late, and an appraisal after which the insurer covers and pays for all."""

from datetime import timedelta

from tests.faults.harness import eventually
from tests.journeys import acts

PERFORMANCE = "claim.performance"


def refused(owner, gao, zheng, photo):
    """A claim that two persons refused because of the flat above."""
    number = acts.report(owner, photo=photo, words="天花板有一圈黄印。")
    acts.survey(gao, number)
    gao.open(f"/console/claims/{number}/")
    assert gao.page.locator("a.btn", has_text="核定：不属于保险责任").count(), (
        "the desk may refuse before a form is filled"
    )
    acts.take(
        gao,
        number,
        "refuse",
        picks={"ground": "third_party"},
        ticks=("evidence_ids",),
        words="楼上住户自行移动地漏造成渗水，原防水层完好。",
        why="地漏是楼上住户自己移的，移动以前这里没有渗过水。",
    )
    acts.approve(zheng, number, "核定：不属于保险责任")
    return number


def test_a_letter_sent_in_time_meets_its_clock_by_its_dispatch(stack, zhou, gao, zheng, photo):
    number = refused(zhou, gao, zheng, photo)
    assert acts.clock(stack, number, "claim.refusal_notice")[0] == "open"
    acts.take(gao, number, "send_refusal")
    eventually(lambda: acts.clock(stack, number, "claim.refusal_notice")[0] == "met")
    sent = stack.scalar(
        "SELECT p.dispatched_at FROM documents_paper p JOIN claims_claim k ON k.subject_id = p.subject_id "
        "WHERE k.number = %s AND p.code = 'refusal_notice'",
        number,
    )
    assert acts.clock(stack, number, "claim.refusal_notice")[1] == sent

    zhou.open(f"/owner/claims/{number}/").until("不予赔偿，通知书已发出")
    assert "您不同意？" in zhou.words
    assert zhou.page.locator("html").get_attribute("data-view") == "elder", "he always reads large print"
    zhou.picture("refusal-sent")
    said, pages = acts.text_of(zhou.paper("不予赔偿通知书"))
    assert "楼上住户自行移动地漏" in said
    assert "第八条" in said
    assert "鉴定" in said
    assert pages == 1, "the letter is one page"


def test_a_late_letter_is_a_breach_that_the_owner_and_the_desk_see(stack, lin, zhou, gao, zheng, photo):
    number = refused(zhou, gao, zheng, photo)
    acts.go_forward(lin, "month")
    eventually(lambda: acts.clock(stack, number, "claim.refusal_notice")[3] is not None)
    _state, _met, due, breached = acts.clock(stack, number, "claim.refusal_notice")
    assert breached == due, "the breach stands at the end of the limit, whenever the sweep came"
    zhou.open(f"/owner/claims/{number}/")
    assert "超期" in zhou.words
    zhou.picture("refusal-late-owner")
    gao.open("/console/?queue=overdue")
    assert number in gao.page.inner_text("body")
    acts.take(gao, number, "send_refusal")
    eventually(lambda: acts.clock(stack, number, "claim.refusal_notice")[1] is not None)
    gao.open(f"/console/claims/{number}/")
    gao.page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
    assert "办完了，超期" in gao.words
    gao.picture("refusal-late-desk")


def test_who_objects_is_appraised_found_covered_and_paid_and_the_first_letter_stays(
    stack, people, zhou, gao, zheng, photo
):
    number = refused(zhou, gao, zheng, photo)
    acts.take(gao, number, "send_refusal")
    zhou.open(f"/owner/claims/{number}/object/").fill(words="楼上的地漏没有动过，请鉴定。")
    assert "鉴定费由保险公司承担" in zhou.words
    zhou.submit()
    assert zhou.path == f"/owner/claims/{number}/"
    agreed_on(people("tao"), zhou, gao, number)
    found = "鉴定认定原防水层开裂，重新核定。"
    acts.take(gao, number, "redetermine", picks={"reason": "appraisal"}, ticks=("evidence_ids",), words=found)
    acts.approve(zheng, number, "重新核定")
    acts.cover(gao, zheng, number, "原防水层开裂，属于防水工程缺陷。")
    acts.at_the_appraisal(gao, "/console/appraisals/", number)
    acts.press_step(gao, "鉴定办结")
    acts.take(gao, number, "offer_settlement", words="按重做防水和补顶面的报价赔付。", cash="5200.00")
    agreed_to(stack, zhou, number)
    acts.take(gao, number, "pay", line_indemnity="5200.00", line_appraisal_fee="12800.00")
    acts.approve(zheng, number, "支付赔款")
    assert acts.clock(stack, number, PERFORMANCE)[0] == "met"
    acts.take(gao, number, "close")
    zhou.open(f"/owner/claims/{number}/").until("已结案")
    assert "已付 ¥5,200.00" in zhou.words
    for letter, words in (("不予赔偿通知书", "楼上住户自行移动地漏"), ("核定结果通知书", "原防水层开裂")):
        assert words in acts.text_of(zhou.paper(letter))[0], "the first letter stays beside the second"
    zhou.picture("refusal-appraised-covered")
    assert not gao.said
    assert not zhou.said


def agreed_on(appraiser, owner, desk, number):
    """Let both sides choose a body with both licences, and it finds the defect covered: the insurer bears the fee."""
    acts.name_the_appraiser(desk, number)
    owner.open(f"/owner/claims/{number}/")
    owner.picture("refusal-appraiser-named")
    with owner.page.expect_navigation():
        owner.page.get_by_role("link", name="您这一方答复鉴定机构").click()
    acts.press_step(owner, "同意鉴定机构")
    for act, facts in (("开始鉴定", {}), ("登记鉴定结论", {"selects": {"outcome": "属于"}})):
        acts.at_the_appraisal(appraiser, "/desk/appraisals/", number)
        acts.press_step(appraiser, act, **facts)
    acts.fee_of_the_insurer(desk, number, "12800.00")


def agreed_to(stack, owner, number):
    """Take what is offered; from then on the insurer has seven days, or until the working day after them."""
    owner.open(f"/owner/claims/{number}/offer/")
    owner.page.locator("input[type=radio]").first.check(force=True)
    owner.submit()
    eventually(lambda: acts.clock(stack, number, PERFORMANCE) is not None)
    state, _met, due, _breached = acts.clock(stack, number, PERFORMANCE)
    assert state == "open"
    assert due - acts.legal_now(stack) > timedelta(days=6)
