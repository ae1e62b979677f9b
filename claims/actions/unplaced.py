"""A report before the home is bound: words say where it is, the insurer's desk finds the home and opens the claim.

The report's own instant is the legal one: the claim is filed as of then, whenever the desk gets to it.
"""

from dataclasses import dataclass
from uuid import UUID, uuid5

from django.utils.translation import gettext as _

from claims.actions.reporting import STANDING, Caller, Defect, Desk, Reported, digests_of, myself, policy_id_of
from claims.codes import Channel, Place, Reporter, Severity
from claims.drafts import forget_draft
from claims.models import Claim, Intake, StatementKind, next_number
from claims.numbering import series_of
from claims.statements import hang_on, write_statement
from idi_platform.accounts.acting import Acting
from idi_platform.documents.models import Attachment
from idi_platform.documents.receiving import adopt
from idi_platform.kernel import clock
from idi_platform.kernel.clock import local_date
from idi_platform.kernel.errors import BadInput, NotVisible
from idi_platform.portal.words import full_instant_words
from idi_platform.projects.models import Building, CommonPart, Project, Unit
from idi_platform.records.models import IdempotencyKey, Subject
from idi_platform.workflow.late import LATE
from idi_platform.workflow.perform import in_one_transaction, perform, together
from idi_platform.workflow.requests import Proposed
from policies.models import Policy


@dataclass(frozen=True, slots=True, kw_only=True)
class Whereabouts:
    """Where the home is, as far as its owner can say: the project, the building if he knows it, the rest in words."""

    project: Project
    building: Building | None = None
    words: str = ""


def report_unplaced(
    *, acting: Acting, key: str, where: Whereabouts, defect: Defect, draft: UUID | None = None
) -> Intake:
    """Take in a report whose home is not bound; it waits for the desk of whoever insures the project.

    Args:
        acting: Who reports.
        key: The form's key.
        where: The project, and words.
        defect: What is wrong.
        draft: Under which number the photos were uploaded before.

    Raises:
        BadInput: No insurer of the project is known.
        NotPermitted, Refused, KeyReused.
    """
    said, subject = myself(acting), _hanging(where)

    def work() -> Intake:
        body = f"{where.words}\n{defect.words}".strip()
        statement = write_statement(acting=acting, key=key, kind=StatementKind.REPORT, body=body)
        done = perform(
            _new(acting, key, subject),
            "receive_unplaced",
            acting=acting,
            key=f"{key}:intake",
            channel=Channel.PORTAL,
            reporter=said.reporter,
            statement_id=statement.pk,
            statement_digest=statement.digest,
            place=defect.place,
            defect=defect.defect,
            item=defect.item,
            severity=defect.severity,
            discovered_on=defect.discovered_on,
            photo_digests=tuple(digests_of(draft, acting)),
        )
        if isinstance(done, Proposed):
            raise TypeError("A report waits for nobody.")
        intake = Intake.objects.select_related("subject").get(pk=done.subject_id)
        if statement.subject_id is None:
            hang_on(statement, intake.pk)
        if draft is not None:
            adopt(draft, intake.pk, acting=acting)
            forget_draft(acting, draft)
        return intake

    return together(subject, ("intake.receive_unplaced",), work)


def _hanging(where: Whereabouts) -> Subject:
    """Return an unsaved Subject that hangs on the project's policy."""
    policy = policy_at(where)
    if policy is None:
        raise BadInput("intake.nobody_insures", _("这个小区在平台上还没有保险，请打电话报案，我们帮您找到该找的人。"))
    return Subject(
        division_id=policy.subject.division_id,
        project_id=where.project.pk,
        insured_object_id=policy.insured_object_id,
        building_id=where.building.pk if where.building is not None else None,
        policy_id=policy.pk,
    )


def _new(acting: Acting, key: str, subject: Subject) -> Intake:
    """Return an unsaved report with its number; a repeated request takes no number."""
    if IdempotencyKey.objects.filter(owner=acting.owner_key, key=f"{key}:intake").exists():
        return Intake(subject=subject)
    series, year = series_of(subject.insured_object_id, "intake"), local_date(clock.now()).year
    return Intake(subject=subject, number=next_number(series, year))


