"""Repairs at a place as the cover rules see them: from when each is warranted, and which were done under a warranty."""

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

from django.db.models import F, Q
from django.db.models.functions import Coalesce

from claims.models import Repair as Works
from idi_platform.kernel.once import once
from policies.rules.terms_of_cover import Basis, Cover, CoverState, Repair


@dataclass(frozen=True, slots=True)
class Done:
    """Works that are done at a home or common part, and the days of the defect that they mended, in Shanghai.

    Attributes:
        claim: The number of the claim on which they were ordered.
        item: The claim's item.
        completed_on: When they were done; after a repair of the repair, when that was.
        accepted_on: When they were accepted; None while nobody has said that they are right.
        first_known: When the defect was first known.
        discovered: When it was discovered, else reported.
        reported: When it was reported.
    """

    claim: int
    item: str
    completed_on: date
    accepted_on: date | None
    first_known: date | None
    discovered: date | None
    reported: date | None

    @property
    def since(self) -> date:
        """The acceptance, from which a warranty counts; the completion while there is none."""
        return self.accepted_on or self.completed_on


Judge: TypeAlias = Callable[[Done, tuple[Repair, ...]], Cover]
"""Says how the claim of some works stood against the policy, given the repairs that were there before them."""


@once(of=("claims_claim", "claims_repair"))
def repairs_at(place: int, case_id: int | None) -> tuple[Done, ...]:
    """Return what was repaired at a home or common part, by day; the case's own repairs are left out."""
    return tuple(done for _place, done in repairs_of([place]) if done.claim != case_id)


def repairs_of(places: Collection[int]) -> Iterator[tuple[int, Done]]:
    """Return what was repaired at homes and common parts, by day, each with its place, in one query."""
    there = Q(subject__unit__in=places) | Q(subject__common_part__in=places)
    done = Works.objects.filter(there, completed_on__isnull=False).order_by("completed_on", "pk")
    rows = done.annotate(place=Coalesce("subject__unit", "subject__common_part")).values_list(
        "place",
        "claim",
        "claim__item_code",
        "completed_on",
        "accepted_on",
        "claim__first_known_on",
        Coalesce(F("claim__discovered_on"), F("claim__reported_on")),
        "claim__reported_on",
    )
    for place, *columns in rows:
        yield place, Done(*columns)


def warranted(works: Iterable[Done], judge: Judge) -> tuple[Repair, ...]:
    """Return the repairs in the words of the rules, each judged by those before it.

    A repair was done under a warranty when its own claim rested on one. One that was repaired again keeps the warranty
    of its acceptance; the works of the second time, which nobody accepts anew, count from their completion.
    """
    known: tuple[Repair, ...] = ()
    for done in sorted(works, key=lambda done: (done.since, done.claim)):
        of_warranty = _rests_on_warranty(judge(done, known))
        known += (Repair(done.item, done.since, of_warranty, is_accepted=done.accepted_on is not None),)
        if done.completed_on > done.since:
            known += (Repair(done.item, done.completed_on, of_warranty=True),)
    return known


def _rests_on_warranty(cover: Cover) -> bool:
    """Say whether a claim was covered by nothing but a repair's warranty, or a person had to say whether one ran."""
    return cover.state is CoverState.REPAIR_WARRANTY or cover.basis is Basis.WARRANTY_UNKNOWN
