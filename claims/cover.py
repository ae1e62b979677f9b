"""Where a case stands against its policy: the verdict of the cover rules on the policy's own rows."""

from dataclasses import replace
from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_noop as _noop

from claims.models import Claim, Ticket
from claims.repairs import Done, repairs_at, warranted
from idi_platform.deadlines import calendars
from idi_platform.kernel.once import once
from idi_platform.projects.models import Building, Unit
from idi_platform.rulebooks.law import Law
from policies.cover_rows import rows_at
from policies.models import CoverRow, Policy
from policies.rules.cover import cover_on
from policies.rules.segments import undetermined
from policies.rules.terms_of_cover import Basis, Cover, CoverLine, CoverState, Place, PolicyCover, Repair
from policies.text import text_for

DETERMINATION, REFUSAL = "claim.determination_national", "claim.refusal_notice_national"
"""The clocks of the national law on whose clauses a determination rests where nothing nearer is named."""


def rests_on(law: Law, item: str, ground: str = "", more: str = "") -> list[str]:
    """Return the clauses that a determination rests on: of the item, or of the ground that excludes it, and one more.

    Where the text has neither, they are the national law's.
    """
    cover = law.cover
    found = [more]
    if cover is not None and ground in cover.exclusions:
        found.insert(0, cover.exclusions[ground].clause)
    if cover is not None and item in cover.items and not ground:
        found[:0] = [cover.items[item].clause, cover.items[item].period_clause or ""]
    kept = list(dict.fromkeys(clause for clause in found if clause))
    return kept or [law.clause_of(REFUSAL if ground else DETERMINATION)]


def cover_of(case: Claim | Ticket) -> Cover:
    """Return the verdict for a claim or ticket, from what is recorded about it now."""
    return cover_at(
        policy=case.policy,
        building=case.building,
        unit=case.unit,
        common_part=case.subject.common_part_id,
        item=case.item_code,
        first_known=earliest_known(case),
        discovered=case.discovered_on or case.reported_on,
        reported=case.reported_on,
        case_id=case.pk,
    )


def earliest_known(case: Claim | Ticket) -> date | None:
    """Return when the defect was first known: on the case itself, or on the unmended earlier case it was linked to."""
    linked = isinstance(case, Claim) and case.earlier_id is not None and not is_mended(case.earlier_id)
    days = (case.first_known_on, case.earlier_known_on if linked else None)  # type: ignore[union-attr]  # a claim
    return min((day for day in days if day is not None), default=None)


@once(of=("claims_claim", "claims_ticket"))
def is_mended(case_id: int) -> bool:
    """Say whether a ticket or claim ended with an accepted repair, or gave rise to a ticket that did."""
    accepted = Ticket.objects.filter(state="accepted").order_by()
    repaired = Claim.objects.filter(pk=case_id, repair_completed_at__isnull=False).order_by().values("pk")
    return accepted.filter(Q(pk=case_id) | Q(origin=case_id)).values("pk").union(repaired).exists()


def with_mended(claims: "QuerySet[Claim]") -> "QuerySet[Claim]":
    """Let claims know the same of themselves, and of the earlier case that each is linked to, in their own query."""
    accepted, repaired = (
        Ticket.objects.filter(state="accepted"),
        Claim.objects.filter(repair_completed_at__isnull=False),
    )
    before = OuterRef("earlier")
    return claims.annotate(
        was_mended=Q(repair_completed_at__isnull=False) | Exists(accepted.filter(origin=OuterRef("pk"))),
        link_was_mended=Exists(accepted.filter(Q(pk=before) | Q(origin=before))) | Exists(repaired.filter(pk=before)),
    )


def cover_at(
    *,
    policy: Policy | None,
    building: Building | None,
    unit: Unit | None,
    item: str,
    first_known: date | None,
    discovered: date | None,
    reported: date | None,
    common_part: int | None = None,
    case_id: int | None = None,
) -> Cover:
    """Return the verdict for a place and an item; where the item is not known yet, what all of them agree on.

    Args:
        policy: The policy; None where none is known.
        building: The building; None where it is not known.
        unit: The home; None for a common part, or where the place is not known yet.
        item: The code of the item; empty when nobody knows it yet.
        first_known: When the defect was first known.
        discovered: When it was discovered.
        reported: When it was reported.
        common_part: The number of the common part.
        case_id: The case itself, whose own repairs say nothing about it.
    """
    if policy is None or building is None:
        return undetermined(Basis.NO_ROW)
    rows = rows_at(policy.pk, building.pk)
    text = text_for(policy.insured_object_id, policy.terms).cover
    cover = PolicyCover(
        lines=tuple(line_of(row) for row in rows),
        text=text,
        buildings=frozenset(policy.building_ids),
        is_complete=policy.is_schedule_complete,
    )
    calendar = calendars.current()
    at = unit.pk if unit is not None else common_part

    def verdict(place: Place, code: str, known: date | None, found: date | None, told: date | None) -> Cover:
        return cover_on(
            place, code, first_known=known, discovered=found, reported=told, policy=cover, rest_days=calendar
        )

    def judged(done: Done, before: tuple[Repair, ...]) -> Cover:
        then = place_of(building, unit, before)
        return verdict(then, done.item, done.first_known, done.discovered, done.reported)

    works = repairs_at(at, case_id) if at is not None and text.repair_warranty is not None else ()
    place = place_of(building, unit, warranted(works, judged))
    if item or not rows:
        return verdict(place, item, first_known, discovered, reported)
    return _shared([verdict(place, row.item, first_known, discovered, reported) for row in rows])


def place_of(building: Building, unit: Unit | None, repairs: tuple[Repair, ...] = ()) -> Place:
    """Return the place with its dates and the repairs that were done there."""
    return Place(
        building=building.pk,
        is_unit=unit is not None,
        accepted_on=building.accepted_on,
        filed_on=building.filed_on,
        handed_over_on=unit.handed_over_on if unit is not None else None,
        in_use_on=getattr(building, "in_use_on", None),
        repairs=repairs,
    )


def line_of(row: CoverRow) -> CoverLine:
    """Return a row in the words of the rules."""
    return CoverLine(
        item=row.item,
        group=row.group,
        building=row.building_id,
        starts_on=row.starts_on,
        ends_on=row.ends_on,
        limit=row.limit,
        deductible=row.deductible,
        clause=row.clause,
    )


def _shared(verdicts: list[Cover]) -> Cover:
    """Return what all items agree on; where they differ nobody has to guess the item, a person looks."""
    first = verdicts[0]
    if all((verdict.state, verdict.liable) == (first.state, first.liable) for verdict in verdicts):
        return replace(first, item="")
    return undetermined(Basis.SEVERAL_ITEMS)


WORDS = {
    CoverState.BEFORE_COVER: _noop("保险责任还没有开始"),
    CoverState.COVERED: _noop("确认：在保险期和范围内"),
    CoverState.TAIL: _noop("确认：在延后交房的延长期内"),
    CoverState.REPAIR_WARRANTY: _noop("确认：在维修质保期内"),
    CoverState.FUND_WINDOW: _noop("在保障资金期间内"),
    CoverState.ENDED: _noop("保险期间已经届满"),
    CoverState.OUTSIDE_SCOPE: _noop("不在保险范围内"),
    CoverState.UNDETERMINED: _noop("存疑：先去现场看，由人决定"),
}
"""The verdict in words, for desks."""
