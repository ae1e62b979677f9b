"""An owner's homes with what belongs to each: policy, rows of cover, law, open cases, papers; few queries for many."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models import F, Q, QuerySet

from claims.actions.reporting import STANDING
from claims.codes import CLAIM_ENDED
from claims.models import Claim, Ticket
from claims.models.standing_for import entrusting
from claims.queries import CaseLine, lines_of
from idi_platform.accounts.acting import Acting
from idi_platform.documents.models import Paper
from idi_platform.kernel import clock
from idi_platform.kernel.clock import local_date
from idi_platform.projects.models import Unit
from idi_platform.rulebooks.law import Law, rulebooks_for
from policies.models import CoverRow, Policy

SHOWN = 10
"""Homes on one page; further ones follow on the next."""
_CASES = 50
_TICKET_OVER = ("accepted", "carried_over", "withdrawn")


@dataclass(frozen=True, slots=True)
class Home:
    """One home of an owner: `policy` None where nothing is insured yet.

    `entrusted_by` names the owner for whom the reader stands there as an agent, empty where nobody is named; None for
    a home of his own.
    """

    unit: Unit
    law: Law
    policy: Policy | None = None
    rows: tuple[CoverRow, ...] = ()
    cases: tuple[CaseLine, ...] = ()
    papers: tuple[Paper, ...] = ()
    entrusted_by: str | None = None


def owners_units(acting: Acting) -> "QuerySet[Unit]":
    """Return the homes that are the owner's today, or that he stands for as an agent."""
    return Unit.objects.visible_to(acting).select_related("subject", "building__insured_object__project__subject")


def homes_with(acting: Acting, units: Sequence[Unit]) -> list[Home]:
    """Return homes with all that their cards show; the number of queries does not grow with the homes."""
    pks = [unit.pk for unit in units]
    laws = rulebooks_for({unit.building.insured_object_id for unit in units})
    policies = _policies({unit.building_id for unit in units})
    rows = _rows(policies)
    cases, papers, grantors = (
        _cases(acting, pks),
        _papers(acting, pks),
        entrusting(acting, pks, local_date(clock.now())),
    )
    return [
        Home(
            unit,
            laws[unit.building.insured_object_id],
            policies.get(unit.building_id),
            rows.get(unit.building_id, ()),
            cases.get(unit.pk, ()),
            papers.get(unit.pk, ()),
            grantors.get(unit.pk),
        )
        for unit in units
    ]


def insured_home(unit: Unit, law: Law) -> Home:
    """Return a home with its policy and rows of cover alone, whoever asks."""
    policies = _policies({unit.building_id})
    return Home(unit, law, policies.get(unit.building_id), _rows(policies).get(unit.building_id, ()))


def _policies(buildings: set[int]) -> dict[int, Policy]:
    """Return the policy of each building: the newest contract that stands, else the newest terminated one."""
    insured = Q(pk__in=())
    for building in buildings:
        insured |= Q(building_ids__contains=[building])
    known = Policy.objects.filter(insured, state__in=(*STANDING, "terminated")).order_by("pk")
    found: dict[int, Policy] = {}
    for policy in sorted(known, key=lambda one: (one.state != "terminated", one.pk)):
        found |= dict.fromkeys(buildings.intersection(policy.building_ids), policy)
    return found


def _rows(policies: Mapping[int, Policy]) -> dict[int, tuple[CoverRow, ...]]:
    wanted = CoverRow.objects.filter(building__in=policies, policy__in={policy.pk for policy in policies.values()})
    found: dict[int, tuple[CoverRow, ...]] = {}
    for row in wanted.order_by(F("ends_on").desc(nulls_last=True), "item", "pk"):
        if policies[row.building_id].pk == row.policy_id:
            found[row.building_id] = (*found.get(row.building_id, ()), row)
    return found


def _cases(acting: Acting, units: Sequence[int]) -> dict[int, tuple[CaseLine, ...]]:
    """Return the cases of the homes that are not over, the newest first: only so many, the list has all.

    A refusal that was told is not over before its case is closed: the owner may still object to it.
    """
    claims = Claim.objects.visible_to(acting).filter(subject__unit__in=units).exclude(state__in=CLAIM_ENDED)
    tickets = Ticket.objects.visible_to(acting).filter(subject__unit__in=units).exclude(state__in=_TICKET_OVER)
    lines = lines_of(
        [
            *claims.select_related("subject").order_by("-received_at", "-pk")[:_CASES],
            *tickets.select_related("subject").order_by("-reported_at", "-pk")[:_CASES],
        ]
    )
    found: dict[int, tuple[CaseLine, ...]] = {}
    for line in lines:
        unit = line.case.subject.unit_id
        if unit is not None:
            found[unit] = (*found.get(unit, ()), line)
    return found


def _papers(acting: Acting, units: Sequence[int]) -> dict[int, tuple[Paper, ...]]:
    """Return the papers that belong to the homes themselves, such as the notice of insurance; those that stand."""
    found: dict[int, tuple[Paper, ...]] = {}
    papers = Paper.objects.visible_to(acting, ("unit",)).standing()
    for paper in papers.filter(subject__in=units).order_by("-owed_at", "-pk"):
        found[paper.subject_id] = (*found.get(paper.subject_id, ()), paper)
    return found
