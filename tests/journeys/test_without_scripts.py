"""An owner whose browser runs no script: every page takes what he sends, by plain forms, and every paper opens."""

import pytest

from tests.journeys import acts, browsing


@pytest.fixture
def plain(stack, chromium):
    """林小满 at a browser that runs no script."""
    found = browsing.Visitor(chromium, stack, browsing.PHONE, scripts=False)
    browsing.log_in_owner(found, "13800001201")
    yield found
    found.close()


def test_an_owner_reports_chooses_supplies_agrees_and_objects_without_scripts(plain, gao, zheng, photo):
    number = _report(plain, photo)
    assert "现在轮到" in plain.words

    acts.take(gao, number, "request_supplement", ticks=("papers",), words="请补一份。")
    plain.open(f"/owner/claims/{number}/").until("您补材料")
    plain.open(f"/owner/claims/{number}/add/")
    plain.page.set_input_files("input[name=photos]", str(photo))
    plain.pick("answers", "lacking")
    plain.fill(words="合同在搬家时找不到了，先补照片。")
    plain.submit()
    assert plain.path == f"/owner/claims/{number}/", plain.words
    plain.picture("plain-2-supplied")

    gao.open(f"/console/claims/{number}/slots/")
    gao.submit()
    plain.open(f"/owner/claims/{number}/visit/")
    plain.page.locator("input[type=radio]").first.check(force=True)
    plain.press("就这个时间")
    plain.picture("plain-3-visit")

    acts.survey(gao, number)
    words = "管根附加层缺失，属于防水工程施工缺陷。"
    acts.take(gao, number, "accept", picks={"cause": "construction"}, ticks=("benchmark", "evidence_ids"), words=words)
    acts.approve(zheng, number, "核定：属于保险责任")
    acts.take(gao, number, "send_determination")
    acts.take(gao, number, "offer_settlement", words="凿开管根，重做附加层和防水。", cash="9400.00")
    plain.open(f"/owner/claims/{number}/").until("核定结果通知书")
    assert plain.paper("核定结果通知书").startswith(b"%PDF")
    plain.open(f"/owner/claims/{number}/object/")
    assert "不同意" in plain.words
    plain.picture("plain-4-object")
    plain.open(f"/owner/claims/{number}/offer/")
    plain.page.locator("input[type=radio]").first.check(force=True)
    plain.submit()
    assert "按约定修好，或者赔付" in plain.words
    plain.until("赔偿（维修）协议")
    plain.picture("plain-5-agreed")
    assert plain.said == []


def _report(owner, photo):
    """Report with a photo sent by the form itself."""
    owner.open("/owner/claims/new/")
    owner.pick("place", "kitchen")
    owner.page.locator('input[name="what"]').first.check(force=True)
    owner.submit()
    owner.pick("found", "yesterday")
    owner.pick("severity", "growing")
    owner.submit()
    owner.page.set_input_files("input[name=photos]", str(photo))
    owner.fill(words="厨房墙角渗水，楼上说没有用水。")
    owner.picture("plain-1-report")
    owner.submit()
    number = owner.page.locator(".receipt-number").inner_text()
    with owner.page.expect_navigation():
        owner.page.get_by_role("link", name="看进展").click()
    return number
