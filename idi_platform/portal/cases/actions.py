"""Acts beside the steps: preparing and agreeing a correction, recording a fact in breach."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from idi_platform.accounts.acting import Acting
from idi_platform.documents.receiving import adopt, draft_for, receive
from idi_platform.kernel import clock
from idi_platform.kernel.errors import BadInput, NotPermitted, Refusal, Refused
from idi_platform.kernel.rows import Together
from idi_platform.records.histories import StepTaken
from idi_platform.records.models import Aggregate, Record, Subject
from idi_platform.workflow import keys
from idi_platform.workflow.corrections import (
    approve_correction,
    check_may_correct_step,
    propose_correction,
    shown_impact,
)
from idi_platform.workflow.impacts import Impact
from idi_platform.workflow.lifecycles import step_named
from idi_platform.workflow.models import Proposal, ProposalState
from idi_platform.workflow.perform import approve, in_one_transaction, perform
from idi_platform.workflow.requests import Performed, Proposed

ACCOUNT = "account"
"""Under this name the Record of a fact in breach says how it became known."""


def may_correct(record: Record, acting: Acting) -> bool:
    """Say whether the capacity may correct the step; the action itself asks again."""
    try:
        check_may_correct_step(record, acting)
    except NotPermitted:
        return False
    return True


def differing(step: StepTaken, given: Mapping[str, Any], shown: Collection[str]) -> dict[str, Any]:
    """Return the facts that differ from those that stand now; what was emptied is None.

    Args:
        step: as it stands.
        given: the facts that the form holds.
        shown: the facts that the form has shown; all others stay as they are.

    Raises:
        BadInput when they have the wrong shape.
    """
    model = step_named(step.name).facts
    stands = {name: value for name, value in step.facts.items() if name in model.model_fields}
    kept = {name: value for name, value in stands.items() if name not in shown}
    now = model.read(stands).as_json()
    then = model.read({**kept, **given}).as_json()
    return {name: then.get(name) for name in sorted({*now, *then}) if now.get(name) != then.get(name)}


def take_evidence(files: "Sequence[UploadedFile[Any]]", *, acting: Acting, subject: Subject) -> list[int]:
    """Keep on the subject what was handed in with a form, or in parts before it; the caller has checked who may."""
    received = [receive(file, acting=acting, subject_id=subject.pk).pk for file in files]
    with transaction.atomic():
        adopted = [row.pk for row in adopt(waiting_for(subject), subject.pk, acting=acting)]
    return list(dict.fromkeys([*received, *adopted]))


def waiting_for(subject: Subject) -> UUID:
    """Return the number under which files wait that come in parts, before the form about the subject is sent."""
    return draft_for(f"subject:{subject.pk}")


def show_impact(record: Record, *, acting: Acting, **content: Any) -> Impact:
    """Return what the correction would change; nothing is kept, not even the proposal.

    Raises what preparing it raises.
    """
    with transaction.atomic():
        proposal = propose_correction(record, acting=acting, **content)
        transaction.set_rollback(True)
    return Impact.read(proposal.preview)


def send_correction(record: Record, *, acting: Acting, key: str, **content: Any) -> Proposal:
    """Prepare a correction for a second person; the same form sent twice makes one proposal.

    Raises:
        What preparing it raises; Refused when another correction of the record waits already.
    """

    def work() -> Proposal:
        digest = keys.digest_of("correct", {"record": record.pk}, content)
        key_id, used = keys.claim(acting.owner_key, key, digest)
        if used is not None:
            return Proposal.objects.get(pk=used.proposal_id or 0)
        made = propose_correction(record, acting=acting, **content)
        others = Proposal.objects.filter(corrects=record, state=ProposalState.OPEN).exclude(pk=made.pk)
        if others.exists():
            sentence = _("这条记录已经有一项更正在等待复核，请等复核人处理，或请他退回后再改。")
            raise Refused([Refusal("correction.waits", sentence)])
        owed = Together()
        keys.settle({key_id: keys.Answered(digest, made)}, owed)
        owed.send()
        return made

    return in_one_transaction(work)


def agree(proposal: Proposal, *, acting: Acting, key: str) -> None:
    """Agree as the second person: the correction is written, or the step is taken, now."""
    if proposal.corrects_id is not None:
        shown = shown_impact(proposal)
        approve_correction(proposal, acting=acting, seen=shown.newest if shown is not None else None)
    else:
        approve(proposal, acting=acting, key=key)


def record_in_breach(
    aggregate: Aggregate,
    step: str,
    *,
    acting: Acting,
    key: str,
    happened_at: datetime,
    account: str,
    evidence: Sequence[int],
    facts: Mapping[str, Any],
) -> Performed | Proposed:
    """Record that the world has passed a gate: the fact with its true instant, and how it became known.

    Raises:
        BadInput without an account, an instant or evidence, and what performing the step raises.
    """
    if not account.strip():
        sentence = _("请写明是怎么知道的。")
        raise BadInput("breach.no_account", sentence, {"reason": sentence})
    check_happened(happened_at)
    return perform(
        aggregate,
        step,
        acting=acting,
        key=key,
        occurred_at=happened_at,
        reasons={ACCOUNT: account.strip()},
        in_breach=True,
        evidence=evidence,
        **facts,
    )


def check_happened(happened_at: datetime) -> None:
    """Raise BadInput for an instant that has not come yet."""
    if happened_at > clock.now():
        sentence = _("发生时间不能晚于现在，请改成实际发生的时间。")
        raise BadInput("step.in_future", sentence, {"happened_at": sentence})
