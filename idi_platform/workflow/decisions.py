"""Legal decisions: the recorded answers to gates that refer, because the text is silent (page 8, R2 and R10).

The step waits until the role that the rulebook names has decided, with ground and source. Nothing is assumed meanwhile,
and a decision reaches no further than it says: this case, or all like it under the same clause.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _

from idi_platform.accounts.acting import Acting
from idi_platform.accounts.models import DivisionClosure, Membership, Person
from idi_platform.accounts.models.organisation import OrganisationKind
from idi_platform.accounts.roles import PartyRole, Role
from idi_platform.kernel import clock
from idi_platform.kernel.errors import BadInput, NotPermitted, NotVisible, Refusal, Refused
from idi_platform.kernel.languages import in_words
from idi_platform.records import words
from idi_platform.records.access import access_of
from idi_platform.records.models import Aggregate, Party, Subject
from idi_platform.rulebooks.predicates import evaluate
from idi_platform.rulebooks.schema.gates import GateDef

from . import locks
from .lifecycles import StepDefinition, lifecycle_of
from .models import SOURCE_LENGTH, LegalDecision
from .world import SubjectWorld, world_of

Scope = LegalDecision.Scope
_DECIDERS: Mapping[str, frozenset[Role]] = {
    "legal": frozenset({Role.approver}),
    "authority": frozenset({Role.regulator}),
}
"""Who decides where a rulebook names an office that is no role of its own: the insurer's legal, the authority."""


@dataclass(frozen=True, slots=True)
class ReferGate:
    """One gate that refers, at a step which can be taken from where the subject stands.

    `is_waiting` says that it stands against the step as things are now; others may, once the form is filled in.
    """

    code: str
    step: StepDefinition
    clause: str
    message: str
    deciders: frozenset[Role]
    is_waiting: bool


def deciders_of(name: str) -> frozenset[Role]:
    """Return the roles behind the office that a rulebook names; nobody for one that no role fills yet."""
    if name in _DECIDERS:
        return _DECIDERS[name]
    return frozenset(role for role in Role if role.value == name)


def refer_gates(aggregate: Aggregate, now: datetime) -> tuple[ReferGate, ...]:
    """Return the gates that refer, of every step that starts from the subject's present state."""
    world = world_of(aggregate, now)
    asked = [
        _as_asked(f"{step.full_name}.{gate.name}", step, gate, world)
        for step in lifecycle_of(aggregate.kind).steps.values()
        if not step.is_creating and step.starts_from(getattr(aggregate, "state", ""))
        for gate in world.rulebook.gates_of(step.full_name)
        if gate.effect == "refer"
    ]
    waiting = {gate.code: gate.clause for gate in asked if gate.is_waiting}
    passed = passing(aggregate.subject, waiting) if waiting else frozenset()
    return tuple(replace(gate, is_waiting=False) if gate.code in passed else gate for gate in asked)


def passing(subject: Subject, asked: Mapping[str, str]) -> frozenset[str]:
    """Return which of the gates (code to clause) a standing decision lets pass for this subject.

    A decision on the case itself wins over one for all like it. One for all like it needs the same clause, and reaches
    the cases of the insurer that made it, or those in the jurisdiction of whoever made it for an authority.
    """
    standing = LegalDecision.objects.filter(gate__in=list(asked), superseded_by__isnull=True)
    reached = standing.filter(Q(subject_id=subject.pk) | Q(scope=Scope.ALL_LIKE_IT) & _made_for(subject))
    answers: dict[str, tuple[bool, bool]] = {}
    for row in reached.order_by("decided_at", "pk"):
        own = row.subject_id == subject.pk
        if row.clause == asked[row.gate] and (own or not answers.get(row.gate, (False, False))[0]):
            answers[row.gate] = (own, row.lets_pass)
    return frozenset(gate for gate, (_own, lets_pass) in answers.items() if lets_pass)


