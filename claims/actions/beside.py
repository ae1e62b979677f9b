"""What an owner and a desk do beside a claim: appointments for a visit, complaints, the request for an appraisal."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, TypeVar, cast

from django.db import transaction

from claims.actions.reporting import policy_id_of
from claims.models import Appointment, Appraisal, Claim, Complaint, Statement, StatementKind
from claims.models.beside.appraisal import Matter
from claims.models.beside.complaint import Channel
from claims.statements import write_statement
from idi_platform.accounts.acting import Acting
from idi_platform.projects.models import Unit
from idi_platform.records.models import Aggregate, IdempotencyKey, Subject
from idi_platform.workflow.perform import in_one_transaction, perform
from idi_platform.workflow.requests import Performed, Proposed
from riskmgmt.models import Finding

A = TypeVar("A", bound=Aggregate)


def offer_slots(
    *, acting: Acting, key: str, claim: Claim, slots: Sequence[datetime], surveyor: int | None = None
) -> Appointment:
    """Offer slots for a visit, and say who comes; where an appointment is open its slots are replaced."""
    offered: dict[str, Any] = {"slots": tuple(slots), "surveyor": surveyor}
    used = IdempotencyKey.objects.filter(owner=acting.owner_key, key=key, record__name="appointment.offer").exists()
    open_one = Appointment.objects.filter(claim=claim, state__in=("offered", "failed_visit")).select_related("subject")
    found = open_one.order_by("-pk").first()
    if found is not None and not used:
        perform(found, "offer_again", acting=acting, key=key, **offered)
        return found
    return _created(Appointment(subject=_beside(claim), claim=claim), "offer", acting, key, **offered)


def choose_slot(
    *, acting: Acting, key: str, appointment: Appointment, at: datetime, instead_of: datetime | None = None
) -> Performed | Proposed:
    """Choose one of the slots offered, instead of the one that the page said was arranged: the visit moves there."""
    return perform(appointment, "choose", acting=acting, key=key, at=at, instead_of=instead_of)


def ask_for_other_slots(*, acting: Acting, key: str, appointment: Appointment, words: str) -> Performed | Proposed:
    """Say that none of the slots suits, and which would."""
    return _with_words(appointment, "ask_for_others", acting, key, words)


def complain(
    *, acting: Acting, key: str, claim: Claim | None, unit: Unit | None, words: str, channel: Channel = Channel.PORTAL
) -> Complaint:
    """Enter a complaint about a claim, or about a home's insurance."""
    if claim is not None:
        subject = _beside(claim)
    elif unit is not None:
        subject = _at(unit)
    else:
        raise TypeError("A complaint is about a claim or about a home.")
    target = Complaint(subject=subject, claim=claim)

    def work() -> Complaint:
        statement = write_statement(acting=acting, key=key, kind=StatementKind.NOTE, body=words)
        said = {"statement_id": statement.pk, "statement_digest": statement.digest}
        found = _created(target, "receive", acting, key, channel=channel, **said)
        if statement.subject_id is None:
            Statement.objects.filter(pk=statement.pk).update(subject_id=found.pk)
        return found

    return in_one_transaction(work)


def object_to(*, acting: Acting, key: str, claim: Claim, matter: Matter, words: str) -> Appraisal:
    """Ask, in writing, that a third party decides about a matter of the claim."""
    return _asked(acting, key, Appraisal(subject=_beside(claim), claim=claim), matter, words)


def dispute_finding(*, acting: Acting, key: str, finding: Finding, words: str) -> Appraisal:
    """Ask, in writing, that a third party decides about what the agency found."""
    return _asked(acting, key, Appraisal(subject=_beside(finding), finding=finding), Matter.FINDING, words)


def _asked(acting: Acting, key: str, target: Appraisal, matter: Matter, words: str) -> Appraisal:
    def work() -> Appraisal:
        statement = write_statement(acting=acting, key=key, kind=StatementKind.NOTE, body=words)
        found = _created(target, "request", acting, key, matter=matter, in_writing=True)
        if statement.subject_id is None:
            Statement.objects.filter(pk=statement.pk).update(subject_id=found.pk)
        return found

    return in_one_transaction(work)


def take_beside(
    *, acting: Acting, key: str, beside: Aggregate, step: str, words: str = "", **facts: Any
) -> Performed | Proposed:
    """Take any step on what stands beside a claim; words are kept beside the log."""
    if words.strip():
        return _with_words(beside, step, acting, key, words)
    return perform(beside, step, acting=acting, key=key, **facts)


def _with_words(beside: Aggregate, step: str, acting: Acting, key: str, words: str) -> Performed | Proposed:
    def work() -> Performed | Proposed:
        statement = write_statement(acting=acting, key=key, kind=StatementKind.NOTE, body=words, subject_id=beside.pk)
        said: dict[str, Any] = {"statement_id": statement.pk, "statement_digest": statement.digest}
        return perform(beside, step, acting=acting, key=key, **said)

    return in_one_transaction(work)


def _beside(thing: Aggregate) -> Subject:
    """Return the unsaved subject of what stands beside a claim or a finding: at its place, under its contract."""
    return Subject(
        division_id=thing.subject.division_id,
        **{f"{name}_id": pk for name, pk in thing.subject.link_ids().items()},
    )


def _at(unit: Unit) -> Subject:
    links = {f"{name}_id": pk for name, pk in unit.subject.link_ids().items()}
    policy_id = policy_id_of(unit.subject.insured_object_id, unit.building_id)
    return Subject(division_id=unit.subject.division_id, **{**links, "unit_id": unit.pk, "policy_id": policy_id})


def _created(target: A, step: str, acting: Acting, key: str, **facts: Any) -> A:
    with transaction.atomic():
        done = perform(target, step, acting=acting, key=key, **facts)
    if isinstance(done, Proposed):
        raise TypeError("What begins beside a claim waits for nobody.")
    return cast("A", type(target)._default_manager.select_related("subject").get(pk=done.subject_id))
