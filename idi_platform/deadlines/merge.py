"""Bringing a stored clock into line with what is derived: what moves, what stays told, what falls away."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from .derive import Derived, Mark, MarkEvent
from .derive.marks import HOLDER
from .models import Clock
from .states import ClockKind, ClockState

_SHOWN = ("state", "started_at", "target_at", "due_at", "met_at", "breached_at", "owed_org_id", "provisional", "kind")
_WRITTEN = (
    "kind", "force", "measures", "clause", "owed_role", "owed_org_id", "started_at", "anchor", "target_at", "due_at",
    "marks", "next_at", "state", "met_at", "ended_at", "breached_at", "entered_late", "provisional", "revision_id",
    "derivation",
)  # fmt: skip
WRITTEN_FIELDS = tuple(name.removesuffix("_id") if name == "owed_org_id" else name for name in (*_WRITTEN, "history"))


@dataclass(frozen=True, slots=True)
class Change:
    """What became of one clock: `before` and `after` hold the shown columns that differ, as JSON."""

    clock: Clock
    what: str
    before: dict[str, Any]
    after: dict[str, Any]

    @property
    def subject_id(self) -> int:
        """The subject that carries the clock."""
        return self.clock.subject_id

    @property
    def name(self) -> str:
        """The clock's name."""
        return self.clock.name


@dataclass(frozen=True, slots=True)
class Standing:
    """What a row takes from elsewhere than its derivation: its holder, its revision, and the present."""

    now: datetime
    owed_org_id: int | None
    revision_id: int | None
    entered_late: bool = False


def started(subject_id: int, derived: Derived, standing: Standing) -> Change:
    """Return a new row for a run that is not stored yet; its breach, if it has one, is the sweep's to record."""
    name, period = derived.key
    row = Clock(subject_id=subject_id, name=name, period=period, history=[])
    _write(row, _columns(derived, standing, None))
    return Change(row, "started", {}, _shown(row))


def moved(row: Clock, derived: Derived, standing: Standing) -> Change | None:
    """Bring a stored row into line; None when nothing differs."""
    before_all = {name: getattr(row, name) for name in _WRITTEN}
    before = _shown(row)
    columns = _columns(derived, standing, row)
    if columns == before_all:
        return None
    _write(row, columns)
    after = _shown(row)
    differing = {name for name in _SHOWN if before[name] != after[name]}
    if not differing:
        return Change(row, "refreshed", {}, {})
    old, new = ({name: found[name] for name in sorted(differing)} for found in (before, after))
    what = _what(old, new)
    row.history = [*row.history, {"at": standing.now.isoformat(), "what": what, "from": old, "to": new}]
    return Change(row, what, old, new)


def annulled(row: Clock, now: datetime) -> Change | None:
    """Annul a row whose start has fallen away; what it was stays in its history."""
    if row.state == ClockState.ANNULLED:
        return None
    before = _shown(row)
    row.state, row.marks, row.next_at, row.breached_at = ClockState.ANNULLED, [], None, None
    after = _shown(row)
    differing = sorted(name for name in _SHOWN if before[name] != after[name])
    old, new = ({name: found[name] for name in differing} for found in (before, after))
    row.history = [*row.history, {"at": now.isoformat(), "what": "annulled", "from": old, "to": new}]
    return Change(row, "annulled", old, new)


def _write(row: Clock, columns: dict[str, Any]) -> None:
    for name, value in columns.items():
        setattr(row, name, value)


def _columns(derived: Derived, standing: Standing, row: Clock | None) -> dict[str, Any]:
    is_recorded = row is not None and _breach_is_recorded(row)
    reached = _reached(standing.now, row)
    stays = is_recorded and derived.breached_at is not None and derived.breached_at <= reached
    state, breached_at = _state(derived, reached, row, breach_stays=stays)
    marks = [mark.as_data() for mark in derived.marks if not _is_told(mark, derived, row, breach_stays=stays)]
    marks = _with_news(marks, derived, standing.now, row)
    return {
        "kind": derived.kind.value,
        "force": derived.force,
        "measures": derived.measures,
        "clause": derived.clause,
        "owed_role": derived.owed_role,
        "owed_org_id": _holder(derived, standing, row),
        "started_at": derived.started_at,
        "anchor": derived.anchor,
        "target_at": derived.target_at,
        "due_at": derived.due_at,
        "marks": marks,
        "next_at": datetime.fromisoformat(marks[0]["at"]) if marks else None,
        "state": state.value,
        "met_at": derived.met_at,
        "ended_at": derived.ended_at,
        "breached_at": breached_at,
        "entered_late": standing.entered_late,
        "provisional": derived.provisional,
        "revision_id": standing.revision_id,
        "derivation": [step.as_data() for step in derived.steps],
    }


