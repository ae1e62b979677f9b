"""Story 3: one owner calls, the other reports on a telephone: two receipts, one claim, the limits of the first."""

import pytest

from tests.journeys import acts

PHONES = "13800000301", "13800000302"


@pytest.fixture
def jiang(people):
    """夜班小姜, who takes calls for the insurer."""
    return people("jiang")


@pytest.fixture
def he(people):
    """何二, who owns 2-0301 with 何一, at a telephone."""
    return people(PHONES[1])


def report_again(owner, number):
    """Say on the first screen that it is the one that was reported already."""
    owner.open("/owner/claims/new/")
    owner.pick("same", number)
    owner.pick("place", "bathroom")
    owner.submit()
    owner.pick("found", "yesterday")
    owner.pick("severity", "growing")
    owner.submit()
    owner.fill(words="我家卫生间漏水，家里人已经打电话报过。")
    owner.submit()


def test_two_receipts_one_claim_and_the_limits_of_the_first(stack, jiang, he, gao):
    number = acts.call(
        jiang,
        "2-0301",
        picks={"place": "bathroom", "channel": "hotline"},
        name="何一（演示）",
        phone=PHONES[0],
        words="卫生间顶上一直滴水，楼上说没有用水。",
    )
    jiang.picture("again-1-called")
    first = acts.clock(stack, number, "claim.survey")
    assert first[0] == "open"
    report_again(he, number)
    assert he.path == f"/owner/claims/{number}/", "the second report leads to the claim that is there"
    assert "又报了一次，编号" in he.words
    assert "期限仍从第一次报案算" in he.words
    assert acts.clock(stack, number, "claim.survey")[2:] == first[2:]
    he.until("文书已发给您：《重复报案归并回执》")
    said, pages = acts.text_of(he.paper("重复报案归并回执"))
    assert pages == 1
    assert number in said.replace(" ", "")
    he.picture("again-2-joined")
    gao.open(f"/console/claims/{number}/")
    assert "BJB-" in gao.words, "the second report stands on the one screen by its own number"
    gao.picture("again-3-desk")
    with stack.connect() as connection:
        found = connection.execute(
            "SELECT count(*) FROM claims_claim k JOIN records_subject s ON s.id = k.subject_id "
            "JOIN projects_unit u ON u.subject_id = s.unit_id WHERE u.number = '2-0301'"
        ).fetchone()
    assert found == (1,)
