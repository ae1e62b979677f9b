"""What rulebooks may say about what stands beside a claim: paths, facts and sets."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django.db.models import Sum

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
from idi_platform.projects.models import Building, InsuredObject, Project, Unit
from idi_platform.rulebooks.vocabulary import vocabulary
from idi_platform.workflow.fields import reader, register_fields
from policies.models import Policy

ON_A_CLAIM = (Repair, Appraisal, Subrogation, Appointment, Complaint)


def register() -> None:
    """Register all names; the kinds and steps come from the lifecycles."""
    money = {Appraisal: ("fee",), Subrogation: ("amount", "recovered"), FundDraw: ("amount", "replenished")}
    for model in (*ON_A_CLAIM, EmergencyCase, Series, FundDraw):
        register_fields(model, money=money.get(model, ()))
    for model in ON_A_CLAIM:
        vocabulary.path(model.kind, "claim", "claim", read=claim_of)
    _kind("fund.kind", "用途", "fund_kind", FundKind)
    _kind("emergency_case.kind", "应急类型", "emergency_kind", EmergencyKind)
    zh, en = "同类用途已批准金额加本次", "approved for this use, with this draw"
    vocabulary.fact("fund.approved_with_this", type="money", unit="CNY", zh=zh, en=en, read=_approved_with_this)
    _places()
    _sets()


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


def _kind(name: str, zh: str, column: str, choices: Any) -> None:
    labels = {value: (str(label), value) for value, label in choices.choices}
    vocabulary.fact(name, type="choice", zh=zh, en="kind", choices=labels, read=reader(column))


def _places() -> None:
    """Register the ways to place and contract, from the links of the Subject."""
    vocabulary.path("fund", "ticket", "ticket", read=lambda draw: draw.ticket)
    for kind in ("fund", "emergency_case", "series"):
        vocabulary.path(kind, "project", "project", read=_linked(Project, "project_id"))
    vocabulary.path("fund", "unit", "unit", read=_linked(Unit, "unit_id"))
    vocabulary.path("fund", "building", "building", read=_linked(Building, "building_id"))
    vocabulary.path("fund", "insured_object", "insured_object", read=_linked(InsuredObject, "insured_object_id"))
    for kind in ("repair", "appraisal", "subrogation", "complaint", "series"):
        vocabulary.path(kind, "policy", "policy", read=_linked(Policy, "policy_id"))
    vocabulary.path("repair", "building", "building", read=_linked(Building, "building_id"))


def _linked(model: Any, column: str) -> Any:
    def read(aggregate: Any) -> Any:
        pk = getattr(aggregate.subject, column)
        return model.objects.select_related("subject").filter(pk=pk).first() if pk is not None else None

    return read


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


def _of_claim(model: Any) -> Any:
    def read(claim: Claim) -> Iterable[Any]:
        found: Iterable[Any] = model.objects.filter(claim=claim.pk).select_related("subject", "claim").order_by("pk")
        return found

    return read


def _of_project(model: Any) -> Any:
    def read(project: Project) -> Iterable[Any]:
        found: Iterable[Any] = (
            model.objects.filter(subject__project=project.pk).select_related("subject").order_by("pk")
        )
        return found

    return read
