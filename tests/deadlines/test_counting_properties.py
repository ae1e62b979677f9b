"""What holds for every date, not only for those in the table."""

from datetime import UTC, date, datetime, timedelta

import chinese_calendar
from hypothesis import given
from hypothesis import strategies as st

from idi_platform.deadlines.rules import backward, counting, pauses, spans
from idi_platform.deadlines.rules.deadline import Length, Unit
from idi_platform.deadlines.rules.instants import closing, day_of, opening
from idi_platform.kernel import clock

from .calendars import china

INSTANTS = st.datetimes(datetime(2006, 1, 1), datetime(2055, 12, 31)).map(
    lambda moment: moment.replace(tzinfo=UTC, microsecond=0)
)
KNOWN_DAYS = st.dates(date(2006, 1, 1), date(2026, 12, 31))
DAYS = st.dates(date(2006, 1, 1), date(2060, 12, 31))
SMALL = st.integers(1, 120)


@given(INSTANTS)
def test_whole_number_days_agree_with_the_zone(moment: datetime) -> None:
    day = clock.local_date(moment)

    assert day_of(moment) == day.toordinal()
    assert opening(day.toordinal()) == clock.start_of(day)
    assert closing(day.toordinal()) == clock.end_of(day)


@given(KNOWN_DAYS)
def test_our_calendar_agrees_with_an_independent_one(day: date) -> None:
    assert china().is_rest(day.toordinal()) is not chinese_calendar.is_workday(day)


def test_our_calendar_agrees_on_every_single_known_day() -> None:
    first, last = date(2006, 1, 1).toordinal(), date(2026, 12, 31).toordinal()
    differing = [
        date.fromordinal(day)
        for day in range(first, last + 1)
        if china().is_rest(day) is chinese_calendar.is_workday(date.fromordinal(day))
    ]

    assert differing == []


@given(INSTANTS, SMALL)
def test_a_rolled_end_is_the_first_working_day_not_before_the_target(moment: datetime, days: int) -> None:
    found = counting.within(Length(Unit.DAYS, days), moment, china())
    face, legal = day_of(found.target_at) - 1, day_of(found.due_at) - 1

    assert legal >= face
    assert not china().is_rest(legal)
    assert all(china().is_rest(day) for day in range(face, legal))


@given(INSTANTS, SMALL)
def test_working_days_are_counted_one_by_one(moment: datetime, amount: int) -> None:
    found = counting.within(Length(Unit.WORKING_DAYS, amount), moment, china())
    day, left = day_of(moment), amount
    while left:
        day += 1
        left -= 0 if china().is_rest(day) else 1

    assert found.due_at == closing(day)


@given(DAYS, SMALL)
def test_working_days_back_are_counted_one_by_one(anchor: date, amount: int) -> None:
    found, _ = backward.last_lawful_day(Length(Unit.WORKING_DAYS, amount), anchor.toordinal(), china())
    day, left = anchor.toordinal(), amount
    while left:
        day -= 1
        left -= 0 if china().is_rest(day) else 1

    assert found == day


@given(DAYS, st.integers(1, 400))
def test_months_end_on_the_corresponding_day_or_the_months_last(day: date, months: int) -> None:
    found, clamped = counting.add_months(day.toordinal(), months)
    end = date.fromordinal(found)

    assert (end.year - day.year) * 12 + end.month - day.month == months
    assert clamped is (end.day != day.day)
    assert not clamped or (end + timedelta(days=1)).day == 1


@given(INSTANTS, SMALL, st.sampled_from([Unit.DAYS, Unit.WORKING_DAYS, Unit.MONTHS]))
def test_an_earliest_lawful_day_leaves_the_notice_in_time_and_no_earlier_one_does(
    moment: datetime, amount: int, unit: Unit
) -> None:
    length = Length(unit, amount)
    earliest = backward.earliest_lawful(length, moment, china())

    assert backward.at_least_before(length, earliest, moment, china()).due_at > moment
    eve = earliest - timedelta(days=1)
    assert backward.at_least_before(length, eve, moment, china()).due_at <= moment


@given(DAYS, st.integers(1, 70), DAYS)
def test_every_day_is_before_in_or_after_cover_and_cover_is_never_shorter(start: date, years: int, day: date) -> None:
    found = spans.cover(start, Length(Unit.YEARS, years))

    states = [day < start, start <= day < found.ends_on, day >= found.ends_on]
    assert states.count(True) == 1
    assert found.state_on(day) is list(spans.CoverState)[states.index(True)]
    assert found.ends_on.toordinal() >= counting.add_months(start.toordinal(), years * 12)[0]


@given(INSTANTS, st.lists(st.tuples(st.integers(0, 40), st.integers(0, 20)), max_size=5))
def test_pauses_count_each_day_once_and_never_shorten(moment: datetime, spells: list[tuple[int, int]]) -> None:
    length = Length(Unit.DAYS, 30)
    plain = counting.within(length, moment, china())
    intervals = [
        pauses.Pause(moment + timedelta(days=begin), moment + timedelta(days=begin + run)) for begin, run in spells
    ]
    found = pauses.paused(plain, length, intervals, china()).deadline
    twice = pauses.paused(plain, length, [*intervals, *intervals], china()).deadline

    assert found.due_at >= plain.due_at
    assert twice.due_at == found.due_at


@given(INSTANTS, st.integers(1, 1000))
def test_hours_end_one_second_after_their_last_instant(moment: datetime, hours: int) -> None:
    found = counting.within(Length(Unit.HOURS, hours), moment, china())

    assert found.due_at - moment == timedelta(hours=hours, seconds=1)
