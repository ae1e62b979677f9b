"""What the authorities are owed in the instant of a step: filings of the rulebook, violations of facts in breach."""

from typing import Any

from idi_platform.deadlines.holders import holders_of
from idi_platform.records.governing import law_of
from idi_platform.records.models import Subject
from idi_platform.rulebooks.predicates import evaluate
from idi_platform.workflow.lifecycles import step_named
from idi_platform.workflow.models import Violation
from idi_platform.workflow.permissions import owing_roles
from idi_platform.workflow.reactions import Happened, reaction
from idi_platform.workflow.world import world_of

from .models import Filing, ViolationCase


def _filings(happened: Happened) -> None:
    """Owe every filing that the law ties to the step, where its condition holds or is not known."""
    subject = happened.aggregate.subject
    law = law_of(subject)
    for code, filing in law.filings_of(happened.record.name).items():
        if filing.when is not None:
            world = world_of(happened.aggregate, happened.moment.recorded_at)
            if evaluate(filing.when, world).truth is False:
                continue
        facts = {"code": code, "owed_role": filing.owed_by, "clause": filing.clause, "record_id": happened.record.pk}
        happened.follow(Filing(subject=_beside(subject)), "owe", **facts)


def _violations(happened: Happened) -> None:
    """Open a violation for each gate that the recorded fact has passed in breach, against the one who owed it."""
    if "in_breach" not in happened.record.reasons:
        return
    shown: dict[str, Any] = {"record_id": happened.record.pk, "organisation_id": _owing(happened)}
    for passed in Violation.objects.filter(record=happened.record.pk).order_by("pk"):
        facts = {"code": passed.gate, "clause": passed.clause, **shown}
        happened.follow(ViolationCase(subject=_beside(happened.aggregate.subject)), "open", **facts)


def _owing(happened: Happened) -> int | None:
    """Return the organisation that owed the duty on the day of the fact; None where several did, or nobody is known."""
    subject = happened.aggregate.subject
    holders = holders_of([subject])
    roles = owing_roles(step_named(happened.record.name))
    found = {holders.organisation(subject, role.value, happened.moment.day) for role in roles} - {None}
    return found.pop() if len(found) == 1 else None


def _beside(subject: Subject) -> Subject:
    """Return a new subject that hangs on all that the other hangs on."""
    links = {f"{name}_id": pk for name, pk in subject.link_ids().items()}
    return Subject(division_id=subject.division_id, **links)


def register() -> None:
    """Register the reactions to every step."""
    reaction("*", takes=("filing.owe",))(_filings)
    reaction("*", takes=("violation.open",))(_violations)
