"""Appraisals as their sides and the appraiser read them."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from claims.access import newcomer_since
from claims.codes import Payer
from claims.models import Appraisal, Claim, Statement
from claims.models.beside.appraisal import Matter, Outcome
from claims.models.beside.sides import FINDING, Side, are_opposed, side_of, texts_sides
from claims.pages.beside import APPRAISAL, said_rows
from claims.pages.beside import said_of as said_of_state
from claims.pages.whose_turn import OWNER, Turn, Whose
from idi_platform.accounts.acting import Acting
from idi_platform.accounts.models import Organisation
from idi_platform.accounts.roles import Role
from idi_platform.kernel.clock import start_of
from idi_platform.kernel.errors import Refusal, Refused
from idi_platform.portal.components import Action, Ball, Note, RecordRow
from idi_platform.portal.forms import Choice
from idi_platform.portal.lists import Cell, Column, Empty, Fact, Row, Table
from idi_platform.portal.words import date_words, instant_words, money_words
from idi_platform.projects.models import Unit
from idi_platform.records.governing import law_of
from riskmgmt.models import Finding
from riskmgmt.models.finding import OPEN, Grade, Source

_CHOICES, _SHOWN = 100, 50
BEHIND = {
    "developer": (Role.developer,),
    "site": (Role.contractor, Role.designer, Role.supervisor),
    "agency": (Role.agency,),
    "desk": (Role.appraiser,),
}
"""The doors behind which these pages stand, and for whom; an owner's and the insurer's stand with their claims."""
ASKING = ("developer", "site", "agency")
"""The doors at which an appraisal is asked for on these pages."""


def mine(acting: Acting) -> "QuerySet[Appraisal]":
    """Return the appraisals that the capacity may see."""
    return Appraisal.objects.visible_to(acting)


def open_findings(acting: Acting) -> "QuerySet[Finding]":
    """Return the open findings that the capacity may see, the newest first."""
    return Finding.objects.visible_to(acting).filter(state__in=OPEN).select_related("subject").order_by("-pk")


def findings_to_dispute(acting: Acting) -> list[tuple[int, Choice]]:
    """Return the open findings about which the text lets this side have a third party decide."""
    side = side_of(acting.roles)
    rows = list(open_findings(acting)[:_CHOICES])
    may = {row.subject.project_id: row for row in rows}
    open_to = {pk for pk, row in may.items() if side in texts_sides(law_of(row.subject), FINDING)}
    return [(row.pk, _choice(row)) for row in rows if row.subject.project_id in open_to]


def nothing_to_ask() -> Empty:
    """Return what stands in place of the form where no finding is open to an appraisal and no claim may be named."""
    said = _("您参与的项目里，现在没有可以申请鉴定的检查问题。有了以后，从这里提交书面申请。")
    return Empty(_("现在没有可以申请鉴定的问题"), said, icon="scale")


def _choice(row: Finding) -> Choice:
    raised = _("%(day)s 提出") % {"day": date_words(row.raised_on)} if row.raised_on is not None else ""
    return Choice(f"{Source(row.source).label}　{Grade(row.grade).label}　#{row.pk}", raised, "eye")


def claim_by_number(acting: Acting, number: str) -> Claim:
    """Return the claim of that number in a home that the capacity may see; a developer sees no claim itself.

    Raises:
        Refused: There is none in its projects; that one exists elsewhere is not said.
    """
    homes = Unit.objects.visible_to(acting).values("subject")
    rows = Claim.objects.filter(Q(subject__unit__in=homes), number=number.strip()).select_related("subject")
    found = rows.first()
    if found is None:
        raise Refused([Refusal("appraisal.no_claim", _("您的项目里没有这个编号的案件，请核对编号。"))])
    return found


def table_of(rows: Iterable[Appraisal], door: str, now: datetime) -> Table:
    """Return appraisals as a table."""
    columns = (Column(_("事项")), Column(_("现在")), Column(_("申请时间")))
    said = _("您或者对方申请鉴定以后，会列在这里。") if door in ASKING else _("提出由您鉴定的，会列在这里。")
    empty = Empty(_("没有鉴定"), said, icon="scale")
    return Table(_("鉴定"), columns, tuple(_row(row, door, now) for row in rows), empty=empty)


def _row(row: Appraisal, door: str, now: datetime) -> Row:
    href = address_of(row, door)
    at = instant_words(row.requested_at, now) if row.requested_at is not None else ""
    return Row((Cell(about(row), href=href, strong=True), Cell(state_of(row)), Cell(at)), href)


def address_of(row: Appraisal, door: str) -> str:
    """Return the address of an appraisal's page behind a door; empty where the door has none."""
    if door == "owner":
        return reverse("claims:owner_appraisal", args=[row.pk]) if row.claim_id is not None else ""
    return reverse(f"appraisals_{door}:one", args=[row.pk]) if door in BEHIND else ""