def _reached(now: datetime, row: Clock | None) -> datetime:
    """Return how far time has come for a clock: what was once past stays so when the machine's time is set back."""
    return now if row is None or row.looked_until is None else max(now, row.looked_until)


def _breach_is_recorded(row: Clock) -> bool:
    """Say whether the sweep has written the breach: it is set, and its mark is no longer waiting."""
    waiting = any(mark["event"] == MarkEvent.DUE_PASSED for mark in row.marks)
    return row.breached_at is not None and not waiting


def _state(
    derived: Derived, reached: datetime, row: Clock | None, *, breach_stays: bool
) -> tuple[ClockState, datetime | None]:
    if derived.state is ClockState.OPEN and derived.kind is ClockKind.WINDOW:
        over = row is not None and row.state == ClockState.CLOSED
        closed = over and derived.due_at is not None and derived.due_at <= reached
        return (ClockState.CLOSED if closed else ClockState.OPEN), None
    if derived.state is ClockState.OPEN:
        return (ClockState.OVERDUE, derived.breached_at) if breach_stays else (ClockState.OPEN, None)
    return derived.state, derived.breached_at


def _is_told(mark: Mark, derived: Derived, row: Clock | None, *, breach_stays: bool) -> bool:
    """Say whether the sweep has acted on a mark already, so that a date that moves does not make it act twice."""
    if row is None or row.looked_until is None:
        return False
    if mark.event is MarkEvent.DUE_PASSED and derived.kind is ClockKind.DUTY:
        return breach_stays
    if mark.event is MarkEvent.STEP_DUE:
        return mark.at <= row.looked_until and row.due_at == mark.at and row.state == derived.state
    return mark.at <= row.looked_until


def _with_news(marks: list[dict[str, Any]], derived: Derived, now: datetime, row: Clock | None) -> list[dict[str, Any]]:
    """Keep news that still wait, and tell the holder when a provisional date has become another final one."""
    waiting = [] if row is None else [mark for mark in row.marks if mark["event"] == MarkEvent.RECOMPUTED]
    if row is not None and row.provisional and not derived.provisional and row.due_at != derived.due_at:
        waiting.append(Mark(now, MarkEvent.RECOMPUTED, notify=HOLDER).as_data())
    return sorted((*marks, *waiting), key=lambda mark: str(mark["at"]))


def _holder(derived: Derived, standing: Standing, row: Clock | None) -> int | None:
    """Return the holder: a successor takes over what is open, a breach is charged to who held it at the end."""
    if row is None:
        return standing.owed_org_id
    is_over = derived.breached_at is not None and derived.breached_at <= _reached(standing.now, row)
    if is_over:
        return standing.owed_org_id or row.owed_org_id
    return standing.owed_org_id if row.state in (ClockState.OPEN, ClockState.PAUSED) else row.owed_org_id


def _shown(row: Clock) -> dict[str, Any]:
    return {name: _plain(getattr(row, name)) for name in _SHOWN}


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime) else str(value) if isinstance(value, ClockState) else value


_BY_STATE = {
    ClockState.MET: "met",
    ClockState.MET_LATE: "met_late",
    ClockState.VOID: "voided",
    ClockState.PAUSED: "paused",
    ClockState.NOT_DUE: "fell_away",
}


def _what(old: dict[str, Any], new: dict[str, Any]) -> str:
    if old.get("breached_at") and not new.get("breached_at"):
        return "breach_annulled"
    if "state" in new and new["state"] in _BY_STATE:
        return _BY_STATE[ClockState(new["state"])]
    if old.get("state") == ClockState.PAUSED:
        return "resumed"
    if {"due_at", "target_at", "started_at"} & set(new):
        return "moved"
    return "changed"
