"""Taking in a report: it opens a claim or joins one, in one transaction under one key."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any
from uuid import UUID

from django.db.models import BooleanField, ExpressionWrapper, Func, JSONField, Q, QuerySet
from django.utils.translation import gettext as _

from claims.callers import owner_calling
from claims.codes import EMERGENCIES, Channel, Place, Reporter, Severity
from claims.drafts import forget_draft
from claims.models import Claim, Intake, Statement, StatementKind, next_numbers
from claims.models.intake_guards import case_followed
from claims.models.number import Taken
from claims.models.standing_for import grantor_of
from claims.numbering import series_of
from claims.statements import hang_on, write_statement
from idi_platform.accounts.acting import Acting
from idi_platform.accounts.roles import Role
from idi_platform.documents.models import Attachment
from idi_platform.documents.receiving import adopt
from idi_platform.kernel import clock
from idi_platform.kernel.clock import local_date
from idi_platform.kernel.errors import NotVisible
from idi_platform.kernel.questions import question
from idi_platform.projects.models import CommonPart, Unit
from idi_platform.records.models import IdempotencyKey, Subject
from idi_platform.workflow.late import REASON
from idi_platform.workflow.perform import holds_keys, perform, together, used_before
from idi_platform.workflow.requests import Performed, Proposed
from policies.models import Policy

OWNERS = frozenset({Role.owner, Role.agent})
STANDING = ("contracted", "paid", "issued", "waiting", "in_force", "expired")
_CHANNELS = {"owner": Channel.PORTAL, "service": Channel.DESK}


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


@dataclass(frozen=True, kw_only=True)
class Desk:
    """Who takes the report in, for whom, where, under which key."""

    acting: Acting
    key: str
    at: Unit | CommonPart
    said: Caller
    received_at: datetime | None
    why_late: str = ""

    @property
    def channel(self) -> Channel:
        """How the report came in."""
        return self.said.channel or _CHANNELS.get(self.acting.door, Channel.HOTLINE)

    @property
    def reasons(self) -> dict[str, str]:
        """Why the report is entered only now, where somebody said so."""
        return {REASON: self.why_late} if self.why_late else {}

    def write(self, words: str, subject_id: int | None = None) -> Statement:
        """Keep what was said."""
        return write_statement(
            acting=self.acting,
            key=self.key,
            kind=StatementKind.REPORT,
            body=words,
            subject_id=subject_id,
            reporter_name=self.said.name,
            reporter_phone=self.said.phone,
        )

    def receive(self, statement: Statement) -> Intake:
        """Take in the report."""
        done = perform(
            self._new(Intake, "intake"),
            "receive",
            acting=self.acting,
            key=f"{self.key}:intake",
            occurred_at=self.received_at,
            reasons=self.reasons,
            channel=self.channel,
            reporter=self.said.reporter,
            recording=self.said.recording,
            statement_id=statement.pk,
            statement_digest=statement.digest,
        )
        found: Intake = _found(Intake, done)
        return found

    def claimant(self) -> int | None:
        """Return who claims: as named, else the owner whose telephone the call came from; a repeat keeps its answer."""
        used = self._answered.get(f"{self.key}:claim")
        if used is not None and used.record is not None:
            before: int | None = used.record.facts.get("claimant_person")
            return before
        named = self.said.claimant_person
        if named is not None and named == self.acting.person_id:
            return self.grantor or named
        if named is not None or self.said.claimant_organisation is not None:
            return named
        return owner_calling(self.at.pk, self.said.phone, local_date(self.received_at or clock.now()))

    @cached_property
    def grantor(self) -> int | None:
        """Return the owner for whom an agent reports; None where somebody reports for himself or at a desk."""
        if not isinstance(self.at, Unit) or self.acting.roles.isdisjoint(OWNERS):
            return None
        return grantor_of(self.at.pk, self.acting.person_id, local_date(self.received_at or clock.now()))

    def file(self, defect: Defect, statement: Statement, photos: Sequence[str] = ()) -> tuple[Claim, bool]:
        """File the claim; answers whether it had been filed before."""
        done = perform(
            self._new(Claim, "claim"),
            "file",
            acting=self.acting,
            key=f"{self.key}:claim",
            occurred_at=self.received_at,
            reasons=self.reasons,
            channel=self.channel,
            reporter=Reporter.AGENT if self.grantor is not None else self.said.reporter,
            claimant_person=self.claimant(),
            claimant_organisation=self.said.claimant_organisation,
            place=defect.place,
            defect=defect.defect,
            item=defect.item,
            severity=defect.severity,
            is_emergency=defect.severity in EMERGENCIES,
            discovered_on=defect.discovered_on,
            statement_id=statement.pk,
            statement_digest=statement.digest,
            photo_digests=tuple(photos),
        )
        return _found(Claim, done), isinstance(done, Performed) and done.is_repeat

    def _new(self, model: Any, kind: str) -> Any:
        """Return an unsaved case at the place, with its number; a repeated request takes no number."""
        if f"{self.key}:{kind}" in self._answered:
            return model(subject=self.place())
        if kind not in self._numbers:
            self.number(kind)
        taken, subject = self._numbers.pop(kind), self.place()
        subject.reserved = taken.subject_id
        return model(subject=subject, number=taken.number)

    def reserved(self, kind: str) -> int | None:
        """Return the number that the Subject of a new case will bear; None where the request is a repeated one."""
        return self._numbers[kind].subject_id if kind in self._numbers else None

    def number(self, *kinds: str) -> None:
        """Take the numbers of new cases at once; a repeated request takes none."""
        new = [kind for kind in kinds if f"{self.key}:{kind}" not in self._answered]
        series = {series_of(self.at.subject.insured_object_id, kind): kind for kind in new}
        taken = next_numbers(series, local_date(clock.now()).year) if series else {}
        self._numbers.update({series[name]: number for name, number in taken.items()})

    @cached_property
    def _numbers(self) -> dict[str, Taken]:
        """The numbers that were taken and not given yet, by kind; two kinds in one series take theirs in turn."""
        return {}

    def place(self) -> Subject:
        """Return an unsaved Subject that hangs where the case will."""
        above = self.at.subject
        return Subject(
            division=above.division,
            project_id=above.project_id,
            insured_object_id=above.insured_object_id,
            building_id=self.at.building_id,
            unit_id=self.at.pk if isinstance(self.at, Unit) else None,
            common_part_id=self.at.pk if isinstance(self.at, CommonPart) else None,
            policy_id=self._policy_id,
        )

    @cached_property
    def _policy_id(self) -> int | None:
        return policy_id_of(self.at.subject.insured_object_id, self.at.building_id)

    @cached_property
    def _answered(self) -> Mapping[str, IdempotencyKey]:
        """What the same form has led to before, by key; first asked for inside the transaction."""
        keys = (f"{self.key}:intake", f"{self.key}:claim")
        if not holds_keys():
            return {row.key: row for row in _used(self.acting.owner_key, keys)}
        found = {key: used_before(self.acting, key) for key in keys}
        return {key: used for key, used in found.items() if used is not None}


@question
def _used(owner: str, keys: tuple[str, ...]) -> QuerySet[IdempotencyKey]:
    return IdempotencyKey.objects.filter(owner=owner, key__in=keys).select_related("record")


def report_defect(
    *,
    acting: Acting,
    key: str,
    at: Unit | CommonPart,
    defect: Defect,
    caller: Caller | None = None,
    draft: UUID | None = None,
    received_at: datetime | None = None,
    why_late: str = "",
) -> Reported:
    """Take in a report and open its claim, in one transaction under one key.

    Args:
        acting: Who reports, or the desk that takes the report in; the desk's instant is the legal one.
        key: The form's key.
        at: The home or the common part.
        defect: What is wrong.
        caller: Who called, for a desk.
        draft: Under which number the photos were uploaded before; they move into the claim's file, and what was kept of
            the form is deleted.
        received_at: When the report really came in, where a desk enters it later.
        why_late: Why it is entered only now; wanted from 24 hours on.

    Raises:
        BadInput, NotVisible, NotPermitted, Refused, KeyReused.
    """
    said = caller or myself(acting)
    desk = Desk(acting=acting, key=key, at=at, said=said, received_at=received_at, why_late=why_late)

    def work() -> Reported:
        desk.number("intake", "claim")
        statement = desk.write(defect.words, desk.reserved("claim"))
        intake = desk.receive(statement)
        photos = digests_of(draft, acting)
        claim, is_repeat = desk.file(defect, statement, photos)
        perform(intake, "open_claim", acting=acting, key=f"{key}:opened", claim_id=claim.pk)
        if statement.subject_id is None:
            hang_on(statement, claim.pk)
        if draft is not None:
            if photos:
                adopt(draft, claim.pk, acting=acting)
            forget_draft(acting, draft)
        return Reported(_again(intake) if is_repeat else intake, claim, is_repeat)

    steps, under = ("intake.receive", "claim.file", "intake.open_claim"), ("intake", "claim", "opened")
    keys = [f"{key}:{name}" for name in under]
    return together(desk.place(), steps, work, acting=acting, under=keys, known=[at.subject])


def digests_of(draft: UUID | None, acting: Acting) -> list[str]:
    """Return the digests of the files under a draft's number; the same whether they were taken over before or not."""
    if draft is None:
        return []
    return sorted(set(_digests(draft, acting.owner_key)))


