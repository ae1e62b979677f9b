"""A refusal: a letter within three days meets the clock by its dispatch; a late one is a breach that everybody sees."""

from tests.faults.harness import eventually
from tests.journeys import acts


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
