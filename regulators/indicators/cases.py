"""Cases and what was done in them: the steps of a few subjects by subject, and rows of days."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from decimal import Decimal

from idi_platform.records.models import Subject

from .counting import ONE, Around, Entry
from .log import Log, Step

_DAY = timedelta(days=1)
_SMALLEST = timedelta(microseconds=1)


def steps_of(around: Around, cases: Iterable[int], *names: str) -> Mapping[int, Sequence[Step]]:
    """Return by subject the steps of those names that some cases saw before the end of the month, in their order."""
    found: dict[int, list[Step]] = defaultdict(list)
    for step in Log(around.month, Subject.objects.filter(pk__in=list(cases))).until(*names):
        found[step.subject_id].append(step)
    return found


def lasting(subject_id: int, span: timedelta, ref: int = 0) -> Entry:
    """Return a row of a duration, in days to the instant."""
    return Entry(subject_id, Decimal(span // _SMALLEST) / Decimal(_DAY // _SMALLEST), ONE, ref)
