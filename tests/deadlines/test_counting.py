"""How time is counted, as a table that a lawyer can read: each row says the rule, the event and the legal end.

Times are Beijing time. "末日" is the last day on which an act is in time, to its 24:00.
"""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from idi_platform.deadlines.rules import backward, counting, pauses, spans
from idi_platform.deadlines.rules.deadline import Deadline, Length, Unit

from .calendars import china

SHANGHAI = ZoneInfo("Asia/Shanghai")
A_SECOND = timedelta(seconds=1)


def at(text: str) -> datetime:
    """Read 'YYYY-MM-DD' (noon) or 'YYYY-MM-DD HH:MM:SS' in Shanghai."""
    moment = datetime.fromisoformat(text if " " in text else f"{text} 12:00:00")
    return moment.replace(tzinfo=SHANGHAI).astimezone(UTC)


def midnight_after(day: str) -> datetime:
    """Return 24:00 of a day in Shanghai."""
    return datetime.fromisoformat(day).replace(tzinfo=SHANGHAI) + timedelta(days=1)


def last_good_day(instant: datetime) -> str:
    """Return the Shanghai day of the last second before an end."""
    return (instant.astimezone(SHANGHAI) - A_SECOND).date().isoformat()


FORWARD = [
    # 每行：规则、事件（北京时间）、期限、目标末日、法定末日
    ("1 事件当日不计", "2026-03-02 00:00:00", Unit.DAYS, 2, "2026-03-04", "2026-03-04"),
    ("1 当日几时发生都一样", "2026-03-02 23:59:59", Unit.DAYS, 2, "2026-03-04", "2026-03-04"),
    ("1 日以北京时间为准, 不以世界时为准", "2026-03-02 07:59:59", Unit.DAYS, 2, "2026-03-04", "2026-03-04"),
    ("1 过了北京零点就是第二天", "2026-03-03 00:00:00", Unit.DAYS, 2, "2026-03-05", "2026-03-05"),
    ("2 末日逢国庆顺延", "2026-09-29 10:00:00", Unit.DAYS, 2, "2026-10-01", "2026-10-08"),
    ("2 末日逢春节顺延", "2026-02-13 10:00:00", Unit.DAYS, 3, "2026-02-16", "2026-02-24"),
    ("2 末日逢周末顺延到周一", "2026-03-05 10:00:00", Unit.DAYS, 2, "2026-03-07", "2026-03-09"),
    ("2 末日是调休上班的周六, 不顺延", "2026-10-03 10:00:00", Unit.DAYS, 7, "2026-10-10", "2026-10-10"),
    ("2 末日是调休上班的周日, 不顺延", "2026-01-01 10:00:00", Unit.DAYS, 3, "2026-01-04", "2026-01-04"),
    ("5 三个工作日, 调休周六也算", "2026-09-30 10:00:00", Unit.WORKING_DAYS, 3, "2026-10-10", "2026-10-10"),
    ("5 三个工作日跨春节", "2026-02-12 10:00:00", Unit.WORKING_DAYS, 3, "2026-02-24", "2026-02-24"),
    ("5 三个工作日, 元旦后周日上班", "2026-01-02 10:00:00", Unit.WORKING_DAYS, 3, "2026-01-06", "2026-01-06"),
    ("6 闰日起两年, 止于月末 (调休上班的周六)", "2024-02-29 10:00:00", Unit.YEARS, 2, "2026-02-28", "2026-02-28"),
    ("6 一个月, 对应日", "2026-03-31 10:00:00", Unit.MONTHS, 1, "2026-04-30", "2026-04-30"),
    ("6 两个月不是六十天", "2026-01-15 10:00:00", Unit.MONTHS, 2, "2026-03-15", "2026-03-16"),
    ("4 当日", "2026-10-01 00:00:01", Unit.SAME_DAY, 0, "2026-10-01", "2026-10-01"),
]


