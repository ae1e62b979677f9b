"""What all papers of a claim share: who gets them, the place, the evidence, how to object."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from claims.codes import Place
from claims.models import Claim, Intake, Ticket
from claims.models.beside.sides import owner_may_ask
from claims.signatures import IS_SIGNATURE, kind_words
from claims.statements import body_of
from claims.tells import claimants
from claims.words import case_home
from idi_platform.accounts.names import person_name
from idi_platform.accounts.roles import PartyRole
from idi_platform.documents.frame import describes_subjects
from idi_platform.documents.models import Attachment
from idi_platform.kernel.names import mask_name
from idi_platform.kernel.once import once, tell
from idi_platform.kernel.questions import question
from idi_platform.records.models import Party, Subject
from idi_platform.rulebooks.law import Law
from idi_platform.workflow.effects import PaperDraft
from idi_platform.workflow.world import SubjectWorld

_MODELS: Mapping[str, type[Claim] | type[Ticket] | type[Intake]] = {"claim": Claim, "ticket": Ticket, "intake": Intake}


Naming = Callable[[int | None], Mapping[str, Any]]
"""The sections of a paper that name people, for the person who reads it: nobody's own name is shortened to himself."""


def naming_nobody(_reader_id: int | None) -> Mapping[str, Any]:
    """Return nothing: the paper names nobody on the claimant's side."""
    return {}


def to_claimants(claim: Claim, data: Mapping[str, Any], naming: Naming = naming_nobody) -> Iterator[PaperDraft]:
    """Return the paper for everybody on the claimant's side; one without recipient where nobody is known yet."""
    tell(_case, claim, Claim, claim.pk)
    for person_id, organisation_id in claimant_side(claim) or [(None, None)]:
        said = {**data, **naming(person_id)}
        yield PaperDraft(said, recipient_person_id=person_id, recipient_organisation_id=organisation_id)


def to_claimants_and_insured(
    code: str, claim: Claim, data: Mapping[str, Any], world: SubjectWorld, naming: Naming = naming_nobody
) -> Iterator[PaperDraft]:
    """Return the paper for the claimant's side, and for the insured where the text names him beside the owner."""
    yield from to_claimants(claim, data, naming)
    for organisation_id in insured_beside(code, claim, world):
        yield PaperDraft({**data, **naming(None)}, recipient_organisation_id=organisation_id)


def insured_beside(code: str, claim: Claim, world: SubjectWorld) -> list[int]:
    """Return the insured whom the text names beside the owner in a paper, unless he claims himself."""
    paper = world.rulebook.papers.get(code)
    if paper is None or "insured" not in paper.recipient or claim.reported_on is None:
        return []
    held = Party.objects.on(claim.reported_on).filter(
        subject__in=claim.subject.link_ids().values(), role=PartyRole.developer
    )
    known = {None, *(organisation_id for _person, organisation_id in claimant_side(claim))}
    found = held.order_by("pk").values_list("organisation_id", flat=True)
    return [pk for pk in dict.fromkeys(found) if pk is not None and pk not in known]


def claimant_side(claim: Claim) -> list[tuple[int | None, int | None]]:
    """Return everybody on the claimant's side, persons before the organisation."""
    people: list[tuple[int | None, int | None]] = [(person_id, None) for person_id in claimants(claim)]
    organisation_id = claim.claimant_organisation
    return people if organisation_id is None else [*people, (None, organisation_id)]


def words_of(statement_id: int | None) -> str:
    """Return the words of a statement; empty where they were erased or never written."""
    return body_of(statement_id) if statement_id is not None else ""


def evidence_lines(ids: Sequence[int], shows: Mapping[int, str] | None = None) -> list[str]:
    """Return evidence as papers name it, with what each shows where that is known: E-01 照片 卫生间 SHA-256 0f3a…."""
    rows = Attachment.objects.filter(pk__in=ids).annotate(is_signature=IS_SIGNATURE).order_by("number")
    known = shows or {}
    parts = [(row.label, kind_words(row), known.get(row.pk, ""), f"SHA-256 {row.sha256[:16]}…") for row in rows]
    return ["　".join(part for part in line if part) for line in parts]


def all_evidence(claim: Claim) -> Sequence[Attachment]:
    """Return what lies in the claim's file."""
    rows = Attachment.objects.filter(subject=claim.subject).annotate(is_signature=IS_SIGNATURE)
    return list(rows.order_by("number"))


def annexes_of(rows: Iterable[Attachment]) -> list[dict[str, str]]:
    """Return attachments as annexes with their hashes."""
    return [{"number": row.label, "title": kind_words(row), "sha256": row.sha256} for row in rows]


def name_for(reader_id: int | None, person_id: int) -> str:
    """Return a person's name: whole in a letter to that person, shortened for anybody else."""
    name = person_name(person_id)
    return name if person_id == reader_id else mask_name(name)


def claimant_line(claim: Claim, reader_id: int | None = None) -> str:
    """Return who claims, as the one to whom a letter goes may read it."""
    return "、".join(name_for(reader_id, person_id) for person_id in claimants(claim)) or _("待核实")


def how_to_object(law: Law) -> list[str]:
    """Return what an owner can do who does not agree; a joint appraisal only where the text has one."""
    appraised = [_("可以要求和保险公司共同委托鉴定；费用由谁出，按当地规定和鉴定结果。")]
    return [
        _("不同意这个结果，可以在案件页或打电话提出，要求换人复查，不收费。"),
        *(appraised if owner_may_ask(law) else []),
        _("可以按保险合同约定的方式仲裁或起诉。"),
        _("可以向主管部门投诉，电话在本通知末尾。"),
        _("向保险公司索赔的诉讼时效为二年，从知道或应当知道损失之日起算（保险法第二十六条）。"),
    ]


def _describe(subject: Subject) -> Mapping[str, str]:
    model = _MODELS.get(subject.kind)
    if model is None:
        return {}
    case = _case(model, subject.pk)
    if case is None:
        return {}
    policy = case.policy
    found = {"case_number": case.number, "unit": case_home(case), "policy_number": policy.number if policy else ""}
    place = getattr(case, "place", "")
    return {**found, "place": str(Place(place).label)} if place in Place.values else found


@once(of=("claims_", "records_subject"))
def _case(model: type[Claim | Ticket | Intake], pk: int) -> Any:
    return next(iter(_cases(model, pk)), None)


@question
def _cases(model: type[Claim | Ticket | Intake], pk: int) -> "QuerySet[Any]":
    return model._default_manager.select_related("subject").filter(pk=pk)


def register() -> None:
    """Let the frame of every paper name the case."""
    describes_subjects(_describe)
