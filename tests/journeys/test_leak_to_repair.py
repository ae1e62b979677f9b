"""A leak that the owner has repaired: ordered, refused as done without a closed-water test, accepted, paid, shared."""

from idi_platform.kernel import clock
from tests.journeys import acts

ASKED = "凿开管根，重做附加层和防水层，恢复面砖。做完闭水二十四小时，留记录。"


def test_a_repair_is_ordered_tested_accepted_paid_and_shared(stack, people, lin, gao, zheng, photo):
    number = acts.report(lin, place="kitchen", photo=photo, words="厨房水槽下面的墙根一直湿。")
    acts.survey(gao, number)
    acts.cover(gao, zheng, number, "管根附加层缺失，属于防水工程施工缺陷。")
    lin.open(f"/owner/claims/{number}/").until("文书已发给您：《核定结果通知书》")
    day = str(clock.local_date(acts.legal_now(stack)))
    agreed_to_repair(lin, gao, number, day)
    acts.take(gao, number, "order_repair", words=ASKED, selects={"repairer": "演示铁砧建设（北京）有限公司"})
    mended(people("zhao"), day, photo)
    lin.open(f"/owner/claims/{number}/")
    assert "现在轮到\n您验收" in lin.words
    lin.picture("repair-3-done")
    with lin.page.expect_navigation():
        lin.page.get_by_role("link", name="修好了，验收").click()
    lin.submit()
    assert "您验收" not in lin.words
    acts.take(gao, number, "pay", line_repair="18640.00")
    acts.approve(zheng, number, "支付赔款")
    gao.open(f"/console/claims/{number}/").until("《赔款支付及共保摊付通知》")
    gao.picture("repair-4-shared")
    said, _pages = acts.text_of(gao.paper("赔款支付及共保摊付通知"))
    for share in ("8,574.40", "5,964.80", "4,100.80"):
        assert share in said
    acts.take(gao, number, "close")
    lin.open(f"/owner/claims/{number}/")
    assert "已结案" in lin.words
    lin.picture("repair-5-closed")
    assert not lin.said
    assert not gao.said


def agreed_to_repair(owner, desk, number, day):
    """Let the insurer offer a repair or a sum, and the owner choose the repair."""
    acts.take(desk, number, "offer_settlement", words="凿开管根，重做附加层和防水。", repair_by=day, cash="9400.00")
    owner.open(f"/owner/claims/{number}/offer/").pick("mode", "repair")
    owner.picture("repair-1-offer")
    owner.submit()
    assert "按约定修好，或者赔付" in owner.words


def mended(repairer, day, photo):
    """Let the contractor begin and end on its own pages; without a closed-water test it is not done."""
    repairer.open("/site/orders/")
    with repairer.page.expect_navigation():
        repairer.page.locator("tbody a").first.click()
    assert ASKED in repairer.words
    acts.press_step(repairer, "开始维修", on=day)
    with repairer.page.expect_navigation():
        repairer.page.locator(".step").get_by_role("link", name="维修完成", exact=True).click()
    repairer.fill(on=day)
    repairer.page.set_input_files("input[type=file]", str(photo))
    repairer.submit()
    assert "防水修过以后要做闭水试验" in repairer.words
    repairer.picture("repair-2-untested")
    repairer.page.select_option("[name=water_test_passed]", label="是")
    repairer.page.set_input_files("input[type=file]", str(photo))
    repairer.submit()
    assert "办好了。" in repairer.words