@pytest.mark.parametrize(("rule", "event", "unit", "amount", "target", "due"), FORWARD)
def test_forward_limits(rule: str, event: str, unit: Unit, amount: int, target: str, due: str) -> None:
    found = counting.within(Length(unit, amount), at(event), china())

    assert found.target_at == midnight_after(target), rule
    assert found.due_at == midnight_after(due), rule
    assert not found.provisional
    assert found.steps, "every date carries the steps that led to it"


HOURS = [
    # 规则, 取得, 小时, 最后一个及时的时刻, 第一个迟延的时刻
    ("4 十二小时, 穿过国庆", "2026-09-30 22:00:00", 12, "2026-10-01 10:00:00", "2026-10-01 10:00:01"),
    ("4 二十四小时, 穿过周末", "2026-03-06 16:30:15", 24, "2026-03-07 16:30:15", "2026-03-07 16:30:16"),
]


@pytest.mark.parametrize(("rule", "event", "hours", "last", "late"), HOURS)
def test_hours_include_their_last_instant(rule: str, event: str, hours: int, last: str, late: str) -> None:
    found = counting.within(Length(Unit.HOURS, hours), at(event), china())

    assert at(last) < found.due_at, rule
    assert at(late) >= found.due_at, rule
    assert found.target_at == found.due_at


BACKWARD = [
    # 规则, 不迟于某日之前, 那一日, 合法末日
    ("7 至少十个工作日前", Unit.WORKING_DAYS, 10, "2026-10-15", "2026-09-24"),
    ("7 至少两个月前, 月末没有对应日", Unit.MONTHS, 2, "2026-04-30", "2026-02-28"),
    ("7 至少十五日前", Unit.DAYS, 15, "2026-05-20", "2026-05-05"),
    ("7 倒数的末日逢周末也不移", Unit.DAYS, 15, "2026-03-23", "2026-03-08"),
    ("7 至少一年前", Unit.YEARS, 1, "2025-02-28", "2024-02-28"),
]


@pytest.mark.parametrize(("rule", "unit", "amount", "anchor", "last"), BACKWARD)
def test_backward_limits(rule: str, unit: Unit, amount: int, anchor: str, last: str) -> None:
    found = backward.at_least_before(Length(unit, amount), date.fromisoformat(anchor), at("2025-01-02"), china())

    assert found.due_at == midnight_after(last), rule
    assert found.target_at == found.due_at


def test_before_a_day_means_an_earlier_day() -> None:
    found = backward.before(date(2026, 5, 1), at("2026-01-05"))

    assert found.due_at == at("2026-05-01 00:00:00")


def test_before_an_instant_means_an_earlier_instant() -> None:
    found = backward.before(at("2026-05-01 09:30:00"), at("2026-01-05"))

    assert at("2026-05-01 09:29:59") < found.due_at
    assert not at("2026-05-01 09:30:00") < found.due_at


EARLIEST = [
    ("7 今天通知, 十个工作日后的最早一日", Unit.WORKING_DAYS, 10, "2026-09-24", "2026-10-15"),
    ("7 今天通知, 十五日后的最早一日", Unit.DAYS, 15, "2026-05-05", "2026-05-20"),
    ("7 今天通知, 两个月后的最早一日", Unit.MONTHS, 2, "2026-02-28", "2026-04-28"),
]


@pytest.mark.parametrize(("rule", "unit", "amount", "notice", "earliest"), EARLIEST)
def test_the_earliest_lawful_day(rule: str, unit: Unit, amount: int, notice: str, earliest: str) -> None:
    found = backward.earliest_lawful(Length(unit, amount), at(notice), china())

    assert found == date.fromisoformat(earliest), rule


COVER = [
    # 规则, 起保日, 年数, 最后一个承保日
    ("8 止于周年前一日", "2028-03-01", 5, "2033-02-28"),
    ("8 闰日起, 末月没有对应日, 随该月结束", "2028-02-29", 5, "2033-02-28"),
    ("8 闰日起, 四年后有对应日", "2028-02-29", 4, "2032-02-28"),
    ("8 十年", "2026-02-28", 10, "2036-02-27"),
]


