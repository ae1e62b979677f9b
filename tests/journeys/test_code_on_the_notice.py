"""The notice with the keys: made by the insurer, printed by the developer; its code binds the home to its owner."""

import re

from tests.journeys import acts, browsing

HOME = "2-0602"
OLD_NUMBER = "138****0602"


def test_a_home_is_bound_by_the_code_on_its_notice(stack, chromium, people, gao):
    niu = people("niu").open(f"/console/notices/?q={HOME}")
    assert "平台上还没有" in niu.words
    niu.press("给这一页没有的 1 户出具")
    assert "出具了 1 户的告知书" in niu.page.inner_text("body")

    gu = people("gu").open(f"/developer/notices/?q={HOME}").until("打开，打印")
    assert "告知书已随钥匙交给业主" in gu.words
    gu.picture("notice-1-developer")
    said, pages = acts.text_of(gu.paper("打开，打印"))
    assert pages == 1
    [code] = set(re.findall(r"(?<![0-9A-Z-])[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}(?![0-9A-Z-])", said))

    ji = people("13800000612")
    ji.open("/owner/")
    assert "还没有绑定房屋" in ji.words
    ji.open(f"/verify/{code}")
    with ji.page.expect_navigation():
        ji.page.get_by_role("link", name="这是我家的，添加这套房屋").click()
    assert ji.page.input_value("[name=code]") == code
    ji.picture("notice-2-asked")
    ji.submit()
    assert "正在核对" in ji.words
    assert HOME not in ji.words, "nothing of the home is shown before it is bound"

    gao.open("/console/bindings/")
    with gao.page.expect_navigation():
        gao.page.get_by_role("link", name=HOME).click()
    gao.picture("notice-3-desk")
    assert OLD_NUMBER in gao.words
    gao.page.locator("[name=in_place_of]").check(force=True)
    gao.pick("method", "desk")
    gao.press("核对无误，绑定")

    ji.open("/owner/")
    assert HOME in ji.words
    assert "保险告知书" in ji.words
    ji.picture("notice-4-bound")
    old = browsing.Visitor(chromium, stack, browsing.PHONE)
    browsing.log_in_owner(old, "13800000602")
    assert HOME not in old.words, "who has the old number now sees nothing"
    old.close()
