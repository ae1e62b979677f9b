"""Acts on claims: one function per act, thin over perform().

`acting` is who acts, `key` the key of the form or request; the same request under the same key has one effect. Words go
into Statement rows, their number and digest into the Record.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile

from claims.codes import EMERGENCIES, Agreeing, Channel, Mode, Place, Reporter, Severity
from claims.models import Claim, Intake, StatementKind, next_number
from claims.numbering import series_of
from claims.statements import write_statement
from idi_platform.accounts.acting import Acting
from idi_platform.accounts.roles import Role
from idi_platform.documents.models import Attachment, AttachmentKind
from idi_platform.documents.receiving import adopt, receive
from idi_platform.kernel import clock
from idi_platform.kernel.clock import local_date
from idi_platform.projects.models import CommonPart, Unit
from idi_platform.records.models import IdempotencyKey, Subject
from idi_platform.workflow.facts import Facts
from idi_platform.workflow.lifecycles import lifecycle_of
from idi_platform.workflow.models import Proposal
from idi_platform.workflow.perform import approve, in_one_transaction, perform
from idi_platform.workflow.proposals import decline
from idi_platform.workflow.requests import Performed, Proposed
from policies.models import Policy

OWNERS = frozenset({Role.owner, Role.agent})
STANDING = ("contracted", "paid", "issued", "waiting", "in_force", "expired")
_CHANNELS = {"owner": Channel.PORTAL, "service": Channel.DESK}
_WORDS_OF = {
    "record_survey": StatementKind.FINDINGS,
    "record_failed_visit": StatementKind.FINDINGS,
    "accept": StatementKind.REASONS,
    "accept_in_part": StatementKind.REASONS,
    "refuse": StatementKind.REASONS,
    "offer_settlement": StatementKind.OFFER,
    "request_supplement": StatementKind.SUPPLEMENT,
    "supply_documents": StatementKind.SUPPLEMENT,
}


@dataclass(frozen=True, slots=True)
class Reported:
    """A report and the claim that it opened or joined."""

    intake: Intake
    claim: Claim
    is_repeat: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Defect:
    """What a report says; only the place of the building is needed."""

    place: Place = Place.OTHER
    defect: str = ""
    item: str = ""
    severity: Severity = Severity.TRACES
    discovered_on: date | None = None
    words: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """Who reports, where it is not the one who is logged in."""

    reporter: Reporter = Reporter.OWNER
    claimant_person: int | None = None
    claimant_organisation: int | None = None
    name: str = ""
    phone: str = ""
    channel: Channel | None = None
    recording: str = ""


def report_defect(
    *,
    acting: Acting,
    key: str,
    at: Unit | CommonPart,
    defect: Defect,
    caller: Caller | None = None,
    draft: UUID | None = None,
    received_at: datetime | None = None,
) -> Reported:
    """Take in a report and open its claim, in one transaction under one key.

    Args:
        acting: Who reports, or the desk that takes the report in; the desk's instant is the legal one.
        key: The form's key.
        at: The home or the common part.
        defect: What is wrong.
        caller: Who called, for a desk.
        draft: Under which number the photos were uploaded before; they move into the claim's file.
        received_at: When the report really came in, where a desk enters it later.

    Raises:
        BadInput, NotVisible, NotPermitted, Refused, KeyReused.
    """
    said = caller or _myself(acting)
    channel = said.channel or _CHANNELS.get(acting.door, Channel.HOTLINE)

    def work() -> Reported:
        statement = write_statement(
            acting=acting,
            key=key,
            kind=StatementKind.REPORT,
            body=defect.words,
            reporter_name=said.name,
            reporter_phone=said.phone,
        )
        words: dict[str, Any] = {"statement_id": statement.pk, "statement_digest": statement.digest}
        intake = _new(Intake, at, "intake", is_repeat=_is_used(acting, f"{key}:intake"))
        received = perform(
            intake,
            "receive",
            acting=acting,
            key=f"{key}:intake",
            occurred_at=received_at,
            channel=channel,
            reporter=said.reporter,
            recording=said.recording,
            **words,
        )
        filed = perform(
            _new(Claim, at, "claim", is_repeat=_is_used(acting, f"{key}:claim")),
            "file",
            acting=acting,
            key=f"{key}:claim",
            occurred_at=received_at,
            channel=channel,
            reporter=said.reporter,
            claimant_person=said.claimant_person,
            claimant_organisation=said.claimant_organisation,
            place=defect.place,
            defect=defect.defect,
            item=defect.item,
            severity=defect.severity,
            is_emergency=defect.severity in EMERGENCIES,
            discovered_on=defect.discovered_on,
            **words,
        )
        claim = _found(Claim, filed)
        opened = _found(Intake, received)
        perform(opened, "open_claim", acting=acting, key=f"{key}:opened", claim_id=claim.pk)
        if statement.subject_id is None:
            statement.subject_id = claim.pk
            statement.save(update_fields=["subject_id"])
        if draft is not None:
            adopt(draft, claim.pk, acting=acting)
        return Reported(_again(opened), claim, is_repeat=isinstance(filed, Performed) and filed.is_repeat)

    return in_one_transaction(work)


def join_claim(
    *,
    acting: Acting,
    key: str,
    claim: Claim,
    words: str = "",
    caller: Caller | None = None,
    draft: UUID | None = None,
    received_at: datetime | None = None,
) -> Reported:
    """Take in a second report of the same defect; it gets its own receipt and restarts nothing."""
    said = caller or _myself(acting)
    channel = said.channel or _CHANNELS.get(acting.door, Channel.HOTLINE)
    at = claim.unit or claim.common_part
    if at is None:
        raise TypeError("A claim hangs on a home or on a common part.")

    def work() -> Reported:
        statement = write_statement(
            acting=acting,
            key=key,
            kind=StatementKind.REPORT,
            body=words,
            subject_id=claim.pk,
            reporter_name=said.name,
            reporter_phone=said.phone,
        )
        received = perform(
            _new(Intake, at, "intake", is_repeat=_is_used(acting, f"{key}:intake")),
            "receive",
            acting=acting,
            key=f"{key}:intake",
            occurred_at=received_at,
            channel=channel,
            reporter=said.reporter,
            recording=said.recording,
            statement_id=statement.pk,
            statement_digest=statement.digest,
        )
        intake = _found(Intake, received)
        chosen = bool(acting.roles & OWNERS)
        joined = perform(
            intake, "join", acting=acting, key=f"{key}:joined", claim_id=claim.pk, chosen_by_reporter=chosen
        )
        if draft is not None:
            adopt(draft, claim.pk, acting=acting)
        return Reported(_again(intake), claim, is_repeat=isinstance(joined, Performed) and joined.is_repeat)

    return in_one_transaction(work)


def take(
    claim: Claim,
    step: str,
    *,
    acting: Acting,
    key: str,
    words: str = "",
    occurred_at: datetime | None = None,
    reasons: dict[str, str] | None = None,
    in_breach: bool = False,
    evidence: Sequence[int] = (),
    **facts: Any,
) -> Performed | Proposed:
    """Take any step of a claim that a desk takes; `words` are kept beside the log and named in the facts."""

    def work() -> Performed | Proposed:
        given = dict(facts)
        if words.strip() and _is_worded(lifecycle_of(claim.kind).steps[step].facts):
            kind = _WORDS_OF.get(step, StatementKind.NOTE)
            statement = write_statement(acting=acting, key=key, kind=kind, body=words, subject_id=claim.pk)
            given |= {"statement_id": statement.pk, "statement_digest": statement.digest}
        return perform(
            claim,
            step,
            acting=acting,
            key=key,
            occurred_at=occurred_at,
            reasons=reasons,
            in_breach=in_breach,
            evidence=evidence,
            **given,
        )

    return in_one_transaction(work)


def withdraw(*, acting: Acting, key: str, claim: Claim) -> Performed | Proposed:
    """Take the claim back, for whoever claims."""
    return take(claim, "withdraw", acting=acting, key=key)


def add_evidence(
    *, acting: Acting, key: str, claim: Claim, files: "Sequence[UploadedFile[Any]]", words: str = ""
) -> Performed | Proposed:
    """Take further files and words into the claim; where papers were asked for, this is the answer."""

    def work() -> Performed | Proposed:
        ids = tuple(sorted({_received(file, acting, claim).pk for file in files}))
        if claim.is_waiting_for_papers:
            return take(claim, "supply_documents", acting=acting, key=key, words=words, evidence_ids=ids)
        if not ids:
            return take(claim, "note", acting=acting, key=key, words=words)
        if words.strip():
            take(claim, "note", acting=acting, key=f"{key}:words", words=words)
        return take(claim, "attach", acting=acting, key=key, evidence_ids=ids)

    return in_one_transaction(work)


def _received(file: "UploadedFile[Any]", acting: Acting, claim: Claim) -> Attachment:
    main = (file.content_type or "").partition("/")[0]
    kind = {"image": AttachmentKind.PHOTO, "video": AttachmentKind.VIDEO}.get(main, AttachmentKind.PAPER)
    return receive(file, acting=acting, kind=kind, subject_id=claim.pk)


def accept_offer(*, acting: Acting, key: str, claim: Claim, mode: Mode) -> Performed | Proposed:
    """Agree, as the owner, to what the insurer has offered, in one of its ways."""
    is_cash = mode is Mode.CASH
    return take(
        claim,
        "agree",
        acting=acting,
        key=key,
        party=Agreeing.OWNER,
        mode=mode,
        amount=claim.offered_cash if is_cash else None,
        repair_from=None if is_cash else claim.offered_repair_from,
        repair_by=None if is_cash else claim.offered_repair_by,
    )


def approve_proposal(*, acting: Acting, key: str, proposal: Proposal) -> Performed:
    """Approve what a colleague has prepared; the step is taken now."""
    return approve(proposal, acting=acting, key=key)


def decline_proposal(*, acting: Acting, proposal: Proposal, reason: str) -> Proposal:
    """Give it back with a reason."""
    return decline(proposal, acting=acting, reason=reason)


def _myself(acting: Acting) -> Caller:
    if acting.roles.isdisjoint(OWNERS):
        return Caller(reporter=Reporter.OTHER)
    reporter = Reporter.OWNER if Role.owner in acting.roles else Reporter.AGENT
    if acting.organisation_id is not None:
        return Caller(reporter=reporter, claimant_organisation=acting.organisation_id)
    return Caller(reporter=reporter, claimant_person=acting.person_id)


def _is_used(acting: Acting, key: str) -> bool:
    return IdempotencyKey.objects.filter(owner=acting.owner_key, key=key).exists()


def _new(model: Any, at: Unit | CommonPart, kind: str, *, is_repeat: bool) -> Any:
    """Return an unsaved case at a place, with its number; a repeated request takes no number."""
    above = at.subject
    subject = Subject(
        division_id=above.division_id,
        project_id=above.project_id,
        insured_object_id=above.insured_object_id,
        building_id=at.building_id,
        unit_id=at.pk if isinstance(at, Unit) else None,
        common_part_id=at.pk if isinstance(at, CommonPart) else None,
        policy_id=policy_id_of(above.insured_object_id, at.building_id),
    )
    if is_repeat:
        return model(subject=subject)
    series, year = series_of(above.insured_object_id, kind), local_date(clock.now()).year
    return model(subject=subject, number=next_number(series, year))


def policy_id_of(insured_object_id: int | None, building_id: int) -> int | None:
    """Return the policy that insures the building: the newest contract that stands; None where there is none."""
    found = Policy.objects.filter(
        insured_object=insured_object_id, state__in=STANDING, building_ids__contains=[building_id]
    )
    newest = found.order_by("-pk").first()
    return newest.pk if newest is not None else None


def _found(model: Any, done: Performed | Proposed) -> Any:
    if isinstance(done, Proposed):
        raise TypeError("A report waits for nobody.")
    return model.objects.select_related("subject").get(pk=done.subject_id)


def _again(intake: Intake) -> Intake:
    return Intake.objects.select_related("subject").get(pk=intake.pk)


def _is_worded(facts: type[Facts]) -> bool:
    return "statement_id" in facts.model_fields
