"""What rulebooks may say about what stands beside a claim: paths, facts and sets."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django.db.models import Q, QuerySet, Sum

from claims.models import (
    Appointment,
    Appraisal,
    Claim,
    Complaint,
    EmergencyCase,
    FundDraw,
    Repair,
    Series,
    Subrogation,
)
from claims.models.beside.emergency_case import EmergencyKind
from claims.models.beside.fund import FundKind
from idi_platform.accounts.roles import PartyRole
from idi_platform.kernel.questions import question
from idi_platform.projects.models import Building, InsuredObject, Project, Unit
from idi_platform.projects.ties import ties_between
from idi_platform.records.models import Party
from idi_platform.rulebooks.vocabulary import vocabulary
from idi_platform.workflow.fields import column_fact, labels_of, linked, register_fields
from policies.models import Policy

ON_A_CLAIM = (Repair, Appraisal, Subrogation, Appointment, Complaint)


def register() -> None:
    """Register all names; the kinds and steps come from the lifecycles."""
    money = {
        Appraisal: ("fee",),
        Subrogation: ("amount", "recovered"),
        Repair: ("cost",),
        FundDraw: ("amount", "replenished"),
    }
    for model in (*ON_A_CLAIM, EmergencyCase, Series, FundDraw):
        register_fields(model, money=money.get(model, ()))
    for model in ON_A_CLAIM:
        vocabulary.path(model.kind, "claim", "claim", read=claim_of)
    column_fact("fund.kind", "choice", "用途", "kind", attribute="fund_kind", choices=labels_of(FundKind))
    column_fact(
        "emergency_case.kind",
        "choice",
        "应急类型",
        "kind",
        attribute="emergency_kind",
        choices=labels_of(EmergencyKind),
    )
    zh, en = "同类用途已批准金额加本次", "approved for this use, with this draw"
    vocabulary.fact("fund.approved_with_this", type="money", unit="CNY", zh=zh, en=en, read=_approved_with_this)
    zh, en = "鉴定机构与争议各方和参建单位无利害关系", "appraiser is independent of all sides"
    vocabulary.fact("appraisal.is_independent", type="bool", zh=zh, en=en, read=is_independent)
    _places()
    _sets()


def is_independent(appraisal: Appraisal) -> bool | None:
    """Say whether the appraiser has no part in the project and no tie of interest to anybody who has one.

    None while nobody is proposed. Parts of former days count, ties are those of today.
    """
    if appraisal.appraiser is None:
        return None
    project = appraisal.subject.project_id
    involved = Party.objects.filter(Q(subject=project) | Q(subject__project=project)).exclude(role=PartyRole.appraiser)
    if involved.filter(organisation=appraisal.appraiser).exists():
        return False
    others = involved.exclude(organisation=None).values("organisation")
    return not ties_between(appraisal.appraiser, others).exists()


def claim_of(beside: Any) -> Claim | None:
    """Return the claim that the thing stands beside."""
    found: Claim | None = beside.claim
    return found


def _approved_with_this(draw: Any) -> Decimal | None:
    """Return what was approved of the same use for the insured object, this draw added; rejected ones never count."""
    if draw.amount is None:
        return None
    alike = FundDraw.objects.filter(
        fund_kind=draw.fund_kind, subject__insured_object=draw.subject.insured_object_id, approved_at__isnull=False
    )
    approved: Decimal = alike.exclude(pk=draw.pk).aggregate(sum=Sum("amount"))["sum"] or Decimal(0)
    return approved + Decimal(draw.amount)


def _places() -> None:
    """Register the ways to place and contract, from the links of the Subject."""
    vocabulary.path("fund", "ticket", "ticket", read=lambda draw: draw.ticket)
    for kind in ("fund", "emergency_case", "series"):
        vocabulary.path(kind, "project", "project", read=linked(Project))
    vocabulary.path("fund", "unit", "unit", read=linked(Unit))
    vocabulary.path("fund", "building", "building", read=linked(Building))
    vocabulary.path("fund", "insured_object", "insured_object", read=linked(InsuredObject))
    for kind in ("repair", "appraisal", "subrogation", "complaint", "series"):
        vocabulary.path(kind, "policy", "policy", read=linked(Policy))
    vocabulary.path("repair", "building", "building", read=linked(Building))


_SETS_OF_CLAIM: tuple[tuple[str, type[Any], str], ...] = (
    ("claim.repairs", Repair, "维修"),
    ("claim.appraisals", Appraisal, "鉴定"),
    ("claim.subrogations", Subrogation, "追偿"),
    ("claim.appointments", Appointment, "上门预约"),
    ("claim.complaints", Complaint, "投诉"),
)
_SETS_OF_PROJECT: tuple[tuple[str, type[Any], str], ...] = (
    ("project.fund_draws", FundDraw, "保障资金动用"),
    ("project.emergency_cases", EmergencyCase, "应急事件"),
)


def _sets() -> None:
    for name, model, zh in _SETS_OF_CLAIM:
        vocabulary.members(name, member=model.kind, zh=zh, en=name.partition(".")[2], read=_of_claim(model))
    for name, model, zh in _SETS_OF_PROJECT:
        vocabulary.members(name, member=model.kind, zh=zh, en=name.partition(".")[2], read=_of_project(model))


@question
def _beside(model: Any, claim_id: int) -> "QuerySet[Any]":
    found: QuerySet[Any] = model.objects.filter(claim=claim_id).select_related("subject", "claim").order_by("pk")
    return found


def _of_claim(model: Any) -> Any:
    def read(claim: Claim) -> Iterable[Any]:
        return () if claim.subject.is_bare else _beside(model, claim.pk)

    return read


def _of_project(model: Any) -> Any:
    def read(project: Project) -> Iterable[Any]:
        found: Iterable[Any] = (
            model.objects.filter(subject__project=project.pk).select_related("subject").order_by("pk")
        )
        return found

    return read