@pytest.mark.parametrize(("rule", "start", "years", "last"), COVER)
def test_cover_is_half_open(rule: str, start: str, years: int, last: str) -> None:
    found = spans.cover(date.fromisoformat(start), Length(Unit.YEARS, years))

    assert found.last_day == date.fromisoformat(last), rule
    eve = found.starts_on - timedelta(days=1)
    assert [found.state_on(day) for day in (eve, found.starts_on, found.last_day, found.ends_on)] == [
        spans.CoverState.BEFORE,
        spans.CoverState.IN,
        spans.CoverState.IN,
        spans.CoverState.AFTER,
    ]


def test_cover_starts_two_years_after_acceptance_on_a_leap_day() -> None:
    assert spans.cover_starts(Length(Unit.YEARS, 2), date(2024, 2, 29)) == date(2026, 2, 28)


def test_a_later_printed_end_prevails_and_an_earlier_one_is_refused() -> None:
    five = Length(Unit.YEARS, 5)

    assert spans.cover(date(2026, 3, 2), five, date(2031, 3, 31)).last_day == date(2031, 3, 31)
    with pytest.raises(ValueError, match="may not shorten"):
        spans.cover(date(2026, 3, 2), five, date(2031, 2, 28))


WINDOWS = [
    # 规则, 事件, 期限, 最后一日
    ("9 迟延交付后六个月, 末日逢周六不顺延", "2026-03-05 10:00:00", Unit.MONTHS, 6, "2026-09-05"),
    ("9 修复保修一百八十日, 末日逢周日不顺延", "2026-03-03 10:00:00", Unit.DAYS, 180, "2026-08-30"),
]


@pytest.mark.parametrize(("rule", "event", "unit", "amount", "last"), WINDOWS)
def test_windows_are_never_rolled(rule: str, event: str, unit: Unit, amount: int, last: str) -> None:
    found = spans.window_after(at(event), Length(unit, amount))

    assert found.closes_at == midnight_after(last), rule
    assert found.holds(found.closes_at - A_SECOND)
    assert not found.holds(found.closes_at)


def test_a_window_opens_at_the_start_of_the_day() -> None:
    found = spans.window_after(at("2026-01-31 16:00:00"), Length(Unit.YEARS, 2), opens_after=Length(Unit.MONTHS, 3))

    assert found.opens_at == at("2026-04-30 00:00:00")
    assert not found.holds(at("2026-04-29 23:59:59"))


def thirty(filed: str, *, extended_on: str | None = None, seven: bool = True) -> Deadline:
    """Count Beijing's determination: 7 days, 30 once the case is declared complex."""
    length = Length(Unit.DAYS, 7 if seven else 30)
    taken = [pauses.Extension(at(extended_on), Length(Unit.DAYS, 30))] if extended_on else []
    return pauses.extended(length, at(filed), taken, china())[0]


def test_an_extension_counts_from_the_original_start() -> None:
    assert last_good_day(thirty("2026-03-02", extended_on="2026-03-09 23:59:59").due_at) == "2026-04-01"


def test_an_extension_after_the_end_changes_nothing() -> None:
    assert last_good_day(thirty("2026-03-02", extended_on="2026-03-10 00:00:00").due_at) == "2026-03-09"


PAUSES = [
    # 规则, 收到, 暂停 (清单送达 → 材料到达), 法定末日
    ("12 送达之日到到达之日, 按整日扣除", "2026-03-02", [("2026-03-05 09:00:00", "2026-03-10 20:00:00")], "2026-04-07"),
    ("12 同一日到达, 不扣", "2026-03-02", [("2026-03-05 09:00:00", "2026-03-05 20:00:00")], "2026-04-01"),
    (
        "12 重叠的暂停只算一次",
        "2026-03-02",
        [("2026-03-05 09:00:00", "2026-03-10 08:00:00"), ("2026-03-08 09:00:00", "2026-03-12 08:00:00")],
        "2026-04-08",
    ),
    ("12 期限过后才开始的, 不扣", "2026-03-02", [("2026-04-02 00:00:00", "2026-04-10 08:00:00")], "2026-04-01"),
    ("12 起算前的部分不扣", "2026-03-02", [("2026-02-20 00:00:00", "2026-03-04 08:00:00")], "2026-04-03"),
]