def record_decision(
    *,
    aggregate: Aggregate,
    gate: str,
    acting: Acting,
    lets_pass: bool,
    ground: str,
    source: str,
    scope: LegalDecision.Scope | str = Scope.CASE,
) -> LegalDecision:
    """Record the answer to a gate that refers; an earlier answer of the same reach is superseded and kept.

    The same answer given twice by the same person is recorded once.

    Args:
        aggregate: the case that gave rise to it.
        gate: the gate's code, as refusals carry it.
        acting: a person in a role that the rulebook names for the gate.
        lets_pass: whether the step may go on.
        ground: why.
        source: where that stands: an opinion, a letter, a document number.
        scope: this case, or all like it under the same clause.

    Raises:
        BadInput, NotVisible, NotPermitted; Refused when the gate does not ask for a decision here.
    """
    said = _said(ground, source)
    if not access_of(aggregate.kind).may_see(acting, aggregate.pk):
        raise NotVisible("subject.not_visible", _("没有找到这一项。请检查网址，或从首页重新进入。"))
    with transaction.atomic():
        locks.take({aggregate.pk})
        now = clock.now()
        current = type(aggregate)._default_manager.select_related("subject").get(pk=aggregate.pk)
        asked = next((one for one in refer_gates(current, now) if one.code == gate), None)
        if asked is None:
            raise Refused([Refusal("decision.not_asked", _("这里没有等待法律决定的问题，请刷新页面看最新情况。"))])
        if acting.person_id is None or acting.roles.isdisjoint(asked.deciders):
            raise NotPermitted("decision.not_permitted", _("您的身份不能作出这项法律决定，请交给有权的同事。"))
        given = {"lets_pass": lets_pass, "scope": Scope(scope), "source": said["source"]}
        return _written(current, asked, acting, now, said["ground"], given)


def _said(ground: str, source: str) -> dict[str, str]:
    said = words.cleaned({"ground": ground, "source": source})
    missing = {}
    if "ground" not in said:
        missing["ground"] = _("请写明理由：为什么可以办，或者为什么不可以办。")
    if "source" not in said:
        missing["source"] = _("请写明出处，例如意见书、复函或者文号。")
    if len(said.get("source", "")) > SOURCE_LENGTH:
        missing["source"] = _("出处太长，请只写意见书、复函的名称或者文号。")
    if missing:
        raise BadInput("decision.incomplete", _("法律决定要有理由和出处，请补全后再提交。"), missing)
    return said


def _written(
    aggregate: Aggregate, asked: ReferGate, acting: Acting, now: datetime, ground: str, given: dict[str, object]
) -> LegalDecision:
    earlier = LegalDecision.objects.filter(
        gate=asked.code,
        clause=asked.clause,
        scope=given["scope"],
        organisation=acting.organisation_id,
        superseded_by__isnull=True,
    )
    if given["scope"] == Scope.CASE:
        earlier = earlier.filter(subject_id=aggregate.pk)
    mine = earlier.filter(subject_id=aggregate.pk, decided_by_id=acting.person_id, **given)
    again = mine.filter(ground_words__body=ground).first()
    if again is not None:
        return again
    standing = list(earlier.values_list("pk", flat=True))
    made = LegalDecision.objects.create(
        subject_id=aggregate.pk,
        gate=asked.code,
        clause=asked.clause,
        decided_by=Person(pk=acting.person_id),
        organisation_id=acting.organisation_id,
        decided_at=now,
        ground_words=words.keep(ground, subject_id=aggregate.pk, acting=acting, at=now),
        **given,
    )
    LegalDecision.objects.filter(pk__in=standing).update(superseded_by=made)
    return made


def _made_for(subject: Subject) -> Q:
    """Return the condition that a decision for all like it was made by who answers for this subject."""
    above = [pk for pk in (subject.policy_id, subject.project_id) if pk is not None]
    insurers = Party.objects.filter(subject_id__in=above, role=PartyRole.lead_insurer).values("organisation")
    today = clock.local_date(clock.now())
    competent = DivisionClosure.objects.on(today).filter(descendant=subject.division_id).values("ancestor")
    office = Membership.objects.filter(
        organisation=OuterRef("organisation"),
        person=OuterRef("decided_by"),
        role=Role.regulator,
        division__in=competent,
    )
    return Q(organisation__in=insurers) | Q(Exists(office), organisation__kind=OrganisationKind.authority)


def _as_asked(code: str, step: StepDefinition, gate: GateDef, world: SubjectWorld) -> ReferGate:
    applies = gate.when is None or evaluate(gate.when, world).truth is not False
    return ReferGate(
        code=code,
        step=step,
        clause=gate.clause,
        message=_message(gate),
        deciders=deciders_of(gate.decided_by or ""),
        is_waiting=applies and evaluate(gate.check, world).truth is not True,
    )


def _message(gate: GateDef) -> str:
    if gate.message is None:
        return gate.clause
    return in_words(gate.message)
