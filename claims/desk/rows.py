"""What a desk's list tells of each claim, read for a whole page at once: place, cover, likely duplicates, handler."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, OuterRef, Subquery
from django.utils.translation import gettext as _

from claims.codes import CLAIM_ENDED
from claims.desk.covers import Places, places_of, verdicts
from claims.models import Claim
from claims.queries import next_clocks
from claims.words import title_of
from idi_platform.accounts.models import Person
from idi_platform.deadlines.models import Clock
from idi_platform.portal.words import money_words
from idi_platform.projects.models import Unit
from idi_platform.rulebooks.law import rulebook_for
from idi_platform.rulebooks.titles import clock_title
from policies.rules.terms_of_cover import CoverState

RECENT = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Near:
    """How many open claims there are of late beside this one: at the home itself, in its stack, in its building."""

    place: int = 0
    stack: int = 0
    building: int = 0


@dataclass(frozen=True, slots=True)
class DeskRow:
    """One claim of a desk's list."""

    claim: Claim
    title: str
    duty: str
    home: str
    clock: Clock | None
    cover: CoverState
    near: Near
    handler: str
    amount: str


def desk_rows(claims: Sequence[Claim], gone: Collection[int] = ()) -> list[DeskRow]:
    """Return the claims as lines; the number of queries does not grow with them. Their laws are kept already.

    Args:
        claims: Those of a page.
        gone: Who is no longer at the desk.
    """
    if not claims:
        return []
    places, clocks = places_of(claims), next_clocks([claim.pk for claim in claims])
    laws = {claim.pk: rulebook_for(claim.subject.insured_object_id) for claim in claims}
    covers, near = verdicts(claims, places), _near(claims, places)
    names = names_of({claim.handled_by for claim in claims})
    return [
        DeskRow(
            claim=claim,
            title=title_of(claim, laws[claim.pk]),
            duty=clock_title(laws[claim.pk], clocks[claim.pk].name) if claim.pk in clocks else "",
            home=places.home(claim),
            clock=clocks.get(claim.pk),
            cover=covers[claim.pk],
            near=near[claim.pk],
            handler=handler_words(claim, names, gone),
            amount=amount_words(claim),
        )
        for claim in claims
    ]


def names_of(people: set[int | None]) -> dict[int, str]:
    """Return the names of members of staff by number."""
    known = [person for person in people if person is not None]
    return dict(Person.objects.filter(pk__in=known).values_list("pk", "name"))


def handler_words(claim: Claim, names: Mapping[int, str], gone: Collection[int]) -> str:
    """Return who handles a claim, and that he is no longer there; empty where nobody does."""
    return name_words(names.get(claim.handled_by or 0, ""), is_gone=claim.handled_by in gone)


def name_words(name: str, *, is_gone: bool) -> str:
    """Return the name of a colleague, and that he is no longer at the desk."""
    return _("%(who)s（已不在岗）") % {"who": name} if is_gone else name


def amount_words(claim: Claim) -> str:
    """Return what the claim is about in money: agreed, offered, what the repair cost, assessed; empty if unknown."""
    sums = (claim.amount, claim.offered_cash, claim.repair_cost, claim.assessed_amount)
    known = next((one for one in sums if one is not None), None)
    return money_words(known) if known is not None else ""


def _near(claims: Sequence[Claim], places: Places) -> dict[int, Near]:
    """Count open claims received within thirty days under the same policies: a hint, nothing merges by itself."""
    days = [claim.reported_on for claim in claims if claim.reported_on is not None]
    others = Claim.objects.filter(
        subject__policy__in=places.policies.keys(),
        subject__building__in=places.buildings.keys(),
        reported_on__gte=min(days, default=date.max - RECENT) - RECENT,
    ).exclude(state__in=CLAIM_ENDED)
    stack = Unit.objects.filter(pk=OuterRef("subject__unit")).values("stack")[:1]
    columns = ("subject__building", "subject__unit", "subject__common_part", "stack")
    counted = others.annotate(stack=Subquery(stack)).order_by().values_list(*columns).annotate(many=Count("pk"))
    of_place, of_stack, of_building = Counter[object](), Counter[object](), Counter[object]()
    for building, unit, part, stacked, many in counted:
        of_building[building] += many
        of_place[unit, part] += many
        of_stack[building, stacked or ""] += many
    return {claim.pk: _beside(claim, places, of_place, of_stack, of_building) for claim in claims}


def _beside(
    claim: Claim, places: Places, of_place: Counter[object], of_stack: Counter[object], of_building: Counter[object]
) -> Near:
    above, unit = claim.subject, places.units.get(claim.subject.unit_id or 0)
    is_placed = above.unit_id is not None or above.common_part_id is not None
    here = of_place[above.unit_id, above.common_part_id] if is_placed else 0
    stacked = of_stack[above.building_id, unit.stack] if unit is not None and unit.stack else 0
    return Near(max(here - 1, 0), max(stacked - here, 0), max(of_building[above.building_id] - max(here, 1), 0))
