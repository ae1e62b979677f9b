"""Reading clocks: what predicates, pages and late entries ask."""

from collections.abc import Iterable
from datetime import datetime

from idi_platform.kernel.once import once, tell
from idi_platform.kernel.questions import question

from .models import Clock, ClockQuerySet
from .states import OPEN_STATES, ClockKind, ClockState


@once(of="deadlines_clock")
def clocks_of(subject_id: int) -> tuple[Clock, ...]:
    """Return all clocks of a subject in the order in which they started, those that were annulled too; to be read."""
    return tuple(_of_subject(subject_id))


def tell_clocks(subject_id: int, rows: Iterable[Clock]) -> None:
    """Let the rest of an act know all clocks of a subject that it has opened, as it has just written them."""
    tell(clocks_of, tuple(sorted(rows, key=lambda row: row.started_at)), subject_id)


@question
def _of_subject(subject_id: int) -> ClockQuerySet:
    rows = Clock.objects.filter(subject_id=subject_id).select_related("owed_org")
    return rows.order_by("started_at", "id")


def latest_run(subject_id: int, name: str) -> Clock | None:
    """Return the last run of a clock on a subject; annulled and inapplicable ones are left out."""
    gone = (ClockState.ANNULLED, ClockState.NOT_DUE)
    runs = [row for row in clocks_of(subject_id) if row.name == name and row.state not in gone]
    return runs[-1] if runs else None


def clock_state_at(subject_id: int, name: str, now: datetime) -> str | None:
    """Return open, met, late or void at an instant; None if the clock was never started.

    A duty whose end has come is late even where the sweep has not been there yet.
    """
    row = latest_run(subject_id, name)
    if row is None:
        return None
    if row.state == ClockState.OPEN and row.kind == ClockKind.DUTY and row.due_at is not None and row.due_at <= now:
        return "late"
    return row.word


def is_window_open(subject_id: int, name: str, now: datetime) -> bool:
    """Say whether the instant lies inside a window clock of the subject."""
    rows = [row for row in clocks_of(subject_id) if row.name == name and row.kind == ClockKind.WINDOW]
    return any(row.is_inside(now) for row in rows)


@once(of="deadlines_clock")
def would_be_met_late(
    *, subject_id: int, organisation_id: int, step: str, occurred_at: datetime, now: datetime
) -> bool:
    """Say whether a step entered with an earlier instant would turn the organisation's own breach into a timely act.

    True when a duty that the organisation owes and that this step meets ended after the given instant and before now.
    """
    rows = Clock.objects.filter(
        subject_id=subject_id,
        owed_org_id=organisation_id,
        kind=ClockKind.DUTY,
        state__in=OPEN_STATES,
        due_at__gt=occurred_at,
        due_at__lte=now,
    )
    return any(step in row.anchor.get("met_by", ()) for row in rows)


def next_duties(subject_ids: list[int]) -> ClockQuerySet:
    """Return the open duties and reminders of subjects, the earliest due first, those of law before contract."""
    rows = Clock.objects.open().filter(subject_id__in=subject_ids, kind__in=(ClockKind.DUTY, ClockKind.REMINDER))
    return rows.order_by("subject_id", "due_at", "-force", "id")


def the_deadline(subject_id: int, measures: str) -> Clock | None:
    """Return the earliest open duty of force law among those that measure the same thing: the one a page shows."""
    rows = Clock.objects.open().filter(subject_id=subject_id, measures=measures, force="law", kind=ClockKind.DUTY)
    return rows.order_by("due_at", "id").first()
