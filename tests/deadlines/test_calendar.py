"""The calendar's rows, the notices that fill them, and legal time."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from idi_platform.deadlines import bringing, calendars, offset
from idi_platform.deadlines.models import CalendarDay, CalendarYear
from idi_platform.deadlines.rules.counting import within
from idi_platform.deadlines.rules.deadline import Length, Unit
from idi_platform.kernel import clock

from .calendars import china
from .stage import law, new_subject, settle, take
from .test_derive import DETERMINATION
from .worlds import at, end_of

pytestmark = pytest.mark.django_db

NOTICE = """
year: 2027
notice: 国务院办公厅关于2027年部分节假日安排的通知（演示文本）
published_on: 2026-11-10
rest:
  元旦: [2027-01-01]
  春节: [2027-02-05, 2027-02-08, 2027-02-09, 2027-02-10, 2027-02-11, 2027-02-12]
work: [2027-02-14]
"""


@pytest.fixture(autouse=True)
def _fresh():
    calendars.forget()
    calendars._Prepared.version = ()
    yield
    calendars.forget()
    calendars._Prepared.version = ()


@pytest.fixture
def notice(tmp_path):
    path = tmp_path / "2027.yaml"
    path.write_text(NOTICE, encoding="utf-8")
    return path


def test_the_tables_are_seeded_with_the_years_whose_notice_is_known() -> None:
    assert list(CalendarYear.objects.order_by("year").values_list("year", flat=True)) == list(range(2006, 2027))
    assert CalendarDay.objects.get(day="2026-10-10").kind == "work"


def test_the_calendar_of_the_tables_is_the_calendar_of_the_package() -> None:
    stored, packaged = calendars.current(), china()
    days = range(end_of("2005-12-31").toordinal(), end_of("2027-12-31").toordinal())

    assert all(stored.is_rest(day) is packaged.is_rest(day) for day in days)


def test_a_loaded_notice_counts_at_once(notice, monkeypatch) -> None:
    filed = at("2027-02-03")
    before = within(Length(Unit.DAYS, 3), filed, calendars.current())
    assert before.provisional

    call_command("calendar", "load", str(notice), stdout=StringIO())

    after = within(Length(Unit.DAYS, 3), filed, calendars.current())
    assert (after.provisional, after.due_at) == (False, end_of("2027-02-13") + timedelta(days=1))


def test_loading_brings_the_clocks_with_provisional_dates_into_line(notice, monkeypatch) -> None:
    subject = new_subject()
    take(subject, "claim.file", "2027-01-29")
    settle(subject, law(claim__determination=DETERMINATION), "2027-01-29")
    brought = []
    monkeypatch.setattr(bringing, "_registered", [lambda ids, now: brought.extend(ids)])

    call_command("calendar", "load", str(notice), stdout=StringIO())

    assert brought == [subject.pk]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (("work: [2027-02-14]", "work: [2027-02-15]"), "no weekend day"),
        (("[2027-01-01]", "[2026-01-01]"), "does not lie in 2027"),
        (("year: 2027", "jahr: 2027"), "must hold exactly"),
        (("[2027-01-01]", "[2027-02-14]"), "both as rest and as work"),
    ],
)
def test_a_notice_that_makes_no_sense_is_refused(notice, change, words) -> None:
    notice.write_text(NOTICE.replace(*change), encoding="utf-8")

    with pytest.raises(CommandError, match=words):
        call_command("calendar", "load", str(notice), stdout=StringIO())


@pytest.fixture
def demo(settings):
    settings.DEMO = True
    offset.forget()
    yield
    offset.forget()


def test_legal_time_moves_forward_in_a_demonstration(demo) -> None:
    target = clock.machine_now() + timedelta(days=30)
    offset.advance_to(target)

    assert abs(clock.now() - target) < timedelta(seconds=2)


def test_legal_time_never_moves_back(demo) -> None:
    offset.advance_to(clock.machine_now() + timedelta(days=30))

    with pytest.raises(offset.TimeNotMoved, match="only moves forward"):
        offset.advance_to(clock.machine_now() + timedelta(days=10))


def test_legal_time_is_real_time_outside_a_demonstration(settings) -> None:
    settings.DEMO = False
    with pytest.raises(offset.TimeNotMoved):
        offset.advance_to(clock.machine_now() + timedelta(days=1))
    assert offset.current_offset() == timedelta(0)
