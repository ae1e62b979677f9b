"""A leak from the owner's telephone to the last payment, through the desk and its second person."""

from tests.journeys import acts


def test_a_leak_is_reported_decided_repaired_paid_and_closed(lin, gao, zheng, photo):
    number = acts.report(lin, photo=photo)
    assert number.startswith("BJ-")
    lin.picture("leak-1-reported")
    assert "现在轮到" in lin.words
    assert "演示晨星财产保险股份有限公司：上门看" in lin.words
    assert "办法第二十条第二款：二日内派员现场查勘" in lin.words

    lin.until("已发出")
    said, _pages = acts.text_of(lin.paper("报案受理回执"))
    assert number in said.replace(" ", "")
    assert "SHA-256" in said, "the receipt names the photo by its digest"

    gao.open("/console/")
    assert number in gao.page.inner_text("body")
    gao.open(f"/console/claims/{number}/")
    assert "先完成现场查勘" in gao.words, "what stands against a determination is said beside it"
    gao.picture("leak-2-desk")
    acts.survey(gao, number)
    acts.cover(gao, zheng, number, "管根附加层缺失，属于防水工程施工缺陷。")

    lin.open(f"/owner/claims/{number}/").until("核定结果通知书")
    lin.until("文书已发给您：《核定结果通知书》")
    said, _pages = acts.text_of(lin.paper("核定结果通知书"))
    assert "管根附加层缺失" in said
    assert "给您维修或赔付的方案" in lin.words, "it is the insurer's turn though no text sets a number of days"
    lin.picture("leak-3-accepted")

    acts.take(gao, number, "offer_settlement", words="凿开管根，重做附加层和防水，恢复面砖。", cash="9400.00")
    lin.open(f"/owner/claims/{number}/")
    assert "您选：怎么修、怎么赔" in lin.words
    lin.open(f"/owner/claims/{number}/offer/")
    lin.picture("leak-4-offer")
    lin.page.locator("input[type=radio]").first.check(force=True)
    lin.submit()
    assert "按约定修好，或者赔付" in lin.words
    lin.until("赔偿（维修）协议")

    acts.take(gao, number, "pay", line_indemnity="9400.00")
    acts.approve(zheng, number, "支付赔款")
    lin.open(f"/owner/claims/{number}/").until("赔款支付")
    acts.take(gao, number, "close")
    lin.page.reload()
    assert "已结案" in lin.words
    lin.picture("leak-5-closed")
    assert not lin.said
    assert not gao.said
