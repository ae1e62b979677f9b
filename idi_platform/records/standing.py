"""Which organisations stand, or have stood, on what a subject hangs on: read once for all who ask in one act."""

from collections.abc import Iterable, Sequence
from datetime import date

from django.db.models import QuerySet

from idi_platform.kernel.once import once
from idi_platform.kernel.questions import question

from .models import Party, Subject

CARRIERS = ("unit_id", "engagement_id", "policy_id", "project_id")
"""The columns of what parties stand on, the nearest first."""


def carriers_of(subjects: Iterable[Subject]) -> tuple[int, ...]:
    """Return the numbers of all that the subjects hang on and that parties stand on, in order."""
    return tuple(sorted({getattr(subject, column) for subject in subjects for column in CARRIERS} - {None}))


@once(of=("records_party", "accounts_organisation"))
def organisations_on(carriers: tuple[int, ...]) -> Sequence[Party]:
    """Return the parties that are organisations, of all times, each with its organisation, in order of entry."""
    return _parties(carriers)


def in_role(carriers: tuple[int, ...], role: str, day: date) -> list[Party]:
    """Return those that hold a role on a day."""
    return [party for party in organisations_on(carriers) if party.role == role and party.holds_on(day)]


@question
def _parties(carriers: tuple[int, ...]) -> QuerySet[Party]:
    held = Party.objects.filter(subject_id__in=carriers, organisation__isnull=False)
    return held.select_related("organisation").order_by("pk")
