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
from django.utils.translation import gettext as _

from claims.actions.handling import take
from claims.models import Claim
from claims.models.owner_guards import may_act
from idi_platform.accounts.acting import Acting
from idi_platform.documents.models import Attachment
from idi_platform.documents.receiving import adopt, draft_for, receive
from idi_platform.kernel import clock
from idi_platform.kernel.errors import Refusal, Refused
from idi_platform.records.models import IdempotencyKey
from idi_platform.rulebooks.law import rulebook_for
from idi_platform.workflow import locks, permissions
from idi_platform.workflow.lifecycles import Moment, lifecycle_of
from idi_platform.workflow.onlookers import onlookers_of
from idi_platform.workflow.perform import in_one_transaction
from idi_platform.workflow.requests import Performed, Proposed

_OF_LIST = ("wanted_papers", "papers_came", "supplement_requested_at", "supplement_count", "papers_complete_at")


@dataclass(frozen=True, slots=True)
class Answer:
    """What of a list of papers somebody hands in: which came, and whether there is none of the rest.

    `number` says which list he read: of a list that came meanwhile he has said nothing.
    """

    came: tuple[str, ...] = ()
    lacks_rest: bool = False
    number: int = 0


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
        BadInput, NotVisible, NotPermitted, Refused (also where another list has come meanwhile), KeyReused. Nothing is
        taken in where the capacity may not.
    """
    _check(claim, acting)
    draft = draft_of(claim)
    ids = {receive(file, acting=acting, draft=draft, goes_to=claim.pk).pk for file in files}
    mine = Attachment.objects.filter(draft=draft, uploader_key=acting.owner_key, pk__in=list(again))
    ids |= set(mine.values_list("pk", flat=True))

    def work() -> Performed | Proposed:
        locks.take({claim.pk, *onlookers_of(claim.subject)})  # before a number is drawn: nobody waits for it meanwhile
        step, said = _step_of(claim, acting, key, ids, answer or Answer())
        adopt(draft, claim.pk, acting=acting, only=ids)
        if step == "note":
            return take(claim, "note", acting=acting, key=key, words=words)
        if step == "attach" and words.strip():
            take(claim, "note", acting=acting, key=f"{key}:words", words=words)
        return take(claim, step, acting=acting, key=key, words=words, evidence_ids=sorted(ids), **said)

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


def _step_of(claim: Claim, acting: Acting, key: str, ids: Iterable[int], answer: Answer) -> tuple[str, dict[str, Any]]:
    """Return the step that takes this in, and what it says of the list as it stands now, under the claim's lock.

    A form sent again takes the step that it took before, and says what it said then. Where another owner was quicker,
    only what is still to come is answered; where nothing is, the files are further evidence.

    Raises:
        Refused: Another list has come since the form was opened.
    """
    before = IdempotencyKey.objects.filter(owner=acting.owner_key, key=key, record__subject=claim.pk)
    used = before.select_related("record").first()
    if used is not None and used.record is not None:
        facts = used.record.facts
        return used.record.name.partition(".")[2], {name: facts[name] for name in ("came", "lacking") if name in facts}
    claim.refresh_from_db(fields=_OF_LIST)
    missing = claim.papers_to_come
    if missing and (answer.came or answer.lacks_rest):
        if answer.number != claim.supplement_count:
            said = _("保险公司又请您补别的材料了，请看新的清单再选。")
            raise Refused([Refusal("claim.other_list", said)])
        came = [code for code in missing if code in answer.came]
        left = [code for code in missing if code not in answer.came]
        if answer.lacks_rest or not left:
            return "supply_documents", {"lacking": left}
        if came:
            return "supply_part", {"came": came}
    return ("attach" if ids else "note"), {}
