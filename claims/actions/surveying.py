"""What a visitor hands in from the site: the survey, the visit that failed, or what came too late to be either.

The files come first, each by itself; then one transaction adopts them, takes the steps, and writes down what the
telephone said of its own clock. The form's key makes it one act, however often the telephone sends it.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from functools import partial
from typing import Any, Final
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from claims.actions.handling import take
from claims.codes import CallOutcome, Signing, VisitOutcome
from claims.field.kit import READINGS
from claims.field.visits import seen_of
from claims.models import Appointment, Claim, SiteVisit, StatementKind
from claims.statements import write_statement
from idi_platform.accounts.acting import Acting
from idi_platform.accounts.models import Person
from idi_platform.documents.models import Attachment
from idi_platform.documents.places import note_place
from idi_platform.documents.receiving import adopt, receive
from idi_platform.kernel import clock
from idi_platform.kernel.clock import local_date
from idi_platform.kernel.errors import Refusal, Refused
from idi_platform.portal.words import instant_words
from idi_platform.workflow import locks
from idi_platform.workflow.late import LATE, REASON
from idi_platform.workflow.onlookers import onlookers_of
from idi_platform.workflow.perform import in_one_transaction, perform
from idi_platform.workflow.requests import Performed

AT_ONCE: Final = timedelta(minutes=1)
"""What the telephone sent later than this after the act was kept on it meanwhile."""
_OUTCOMES = {"record_survey": VisitOutcome.SURVEYED, "record_failed_visit": VisitOutcome.FAILED}


@dataclass(frozen=True, slots=True)
class Telephone:
    """What a telephone says of its own clock: at the act, and when it sent the form."""

    acted_at: datetime
    sent_at: datetime

    def happened_at(self, now: datetime) -> datetime:
        """Return the legal instant of the act: as long ago as the telephone says, whatever its clock shows."""
        return now - max(self.sent_at - self.acted_at, timedelta())


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """A form from the site. `seen` is the survey that its page had shown; `entered_at` wins over the telephone."""

    key: str
    step: str
    words: str
    seen: str
    facts: Mapping[str, Any] = field(default_factory=dict)
    files: "Sequence[UploadedFile[Any]]" = ()
    arrived: Sequence[int] = ()
    parts: Mapping[int, str] = field(default_factory=dict)
    places: Mapping[int, tuple[Decimal, Decimal]] = field(default_factory=dict)
    telephone: Telephone | None = None
    entered_at: datetime | None = None
    late: str = ""
    signing: str = ""
    signed_by: str = ""
    why_unsigned: str = ""
    signature: int | None = None
    call: CallOutcome | None = None

    @property
    def draft(self) -> UUID:
        """Return the number under which the form's files wait."""
        return UUID(self.key)

    def happened_at(self, now: datetime) -> datetime:
        """Return the legal instant of the visit."""
        if self.entered_at is not None:
            return self.entered_at
        return self.telephone.happened_at(now) if self.telephone is not None else now


def hand_in(report: Report, *, acting: Acting, claim: Claim) -> SiteVisit:
    """Take the survey or the failed visit.

    Raises:
        BadInput, NotVisible, NotPermitted, Refused, KeyReused. Refused also where somebody else has surveyed the claim
            since the page was drawn, or goes there now: the files wait for the form, which may `keep` them.
    """
    return _once(report, acting, claim, partial(_take, report, acting))


def keep(report: Report, *, acting: Acting, claim: Claim) -> SiteVisit:
    """Put what came too late to be a survey into the claim as further evidence and a note."""
    return _once(report, acting, claim, partial(_keep, report, acting))


def _once(
    report: Report, acting: Acting, claim: Claim, act: Callable[[Claim, list[int], datetime], SiteVisit]
) -> SiteVisit:
    before = _taken(report, acting)
    if before is not None:
        return before
    received = [receive(file, acting=acting, draft=report.draft, goes_to=claim.pk).pk for file in report.files]
    named = {*received, *report.arrived, *([report.signature] if report.signature else [])}

    def work() -> SiteVisit:
        subjects = [claim.subject, *(one.subject for one in _appointments(claim))]
        locks.take({*(one.pk for one in subjects), *onlookers_of(*subjects)})
        known = _taken(report, acting)
        if known is not None:
            return known
        fresh = Claim.objects.select_related("subject").get(pk=claim.pk)
        adopted = adopt(report.draft, claim.pk, acting=acting, only=named)
        _note_places(report, adopted)
        return act(fresh, sorted(row.pk for row in adopted), report.happened_at(clock.now()))

    return in_one_transaction(work)


def _taken(report: Report, acting: Acting) -> SiteVisit | None:
    """Return what became of the same form before."""
    found = SiteVisit.objects.filter(owner=acting.owner_key, key=report.key)
    return found.select_related("claim").first()


def _take(report: Report, acting: Acting, claim: Claim, evidence: list[int], happened_at: datetime) -> SiteVisit:
    _check_still_due(report, acting, claim)
    visit = _written(report, acting, claim, evidence, happened_at, _OUTCOMES[report.step])
    is_later = clock.now() - happened_at > AT_ONCE
    when: dict[str, Any] = {
        "occurred_at": happened_at if is_later else None,
        "reasons": _why_late(report, happened_at),
    }
    if report.call is not None:
        perform(claim, "call", acting=acting, key=f"{report.key}:call", call_outcome=report.call, **when)
    done = take(
        claim,
        report.step,
        acting=acting,
        key=report.key,
        words=report.words,
        evidence=evidence if is_later else (),
        evidence_ids=evidence,
        **when,
        **report.facts,
    )
    if isinstance(done, Performed):
        visit.record = done.record
        visit.save(update_fields=["record"])
        _close_appointment(report, acting, claim, happened_at, when)
    return visit