@pytest.mark.parametrize(("rule", "filed", "intervals", "last"), PAUSES)
def test_pauses_move_by_whole_days(rule: str, filed: str, intervals: list[tuple[str, str]], last: str) -> None:
    length = Length(Unit.DAYS, 30)
    found = pauses.paused(
        counting.within(length, at(filed), china()),
        length,
        [pauses.Pause(at(since), at(until)) for since, until in intervals],
        china(),
    )

    assert last_good_day(found.deadline.due_at) == last, rule
    assert found.paused_since is None


def test_a_pause_that_goes_on_is_told() -> None:
    length = Length(Unit.DAYS, 30)
    since = at("2026-03-05 09:00:00")
    found = pauses.paused(
        counting.within(length, at("2026-03-02"), china()), length, [pauses.Pause(since, None)], china()
    )

    assert found.paused_since == since


def test_an_hour_limit_moves_by_the_length_of_its_pause() -> None:
    length = Length(Unit.HOURS, 48)
    begun = at("2026-03-02 10:00:00")
    pause = pauses.Pause(at("2026-03-03 10:00:00"), at("2026-03-03 12:30:00"))
    found = pauses.paused(counting.within(length, begun, china()), length, [pause], china())

    assert found.deadline.due_at == at("2026-03-04 12:30:01")


def test_a_contract_may_exclude_the_roll() -> None:
    found = counting.within(Length(Unit.DAYS, 2), at("2026-09-29"), china(), rolls=False)

    assert found.due_at == found.target_at == midnight_after("2026-10-01")


def test_the_stricter_of_text_and_contract_counts() -> None:
    text = counting.within(Length(Unit.DAYS, 10), at("2026-03-02"), china())
    contract = counting.within(Length(Unit.DAYS, 5), at("2026-03-02"), china())

    assert counting.stricter(text, contract).due_at == contract.due_at
    assert counting.stricter(contract, text).due_at == contract.due_at
    assert counting.stricter(text, contract).steps[-1].rule == 15
    assert counting.stricter(text, text) == text, "nothing is chosen between limits that agree"


PROVISIONAL = [
    ("14 没有官方日历的年份是预计", "2027-02-01", Unit.DAYS, 3, True),
    ("14 工作日跨入没有官方日历的年份", "2026-12-30", Unit.WORKING_DAYS, 3, True),
    ("14 末日仍在官方年份内", "2026-12-28", Unit.DAYS, 3, False),
    ("14 小时不看日历", "2027-02-01", Unit.HOURS, 12, False),
]


@pytest.mark.parametrize(("rule", "event", "unit", "amount", "provisional"), PROVISIONAL)
def test_unknown_years_are_provisional(rule: str, event: str, unit: Unit, amount: int, *, provisional: bool) -> None:
    assert counting.within(Length(unit, amount), at(event), china()).provisional is provisional, rule


def test_a_set_day_is_taken_as_it_is() -> None:
    found = counting.by_date(date(2026, 10, 3), at("2026-09-20"))

    assert found.due_at == midnight_after("2026-10-03")


def test_the_steps_of_a_rolled_date_are_data() -> None:
    found = counting.within(Length(Unit.DAYS, 2), at("2026-09-29 10:00:00"), china())

    assert found.derivation() == [
        {"rule": 1, "what": "event_day", "from": "2026-09-29", "to": "2026-09-29"},
        {"rule": 1, "what": "days", "from": "2026-09-29", "to": "2026-10-01", "amount": 2, "unit": "days"},
        {
            "rule": 2,
            "what": "rolled",
            "from": "2026-10-01",
            "to": "2026-10-08",
            "amount": 7,
            "unit": "days",
            "source": "国庆节",
        },
    ]


def test_a_limit_of_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one"):
        counting.within(Length(Unit.DAYS, 0), at("2026-03-02"), china())