def policy_at(where: Whereabouts) -> Policy | None:
    """Return the policy of the building, else the newest that stands on the project."""
    known = Policy.objects.select_related("subject")
    if where.building is not None:
        return known.filter(pk=policy_id_of(where.building.insured_object_id, where.building.pk)).first()
    return known.filter(subject__project=where.project.pk, state__in=STANDING).order_by("-pk").first()


def place_report(*, acting: Acting, key: str, intake: Intake, at: Unit | CommonPart) -> Reported:
    """Say as a desk which home a report means, and open its claim as of the instant at which the report came in.

    The report's words stay where they are; its photos stand in the claim's file too. Whoever reported claims.

    Args:
        acting: The insurer's desk.
        key: The form's key.
        intake: A report that waits for its home.
        at: The home or the common part.

    Raises:
        NotVisible, NotPermitted, Refused, KeyReused; BadInput where the report has been placed already.
    """
    _check(acting, key, intake, at)

    def work() -> Reported:
        statement = intake.statement
        if statement is None or intake.received_at is None:
            raise TypeError("A report that waits has its words and its instant.")
        desk = Desk(
            acting=acting,
            key=key,
            at=at,
            said=_reporter(intake),
            received_at=intake.received_at,
            why_late=_why_late(intake),
        )
        photos = Attachment.objects.filter(subject=intake.pk).order_by("number")
        digests = sorted({photo.sha256 for photo in photos})
        filing = ("claim.file",)  # its home is held before a number is taken, as for every other report
        claim, is_repeat = together(desk.place(), filing, lambda: desk.file(_defect(intake), statement, digests))
        perform(intake, "open_claim", acting=acting, key=f"{key}:opened", claim_id=claim.pk)
        if not is_repeat:
            into_the_file(list(photos), claim, acting)
        return Reported(Intake.objects.select_related("subject").get(pk=intake.pk), claim, is_repeat)

    return in_one_transaction(work)


def _check(acting: Acting, key: str, intake: Intake, at: Unit | CommonPart) -> None:
    if not Intake.objects.visible_to(acting).filter(pk=intake.pk, is_unplaced=True).exists():
        raise NotVisible("intake.not_visible", _("没有找到这次报案。请核对编号，或从列表重新进入。"))
    if not type(at).objects.visible_to(acting).filter(pk=at.pk).exists():
        raise NotVisible("unit.not_visible", _("没有找到这套房屋，请重新选。"))
    is_repeat = IdempotencyKey.objects.filter(owner=acting.owner_key, key=f"{key}:claim").exists()
    if intake.claim_id is not None and not is_repeat:
        raise BadInput("intake.placed_already", _("这次报案已经对应了房屋，请刷新页面看最新情况。"))


def _defect(intake: Intake) -> Defect:
    return Defect(
        place=Place(intake.place),
        defect=intake.defect,
        item=intake.item_code,
        severity=Severity(intake.severity),
        discovered_on=intake.discovered_on,
    )


def _reporter(intake: Intake) -> Caller:
    organisation = intake.received_by_organisation
    return Caller(
        reporter=Reporter(intake.reporter),
        claimant_person=intake.received_by_person if organisation is None else None,
        claimant_organisation=organisation,
        channel=Channel(intake.channel),
    )


def _why_late(intake: Intake) -> str:
    """Return why the claim is entered only now, where that is to be said."""
    if intake.received_at is None or clock.now() - intake.received_at < LATE:
        return ""
    words = {"number": intake.number, "when": full_instant_words(intake.received_at)}
    return _("报案 %(number)s 在 %(when)s 收到，当时房屋还没有绑定，现在对应到房屋。") % words


def into_the_file(photos: list[Attachment], claim: Claim, acting: Acting) -> None:
    """Put what was sent with the report into the claim's file: the same bytes, who sent them and when, a new number."""
    draft = uuid5(UUID(int=0), f"report:{claim.pk}")
    for photo in photos:
        original = photo.pk
        photo.pk, photo.subject_id, photo.number = None, None, None
        photo.draft, photo.uploader_key, photo.duplicate_of_id = draft, acting.owner_key, original
        photo._state.adding = True
        photo.save()
    adopt(draft, claim.pk, acting=acting)
