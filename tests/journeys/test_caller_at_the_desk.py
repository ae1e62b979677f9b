"""A caller at the property desk: one screen by keyboard alone, a number to read out, the owner told."""

import pytest

from tests.faults.harness import eventually
from tests.journeys import acts

KEYS_OF_A_MINUTE = 60
"""Whoever types one key a second while he listens is done within a minute; how fast a machine is, no test knows."""


@pytest.fixture
def fang(people):
    """方管家, whose firm looks after the compound in Beijing; `keys` counts what he has pressed."""
    found = people("fang")
    found.keys = 0
    return found


def press(desk, *keys):
    for key in keys:
        desk.page.keyboard.press(key)
    desk.keys += len(keys)


def write(desk, words):
    desk.page.keyboard.type(words)
    desk.keys += len(words)


def find(desk, words):
    """Type what the caller says into the field that has the focus already."""
    desk.open("/service/")
    desk.has_focus("#q")
    with desk.page.expect_navigation():
        write(desk, words)
        press(desk, "Enter")


def test_a_neighbour_calls_and_is_filed_for_within_a_minute(stack, fang, lin):
    find(fang, "3号楼1201")
    assert "3-1201" in fang.words
    assert "念给来电人听" in fang.words
    fang.picture("service-form")
    fang.has_focus("[name=name]")
    write(fang, "王小姐（演示）")
    press(fang, "Tab")
    write(fang, "13900001234")
    press(fang, "Tab", "ArrowDown")  # 家人
    press(fang, "Tab")  # on whose behalf: the owner says so himself
    press(fang, "Tab", "Space")  # 卫生间
    press(fang, "Tab", "Tab", "ArrowDown")  # what it is stays open; it is getting worse
    with fang.page.expect_navigation():
        press(fang, "Enter")
    number = fang.page.locator(".big-number").inner_text()
    assert 30 < fang.keys <= KEYS_OF_A_MINUTE
    assert fang.path == f"/service/claims/{number}/"
    assert "用盆接水" in fang.words
    assert "13900001234" not in fang.page.content()
    assert acts.clock(stack, number, "claim.survey")[0] == "open", "the desk's receipt starts the limits"
    fang.picture("service-number")
    assert fang.violations() == []

    folder = stack.state / "outbox" / "sms"
    eventually(lambda: any(number in sent.read_text() for sent in folder.glob("*.txt")))
    lin.open(f"/owner/claims/{number}/")
    assert number in lin.words, "the link under the code leads the owner to the case"

    find(fang, "1201")  # the room, and the end of the owner's telephone
    assert number in fang.words, "the open case is suggested"
    assert fang.violations() == []


def test_a_roof_is_one_claim_and_the_next_caller_hears_of_it(stack, fang):
    find(fang, "3号楼")
    with fang.page.expect_navigation():
        fang.page.locator("a.link-row", has_text="3 号楼屋面").click()
    fang.pick("reporter", "tenant")
    fang.pick("severity", "growing")
    fang.fill(homes="1201", words="顶层几户都在漏。")
    fang.submit()
    number = fang.page.locator(".big-number").inner_text()
    find(fang, "3-1201")
    assert "会不会是同一个原因" in fang.words
    assert number in fang.words
    fang.open("/service/")
    assert number in fang.words
    fang.picture("service-cases")
