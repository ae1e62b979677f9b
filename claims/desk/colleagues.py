"""Who handles claims at an insurer today, and what its rules ask: read into the values that choosing works on."""

from collections.abc import Iterable, Sequence
from datetime import date

from django.db.models import Count

from claims.codes import CLAIM_ENDED
from claims.desk.choosing import Case, Colleague, Rule
from claims.models import AssignmentRule, Claim, DeskPerson, DeskSettings, DutyDay
from idi_platform.accounts.models import DivisionClosure, Membership
from idi_platform.accounts.roles import Role
from idi_platform.accounts.substitutes import substitutions
from idi_platform.deadlines import calendars
from idi_platform.kernel.once import once


@once(of="accounts_")
def handlers_of(organisation_id: int, today: date) -> dict[int, str]:
    """Return who may be given claims today, by name."""
    rows = Membership.objects.on(today).filter(organisation=organisation_id, role=Role.handler, person__is_active=True)
    return dict(rows.order_by("person__name", "person").values_list("person", "person__name"))


@once(of="accounts_")
def gone_from(organisation_id: int, today: date) -> frozenset[int]:
    """Return who handled claims there and does so no longer: what they leave is nobody's until it is handed over."""
    held = Membership.objects.filter(organisation=organisation_id, role=Role.handler)
    there = held.on(today).filter(person__is_active=True)
    return frozenset(held.exclude(person__in=there.values("person")).values_list("person_id", flat=True))


@once(of="accounts_")
def visitors_of(organisation_id: int, today: date) -> dict[int, str]:
    """Return who may be sent to a home today, by name."""
    rows = Membership.objects.on(today).filter(organisation=organisation_id, role__in=(Role.surveyor, Role.handler))
    return dict(rows.order_by("person__name").values_list("person_id", "person__name"))


def substitute_of(organisation_id: int, person: int | None, today: date) -> Membership | None:
    """Return who fills the place of somebody at the desk today, with the days; None while he is there himself."""
    if person is None:
        return None
    return substitutions(organisation_id, Role.handler).on(today).filter(stands_in_for__person=person).first()


@once(of="claims_deskperson")
def known_of(organisation_id: int) -> dict[int, DeskPerson]:
    """Return what the desk knows of its people, by person."""
    return {row.person_id: row for row in DeskPerson.objects.filter(organisation=organisation_id)}


def colleagues_of(organisation_id: int, today: date) -> list[Colleague]:
    """Return everybody who handles claims there today, with what speaks for and against giving one more."""
    people = list(handlers_of(organisation_id, today))
    known = known_of(organisation_id)
    duty = set(DutyDay.objects.filter(organisation=organisation_id, day=today).values_list("person", flat=True))
    away = substitutions(organisation_id, Role.handler).on(today).order_by("pk")
    substitutes = dict(away.values_list("stands_in_for__person", "person"))
    in_hand = Claim.objects.filter(handled_by__in=people).exclude(state__in=CLAIM_ENDED).order_by()
    load = dict(in_hand.values_list("handled_by").annotate(Count("pk")))
    return [
        Colleague(
            person=person,
            open=load.get(person, 0),
            most_open=known[person].most_open if person in known else None,
            skills=tuple(known[person].skills) if person in known else (),
            is_on_duty=person in duty,
            is_away=person in substitutes,
            substitute=substitutes.get(person),
        )
        for person in people
    ]


def rules_of(organisation_id: int) -> list[Rule]:
    """Return the insurer's rules in their order."""
    rows = AssignmentRule.objects.filter(organisation=organisation_id, is_active=True).order_by("position", "pk")
    return [
        Rule(
            pk=row.pk,
            project=row.project_id,
            division=row.division_id or "",
            item=row.item,
            only_danger=row.only_danger,
            days=row.days,
            person=row.person_id,
            skill=row.skill,
            on_duty=row.on_duty,
        )
        for row in rows
    ]


def cases_of(claims: Sequence[Claim], today: date) -> dict[int, Case]:
    """Return what rules ask of each claim; the number of queries does not grow with them."""
    rests = calendars.current().is_rest(today.toordinal())
    above = _divisions_above({claim.subject.division_id for claim in claims})
    return {
        claim.pk: Case(
            project=claim.subject.project_id,
            divisions=above[claim.subject.division_id],
            item=claim.item_code,
            is_danger=claim.is_emergency,
            is_rest_day=rests,
        )
        for claim in claims
    }


def _divisions_above(codes: Iterable[str]) -> dict[str, tuple[str, ...]]:
    found = {code: {code} for code in codes}
    pairs = DivisionClosure.objects.filter(descendant__in=found).values_list("descendant_id", "ancestor_id")
    for code, ancestor in pairs:
        found[code].add(ancestor)
    return {code: tuple(sorted(tops)) for code, tops in found.items()}


def settings_of(organisation_id: int) -> DeskSettings:
    """Return how the insurer runs its desk, as set or as it comes."""
    found = DeskSettings.objects.filter(organisation=organisation_id).first()
    return found or DeskSettings(organisation_id=organisation_id)
