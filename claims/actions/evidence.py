"""Further evidence from an owner: the files first, each by itself, then the step that names them.

A file is taken in without any lock of the claim and waits as the capacity's unsent upload; the step adopts it. Where
the step is refused, or the process ends between the two, the upload is offered again on the form, and discarded after
thirty days.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile

from claims.actions.handling import take
from claims.models import Claim
from claims.models.owner_guards import may_act
from idi_platform.accounts.acting import Acting
from idi_platform.documents.models import Attachment
from idi_platform.documents.receiving import adopt, draft_for, receive
from idi_platform.kernel import clock
from idi_platform.kernel.errors import Refused
from idi_platform.records.models import IdempotencyKey
from idi_platform.rulebooks.law import rulebook_for
from idi_platform.workflow import locks, permissions
from idi_platform.workflow.lifecycles import Moment, lifecycle_of
from idi_platform.workflow.onlookers import onlookers_of
from idi_platform.workflow.perform import in_one_transaction
from idi_platform.workflow.requests import Performed, Proposed


@dataclass(frozen=True, slots=True)
class Answer:
    """What of a list of papers somebody hands in: which came, and whether there is none of the rest."""

    came: tuple[str, ...] = ()
    lacks_rest: bool = False

    def rest_of(self, claim: Claim) -> list[str]:
        """Return what neither came before nor comes now; the same before the answer is taken in and after."""
        return [code for code in claim.wanted_papers if code not in claim.papers_came and code not in self.came]

    def facts_of(self, step: str, claim: Claim) -> dict[str, Any]:
        """Return what the step that takes the answer in says of it."""
        if step == "supply_part":
            return {"came": self.came}
        if step == "supply_documents":
            return {"lacking": self.rest_of(claim) if self.lacks_rest else ()}
        return {}


def add_evidence(
    *,
    acting: Acting,
    key: str,
    claim: Claim,
    files: "Sequence[UploadedFile[Any]]" = (),
    words: str = "",
    again: Iterable[int] = (),
    answer: Answer | None = None,
) -> Performed | Proposed:
    """Take further files and words into the claim; where papers were asked for, they may be the answer.

    Args:
        acting: Who hands them in.
        key: The form's key; the same form twice keeps each file once and has one effect.
        claim: The claim.
        files: The uploads of this form.
        words: What is said about them.
        again: Numbers of earlier uploads that were not sent; those of others are left out.
        answer: Which of the papers that were asked for these are; none leaves the list as it is.

    Raises:
        BadInput, NotVisible, NotPermitted, Refused, KeyReused. Nothing is taken in where the capacity may not.
    """
    _check(claim, acting)
    draft = draft_of(claim)
    ids = {receive(file, acting=acting, draft=draft, goes_to=claim.pk).pk for file in files}
    mine = Attachment.objects.filter(draft=draft, uploader_key=acting.owner_key, pk__in=list(again))
    ids |= set(mine.values_list("pk", flat=True))
    answer = answer or Answer()
    step = _step_of(claim, acting, key, ids, answer)

    def work() -> Performed | Proposed:
        locks.take({claim.pk, *onlookers_of(claim.subject)})  # before a number is drawn: nobody waits for it meanwhile
        adopt(draft, claim.pk, acting=acting, only=ids)
        if step == "note":
            return take(claim, "note", acting=acting, key=key, words=words)
        if step == "attach" and words.strip():
            take(claim, "note", acting=acting, key=f"{key}:words", words=words)
        return take(
            claim, step, acting=acting, key=key, words=words, evidence_ids=sorted(ids), **answer.facts_of(step, claim)
        )

    return in_one_transaction(work)


def draft_of(claim: Claim) -> UUID:
    """Return the number under which uploads wait for the claim: the same for every form, so that none is lost."""
    return draft_for(f"claim:{claim.number}")


def _check(claim: Claim, acting: Acting) -> None:
    """Ask, before a file is taken in, whether the capacity may add to the claim at all."""
    attach, now = lifecycle_of(claim.kind).steps["attach"], clock.now()
    permissions.check_visible(claim, attach, acting)
    law = rulebook_for(claim.subject.insured_object_id)
    permissions.check_role(attach, acting, law, in_breach=False, approves=False, is_caused=False)
    refusals = list(may_act(claim, None, Moment(now, now, acting.as_record())))
    if refusals:
        raise Refused(refusals)


def _step_of(claim: Claim, acting: Acting, key: str, ids: Iterable[int], answer: Answer) -> str:
    """Return the step that takes this in; a form sent again takes the step that it took before."""
    before = IdempotencyKey.objects.filter(owner=acting.owner_key, key=key, record__subject=claim.pk)
    name = before.values_list("record__name", flat=True).first()
    if name is not None:
        return name.partition(".")[2]
    if claim.is_waiting_for_papers and (answer.lacks_rest or not answer.rest_of(claim)):
        return "supply_documents"
    if claim.is_waiting_for_papers and answer.came:
        return "supply_part"
    return "attach" if ids else "note"
