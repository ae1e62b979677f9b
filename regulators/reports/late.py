"""What has come late: records that say something about a time that is over.

An act that lay in the past, a correction, a day that is entered afterwards, a step that takes back or says anew what an
earlier one said, a limit that a calendar has moved.
"""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Final, NamedTuple

from django.db.models import Min, Q, QuerySet
from django.db.models.fields.json import KT

from idi_platform.kernel.clock import local_date, start_of
from idi_platform.records.models import Record
from idi_platform.records.models.record import Form

_AGAIN: Final = frozenset({"claim.correct_receipt", "filing.send_back"})
"""Steps that say anew what was said at the beginning of their case."""
_MOVED: Final = "clock.recomputed"
_INSTANTS: Final = ("occurred_at", "received_at", "due_at")
_DAYS: Final = ("on", "signed_on", "permit_applied_on", "permit_issued_on")
"""Facts that are the day of an act, whenever it was entered."""
_UNDONE: Final = "undone"


class Late(NamedTuple):
    """A record and the earliest instant about which it says something, UTC."""

    record: Record
    touches: datetime

    @property
    def places(self) -> frozenset[int]:
        """The numbers of its subject and of all that it hangs on."""
        return frozenset({self.record.subject_id, *self.record.subject.link_ids().values()})


def late_among(new: QuerySet[Record], latest_end: datetime) -> list[Late]:
    """Return what among some records may be about the time before an instant, in the order of their numbers."""
    day = local_date(latest_end).isoformat()
    about = Q(occurred_at__lt=latest_end) | Q(form=Form.CORRECTION) | Q(name__in={*_AGAIN, _MOVED})
    about |= Q(facts__has_key=_UNDONE)
    rows = new.annotate(**{f"{name}_told": KT(f"facts__{name}") for name in _DAYS})
    for name in _DAYS:
        about |= Q(**{f"{name}_told__lt": day})
    found = list(rows.filter(about).select_related("corrects", "subject").order_by("pk"))
    begun, undone = _begun(found), _undone(found)
    late = (Late(row, _touches(row, begun, undone)) for row in found)
    return [one for one in late if one.touches < latest_end]


def _touches(row: Record, begun: Mapping[int, datetime], undone: Mapping[int, datetime]) -> datetime:
    instants = [row.occurred_at]
    if row.corrects is not None:
        instants.append(row.corrects.occurred_at)
    if row.name in _AGAIN:
        instants.append(begun[row.subject_id])
    instants += [undone[pk] for pk in row.facts.get(_UNDONE, ()) if pk in undone]
    if row.form != Form.EVENT or row.name == _MOVED:
        said = {**row.facts, **row.facts.get("facts", {})}
        instants += [datetime.fromisoformat(said[name]) for name in _INSTANTS if said.get(name)]
        instants += [start_of(date.fromisoformat(said[name])) for name in _DAYS if said.get(name)]
    return min(instants)


def _begun(rows: Iterable[Record]) -> dict[int, datetime]:
    """Return when the cases began of which something is said anew."""
    cases = {row.subject_id for row in rows if row.name in _AGAIN}
    found = Record.objects.filter(subject__in=cases).order_by().values_list("subject").annotate(Min("occurred_at"))
    return dict(found)


def _undone(rows: Iterable[Record]) -> dict[int, datetime]:
    """Return when the acts happened that were taken back, by the numbers of their records."""
    named = {pk for row in rows for pk in row.facts.get(_UNDONE, ())}
    return dict(Record.objects.filter(pk__in=named).values_list("pk", "occurred_at"))
