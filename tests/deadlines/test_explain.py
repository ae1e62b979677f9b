"""Why this date, in words that an owner understands."""

import pytest
from django.utils import translation

from idi_platform.deadlines import explain
from idi_platform.deadlines.merge import Standing, started

from .test_derive import DETERMINATION, LATE_HANDOVER, SURVEY, WARRANTY, unit
from .worlds import SmallWorld, at, one


@pytest.fixture(autouse=True)
def _chinese():
    with translation.override("zh-hans"):
        yield


def clock_of(derived):
    return started(1, derived, Standing(at("2026-03-01"), None, None)).clock


def test_a_plain_date_is_its_last_day_to_twenty_four_hundred() -> None:
    found = explain.why(clock_of(one(DETERMINATION, [("claim.file", "2026-02-25")])))

    assert found.summary == "2026年3月4日 24:00前"
    assert found.steps == ("2026年2月25日当日不计入期限（民法典第二百零一条）", "从次日起算7日，到2026年3月4日")
    assert (found.labels, found.clause) == ((), "BJ-20-2b")


def test_where_target_and_legal_end_differ_both_are_told_with_the_holiday() -> None:
    short = {**DETERMINATION, "within": {"days": 2}}
    found = explain.why(clock_of(one(short, [("claim.file", "2026-09-29")])))

    assert found.summary == "应于2026年10月1日 24:00前完成；因国庆节放假，法定期限顺延至2026年10月8日 24:00"
    assert found.steps[-1] == "2026年10月1日是休息日（国庆节），顺延至2026年10月8日（民法典第二百零三条）"


def test_hours_show_the_last_good_second() -> None:
    world = SmallWorld(terms={"service.survey": 48})
    derived = one(SURVEY, [("claim.file", "2026-03-02 09:00:00")], world=world, units={"service.survey": "hours"})

    assert explain.summary(clock_of(derived)) == "2026年3月4日 09:00前"


def test_a_provisional_date_is_labelled() -> None:
    assert explain.labels(clock_of(one(DETERMINATION, [("claim.file", "2027-03-01")]))) == ("预计",)


def test_a_limit_that_stands_still_is_labelled() -> None:
    from .test_derive import SUPPLEMENT

    steps = [("claim.file", "2026-03-02"), ("claim.declare_complex", "2026-03-04"), SUPPLEMENT[0]]

    assert explain.labels(clock_of(one(DETERMINATION, steps))) == ("暂停中",)


def test_a_backward_limit_is_told_backward() -> None:
    from datetime import date

    derived = one(LATE_HANDOVER, world=unit(date(2031, 5, 20), date(2031, 3, 1)), now="2031-04-01")

    assert explain.why(clock_of(derived)).steps == ("从2031年5月20日倒数15日，当日不计，最迟2031年5月5日，不顺延",)


def test_a_window_tells_both_its_ends() -> None:
    derived = one(WARRANTY, [("repair.accept", "2026-03-03 10:00:00")], world=SmallWorld(kind="repair"))

    assert explain.summary(clock_of(derived)) == "2026年3月3日 10:00至2026年8月30日 24:00"


def test_before_the_civil_code_time_was_counted_under_the_general_provisions() -> None:
    steps = explain.why(clock_of(one(DETERMINATION, [("claim.file", "2020-03-02")]))).steps

    assert "民法总则第二百零一条" in steps[0]


def test_the_stricter_of_text_and_contract_is_told_by_its_last_good_moment() -> None:
    step = {"what": "stricter", "from": "2026-10-02T00:00:00+08:00", "to": "2026-10-01T00:00:00+08:00"}

    assert explain.words(step, at("2026-09-28")) == "法规与合同不一致，取较早的2026年9月30日 24:00"


def test_every_step_that_a_count_can_take_has_its_sentence() -> None:
    import re
    from pathlib import Path

    from idi_platform.deadlines import derive, rules

    sources = [path.read_text() for package in (derive, rules) for path in Path(package.__file__).parent.glob("*.py")]
    named = {word for text in sources for word in re.findall(r'Step\(\s*\d+,\s*"(\w+)"', text)}

    assert named - set(explain._sentences()) == set()