@question
def _digests(draft: UUID, owner: str) -> QuerySet[Attachment, str]:
    return Attachment.objects.filter(draft=draft, uploader_key=owner).values_list("sha256", flat=True)


def join_claim(
    *,
    acting: Acting,
    key: str,
    claim: Claim,
    words: str = "",
    caller: Caller | None = None,
    draft: UUID | None = None,
    received_at: datetime | None = None,
    why_late: str = "",
) -> Reported:
    """Take in a second report of the same defect; it gets its own receipt and restarts nothing.

    Raises:
        BadInput, NotVisible, NotPermitted, Refused, KeyReused.
    """
    at = _place_of(claim, acting)
    said = caller or myself(acting)
    desk = Desk(acting=acting, key=key, at=at, said=said, received_at=received_at, why_late=why_late)

    def work() -> Reported:
        intake = desk.receive(desk.write(words, claim.pk))
        chosen = bool(acting.roles & OWNERS)
        done = perform(intake, "join", acting=acting, key=f"{key}:joined", claim_id=claim.pk, chosen_by_reporter=chosen)
        if draft is not None:
            adopt(draft, claim.pk, acting=acting)
            forget_draft(acting, draft)
        return Reported(_again(intake), claim, isinstance(done, Performed) and done.is_repeat)

    steps = ("intake.receive", "intake.join")
    return together(desk.place(), steps, work, named=lambda: case_followed(claim.pk))