def facts_of(row: Appraisal) -> tuple[Fact, ...]:
    """Return who appraises and with which licences, what was found, and who pays how much."""
    named = Organisation.objects.filter(pk=row.appraiser or 0).values_list("name", flat=True).first()
    licences = ((row.has_testing_licence, _("检测资质")), (row.has_judicial_licence, _("司法鉴定资质")))
    fee = (money_words(row.fee), Payer(row.payer).label if row.payer in Payer else row.payer) if row.fee else ()
    told = (
        (_("鉴定机构"), named or ""),
        (_("资质"), _("、").join(words for has, words in licences if has) if named else ""),
        (_("鉴定结论"), f"{Matter(row.matter).label}：{Outcome(row.outcome).label}" if row.outcome else ""),
        (_("鉴定费"), _("%(fee)s，由%(payer)s承担") % dict(zip(("fee", "payer"), fee, strict=True)) if fee else ""),
    )
    return tuple(Fact(term, value) for term, value in told if value)


def about(row: Appraisal) -> str:
    """Return what is disputed: the matter, with the finding's or the claim's number."""
    number = row.claim.number if row.claim is not None else f"#{row.finding_id}"
    return f"{Matter(row.matter).label}　{number}"


def state_of(row: Appraisal, acting: Acting | None = None) -> str:
    """Return where it stands, in words; to the side that is waited for it is said that it is."""
    side = side_of(acting.roles) if acting is not None else None
    if row.state == "proposed" and side is not None and are_opposed(side, Side(row.proposed_by)):
        return _("已提出鉴定机构，等您这一方同意")
    return said_of_state(APPRAISAL, row.state)


def of_claim(claim: Claim) -> list[Appraisal]:
    """Return the appraisals of a claim; before its determination there are none."""
    return list(claim.appraisals.order_by("pk")) if claim.determined_at is not None else []


def standing(rows: Iterable[Appraisal], acting: Acting) -> dict[int, str]:
    """Return whose turn it is in each appraisal, or how it ended, by number of its Subject."""
    return {row.pk: state_of(row, acting) for row in rows}


def notes(rows: Iterable[Appraisal], acting: Acting) -> list[Note]:
    """Return where each appraisal of an owner's claim stands, with the way to it."""
    return [
        Note(
            state_of(row, acting),
            strong=_("：").join((str(Matter(row.matter).label), "")),
            shape="scale",
            action=Action(_("看一看"), address_of(row, acting.door)),
        )
        for row in rows
    ]


def awaiting_owner(rows: Iterable[Appraisal]) -> Appraisal | None:
    """Return the appraisal for which the other side has named an appraiser, who waits for the owner's answer."""
    named = (row for row in rows if row.state == "proposed")
    return next((row for row in named if are_opposed(Side.OWNER, Side(row.proposed_by))), None)


def with_answer(claim: Claim, row: Appraisal | None, found: Whose) -> Whose:
    """Return whose turn it is where an appraiser waits for the owner's side: before all that is asked but papers.

    An agent reads it as well; that the owner has to answer himself is said where he does.
    """
    if row is None or claim.is_waiting_for_papers:
        return found
    return Whose(OWNER, _("您这一方答复鉴定机构"), after=_("，同意或者另提一家"))


def turn_with(claim: Claim, rows: Iterable[Appraisal], turn: Turn) -> Turn:
    """Return the same in large, with the way to answer; the clock that runs stays."""
    row = awaiting_owner(rows)
    asked = with_answer(claim, row, Whose())
    if row is None or not asked.role:
        return turn
    return replace(turn, ball=Ball(_("现在轮到"), asked.act, asked.after, "scale", True, address_of(row, "owner")))


def said_of(row: Appraisal, acting: Acting, now: datetime) -> list[RecordRow]:
    """Return what was written with it, the newest first; who took the claim over with the home sees it from then on."""
    rows = Statement.objects.filter(subject=row.pk)
    since = newcomer_since(acting, row.claim) if row.claim is not None else None
    if since is not None:
        rows = rows.filter(written_at__gte=start_of(since))
    return said_rows(rows.order_by("-written_at", "-pk")[:_SHOWN], acting, now)