def _keep(report: Report, acting: Acting, claim: Claim, evidence: list[int], happened_at: datetime) -> SiteVisit:
    visit = _written(report, acting, claim, evidence, happened_at, VisitOutcome.KEPT)
    if evidence:
        perform(claim, "attach", acting=acting, key=report.key, evidence_ids=evidence)
    words = _as_note(report)
    if words:
        take(claim, "note", acting=acting, key=f"{report.key}:words", words=words)
    return visit


def _as_note(report: Report) -> str:
    """Return what was written and measured, for the file."""
    values = [(one, report.facts.get(one.name)) for one in READINGS]
    lines = [report.words.strip(), *(f"{one.label} {value}" for one, value in values if value is not None)]
    return "\n".join(line for line in lines if line)


def _check_still_due(report: Report, acting: Acting, claim: Claim) -> None:
    """Refuse where the visit has become another's, or another one has been there since the page was drawn."""
    if claim.surveyor != acting.person_id:
        raise Refused([Refusal("field.given_away", _("这次上门已经改派给别人。您记下的可以作为补充放进案件。"))])
    if seen_of(claim) == report.seen:
        return
    last = SiteVisit.objects.filter(claim=claim, outcome=VisitOutcome.SURVEYED).order_by("-pk").first()
    mine = last is not None and last.owner == acting.owner_key
    when = instant_words(claim.surveyed_at, clock.now()) if claim.surveyed_at is not None else ""
    who = _("您自己") if mine else _surveyor_name(claim) or _("同事")
    text = _("%(who)s已经登记过查勘（%(when)s）。没有再登记一次；您记下的可以作为补充放进案件。")
    raise Refused([Refusal("field.surveyed_already", text % {"who": who, "when": when})])


def _surveyor_name(claim: Claim) -> str:
    """Return who recorded the last survey."""
    person = claim.surveys.order_by("-pk").values_list("surveyor", flat=True).first()
    return Person.objects.filter(pk=person or 0).values_list("name", flat=True).first() or ""


def _written(
    report: Report, acting: Acting, claim: Claim, evidence: list[int], happened_at: datetime, outcome: VisitOutcome
) -> SiteVisit:
    told, received_at = report.telephone, clock.machine_now()
    signature = Attachment.objects.filter(pk=report.signature or 0, subject_id=claim.pk, pk__in=evidence).first()
    if report.signing == Signing.GLASS and signature is None:
        raise Refused([Refusal("field.signature_lost", _("签名没有传到，请再签一次。"))])
    statement = None
    if report.words.strip() and outcome is not VisitOutcome.KEPT:
        kind = StatementKind.FINDINGS
        statement = write_statement(acting=acting, key=report.key, kind=kind, body=report.words, subject_id=claim.pk)
    return SiteVisit.objects.create(
        owner=acting.owner_key,
        key=report.key,
        claim=claim,
        statement=statement,
        outcome=outcome,
        happened_at=happened_at,
        received_at=received_at,
        device_at=told.acted_at if told is not None else None,
        device_ahead=_ahead(told.sent_at - received_at) if told is not None else None,
        signing=report.signing,
        signed_by=report.signed_by,
        why_unsigned=report.why_unsigned,
        signature=signature,
        parts={str(pk): part for pk, part in report.parts.items() if pk in evidence},
    )


def _ahead(length: timedelta) -> int:
    """Return a length in whole seconds, at most some sixty years either way."""
    most = 2_000_000_000
    return max(-most, min(most, int(length.total_seconds())))


def _why_late(report: Report, happened_at: datetime) -> dict[str, str]:
    """Return why an entry is more than a day old: as typed, or what the telephone knows."""
    if clock.now() - happened_at <= LATE:
        return {}
    if report.late.strip():
        return {REASON: report.late}
    kept = report.telephone is not None and report.entered_at is None
    return {REASON: _("当场在手机上登记，当时没有网络，有网后由手机自动提交。")} if kept else {}


def _note_places(report: Report, adopted: Sequence[Attachment]) -> None:
    for attachment in adopted:
        note_place(attachment, report.places.get(attachment.pk))


def _appointments(claim: Claim) -> list[Appointment]:
    return list(Appointment.objects.filter(claim=claim.pk, state="chosen").select_related("subject").order_by("pk"))


def _close_appointment(
    report: Report, acting: Acting, claim: Claim, happened_at: datetime, when: Mapping[str, Any]
) -> None:
    """Say on the appointment of that day that the visit took place, or that it failed."""
    day = local_date(happened_at)
    for one in _appointments(claim):
        if one.chosen_for is None or local_date(one.chosen_for) > day:
            continue
        common = {"acting": acting, "key": f"{report.key}:appointment:{one.pk}", **when}
        if report.step == "record_survey":
            perform(one, "record_visit", **common)
        else:
            perform(one, "record_failed_visit", why=report.facts["reason"], **common)