def give_advice(
    *,
    acting: Acting,
    key: str,
    claim: Claim,
    words: str = "",
    caller: Caller | None = None,
    received_at: datetime | None = None,
    why_late: str = "",
) -> Intake:
    """Keep, as a desk, a call about the place of a claim that only asked for advice; it opens and moves nothing.

    Raises:
        BadInput, NotVisible, NotPermitted, Refused, KeyReused.
    """
    at = _place_of(claim, acting)
    said = caller or myself(acting)
    desk = Desk(acting=acting, key=key, at=at, said=said, received_at=received_at, why_late=why_late)

    def work() -> Intake:
        intake = desk.receive(desk.write(words, claim.pk))
        perform(intake, "advise_only", acting=acting, key=f"{key}:advised")
        return _again(intake)

    return together(desk.place(), ("intake.receive", "intake.advise_only"), work)


def _place_of(claim: Claim, acting: Acting) -> Unit | CommonPart:
    """Return where a claim is that the capacity sees; raises NotVisible else."""
    if not Claim.objects.visible_to(acting).filter(pk=claim.pk).exists():
        raise NotVisible("claim.not_visible", _("没有找到这个案件。请核对编号，或从列表重新进入。"))
    at = claim.unit or claim.common_part
    if at is None:
        raise TypeError("A claim hangs on a home or on a common part.")
    return at


def myself(acting: Acting) -> Caller:
    """Return whoever is logged in as the one who reports, and who claims if he may."""
    if acting.roles.isdisjoint(OWNERS):
        return Caller(reporter=Reporter.OTHER)
    reporter = Reporter.OWNER if Role.owner in acting.roles else Reporter.AGENT
    if acting.organisation_id is not None:
        return Caller(reporter=reporter, claimant_organisation=acting.organisation_id)
    return Caller(reporter=reporter, claimant_person=acting.person_id)


def policy_id_of(insured_object_id: int | None, building_id: int) -> int | None:
    """Return the policy of the building: the newest contract that stands, else the newest terminated one; else None.

    What a terminated one still covers, its rows say: they end with its last day.
    """
    if insured_object_id is None:
        return None
    return next(iter(_policies_of(insured_object_id, building_id)), None)


@question
def _policies_of(insured_object_id: int, building_id: int) -> QuerySet[Policy, int]:
    building = Func(building_id, function="jsonb_build_array", output_field=JSONField())
    found = Policy.objects.filter(insured_object=insured_object_id, building_ids__contains=building)
    found = found.filter(state__in=(*STANDING, "terminated"))
    is_over = ExpressionWrapper(Q(state="terminated"), BooleanField())
    return found.order_by(is_over, "-pk").values_list("pk", flat=True)[:1]


def _found(model: Any, done: Performed | Proposed) -> Any:
    if isinstance(done, Proposed):
        raise TypeError("A report waits for nobody.")
    return done.thing or model.objects.select_related("subject").get(pk=done.subject_id)


def _again(intake: Intake) -> Intake:
    return Intake.objects.select_related("subject").get(pk=intake.pk)
