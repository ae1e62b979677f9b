"""The verdicts of the cover rules on a page of claims, in as many queries as for one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Q

from claims import cover, repairs
from claims.models import Claim, Ticket
from claims.words import home_words
from idi_platform.kernel.once import tell
from idi_platform.projects.models import Building, CommonPart, Unit
from policies import cover_rows
from policies.models import CoverRow, Policy
from policies.rules.terms_of_cover import CoverState


@dataclass(frozen=True, slots=True)
class Places:
    """Everything that the claims of a page hang on, by number."""

    units: Mapping[int, Unit]
    parts: Mapping[int, CommonPart]
    buildings: Mapping[int, Building]
    policies: Mapping[int, Policy]

    def home(self, claim: Claim) -> str:
        """Return where a claim is."""
        above = claim.subject
        return home_words(
            self.units.get(above.unit_id or 0),
            self.parts.get(above.common_part_id or 0),
            self.buildings.get(above.building_id or 0),
        )


def places_of(claims: Sequence[Claim]) -> Places:
    """Read what the claims hang on: four queries, however many they are."""
    above = [claim.subject for claim in claims]
    project = "insured_object__project"
    return Places(
        units=Unit.objects.select_related("subject", "building__subject", f"building__{project}").in_bulk(
            {one.unit_id for one in above if one.unit_id}
        ),
        parts=CommonPart.objects.select_related("subject", f"building__{project}").in_bulk(
            {one.common_part_id for one in above if one.common_part_id}
        ),
        buildings=Building.objects.select_related("subject", project).in_bulk(
            {one.building_id for one in above if one.building_id}
        ),
        policies=Policy.objects.select_related("subject", project).in_bulk(
            {one.policy_id for one in above if one.policy_id}
        ),
    )


def verdicts(claims: Sequence[Claim], places: Places) -> dict[int, CoverState]:
    """Return what the cover rules say of each claim, as its own page does; the laws are kept already."""
    _keep_rows(claims)
    _keep_repairs(claims)
    _keep_mended(claims)
    for claim in claims:
        above = claim.subject
        claim.unit = places.units.get(above.unit_id or 0)
        claim.building = places.buildings.get(above.building_id or 0)
        claim.policy = places.policies.get(above.policy_id or 0)
    return {claim.pk: cover.cover_of(claim).state for claim in claims}


def _keep_rows(claims: Sequence[Claim]) -> None:
    pairs = {(one.policy_id, one.building_id) for claim in claims if (one := claim.subject).policy_id}
    found: dict[tuple[int | None, int | None], list[CoverRow]] = {pair: [] for pair in pairs}
    rows = CoverRow.objects.filter(
        policy__in={policy for policy, _at in pairs}, building__in={at for _policy, at in pairs if at}
    )
    for row in rows.order_by("item", "pk"):
        found.setdefault((row.policy_id, row.building_id), []).append(row)
    for (policy, at), held in found.items():
        tell(cover_rows.rows_at, tuple(held), policy or 0, at or 0)


def _keep_repairs(claims: Sequence[Claim]) -> None:
    places = {claim.pk: claim.subject.unit_id or claim.subject.common_part_id for claim in claims}
    works = list(repairs.repairs_of({place for place in places.values() if place is not None}))
    for claim, place in places.items():
        if place is not None:
            there = tuple(done for where, done in works if where == place and done.claim != claim)
            tell(repairs.repairs_at, there, place, claim)


def _keep_mended(claims: Sequence[Claim]) -> None:
    earlier = {claim.earlier_id for claim in claims if claim.earlier_id is not None}
    accepted = Ticket.objects.filter(Q(pk__in=earlier) | Q(origin__in=earlier), state="accepted")
    mended = {pk for pair in accepted.values_list("pk", "origin") for pk in pair}
    mended |= set(Claim.objects.filter(pk__in=earlier, repair_completed_at__isnull=False).values_list("pk", flat=True))
    for pk in earlier:
        tell(cover.is_mended, pk in mended, pk)
