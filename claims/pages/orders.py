"""Work orders as a repairer reads them: where, what, until when and by which article; never who lives there."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from claims.dates import owed_of
from claims.models import Claim, Repair, Statement, Ticket
from claims.queries import CaseLine, lines_of
from claims.words import text_words
from idi_platform.accounts.acting import Acting
from idi_platform.deadlines.models import Clock
from idi_platform.deadlines.states import OPEN_STATES, ClockKind
from idi_platform.portal.articles import article_of
from idi_platform.portal.cases.labels import state_words
from idi_platform.portal.chips import clock_chip
from idi_platform.portal.components import ClockChip
from idi_platform.portal.lists import Cell, Column, Empty, Fact, Row, Table
from idi_platform.portal.words import date_words, full_instant_words
from idi_platform.records.histories import effective_steps
from idi_platform.rulebooks.law import Law

LIMITS = ("performance", "repair")
"""What those limits measure that the works keep or break; of the claim's other clocks a repairer is told none."""


@dataclass(frozen=True, slots=True)
class OrderPage:
    """The head of a work order and what it says."""

    title: str
    home: str
    state: str
    chip: ClockChip | None
    facts: tuple[Fact, ...]


def orders_of(acting: Acting) -> "QuerySet[Repair]":
    """Return the repairs ordered from the capacity's organisation, and those of its projects that name nobody."""
    return Repair.objects.visible_to(acting).select_related("subject", "claim__subject")


def told_of(acting: Acting) -> "QuerySet[Ticket]":
    """Return the reports before cover that were told to the capacity's organisation, mended ones included."""
    rows = Ticket.objects.visible_to(acting).filter(liable_organisation=acting.organisation_id or 0)
    return rows.filter(told_at__isnull=False).select_related("subject")


def orders_table(repairs: Sequence[Repair], now: datetime) -> Table:
    """Return work orders with their limits."""
    lines = {line.case.pk: line for line in lines_of(_claims_of(repairs))}
    limits = limits_of([repair.claim_id for repair in repairs])
    columns = (Column(_("期限")), Column(_("修什么")), Column(_("在哪里")), Column(_("计划修到")), Column(_("进展")))
    empty = Empty(_("没有维修单"), _("保险公司派您维修以后，会出现在这里。"), icon="wrench")
    rows = tuple(_row(repair, lines[repair.claim_id], limits, now) for repair in repairs)
    return Table(_("维修单"), columns, rows, empty=empty)


def limits_of(claims: Iterable[int]) -> dict[int, Clock]:
    """Return the next limit of the works of each claim that has one open, whichever text or contract sets it."""
    rows = Clock.objects.filter(
        subject__in=list(claims), measures__in=LIMITS, kind=ClockKind.DUTY, state__in=OPEN_STATES, due_at__isnull=False
    )
    return {row.subject_id: row for row in rows.order_by("-due_at", "-pk")}


def _claims_of(repairs: Iterable[Repair]) -> list[Claim]:
    return list({repair.claim_id: repair.claim for repair in repairs}.values())


def _row(repair: Repair, line: CaseLine, limits: Mapping[int, Clock], now: datetime) -> Row:
    limit = limits.get(repair.claim_id)
    chip = clock_chip(limit, now) if limit is not None else None
    href = reverse("claims:site_order", args=[repair.pk])
    return Row(
        (
            Cell(chip=chip, sub=chip.line if chip is not None else "", words="" if chip is not None else "—"),
            Cell(line.title, href=href, strong=True),
            Cell(line.home),
            Cell(date_words(repair.planned_until) if repair.planned_until is not None else _("没有约定")),
            Cell(standing_words(repair)),
        ),
        href=href,
        key=str(repair.pk),
    )


def standing_words(repair: Repair) -> str:
    """Return where a repair stands, and whether it has to be done again."""
    said = state_words("repair", repair.state)
    return _("%(state)s，质保期内再次出现") % {"state": said} if repair.is_recurring else said


def works_words(repair: Repair) -> str:
    """Return where works stand as the insurer's desk reads it: what they wait for, and what the owner says of them."""
    if repair.state != "completed":
        return standing_words(repair)
    if not repair.is_disputed:
        return _("维修完成，等业主验收")
    return _("业主说没有修好：%(words)s") % {"words": objection_to(repair)}


def order_page(repair: Repair, law: Law, now: datetime) -> OrderPage:
    """Return a work order: what, from when, until when, by which article, and from whom it comes."""
    (line,) = lines_of([repair.claim])
    limit = limits_of([repair.claim_id]).get(repair.claim_id)
    facts = [
        Fact(_("修什么"), text_words(law, repair.claim.item_code, repair.claim.defect) or line.title),
        Fact(_("派工时间"), full_instant_words(repair.ordered_at) if repair.ordered_at is not None else "—"),
        Fact(_("计划修到"), date_words(repair.planned_until) if repair.planned_until else _("没有约定")),
    ]
    asked = words_of(repair)
    if asked:
        facts.insert(1, Fact(_("派工要求"), asked))
    if limit is not None:
        owed = owed_of(limit, law)
        facts.append(Fact(_("最晚修好"), owed.until, article=article_of(limit.clause)))
    days = ((_("开始维修"), repair.began_on), (_("修好"), repair.completed_on), (_("业主验收"), repair.accepted_on))
    facts += [Fact(term, date_words(day)) for term, day in days if day is not None]
    if repair.is_disputed:
        facts.append(Fact(_("业主说没有修好"), objection_to(repair) or _("对维修结果有异议")))
    chip = clock_chip(limit, now) if limit is not None else None
    return OrderPage(line.title, line.home, standing_words(repair), chip, tuple(facts))


def words_of(repair: Repair) -> str:
    """Return what the insurer wrote when it ordered the works; of the claim's other words a repairer reads none."""
    steps = [step for step in effective_steps(repair.claim_id) if step.name == "claim.order_repair"]
    numbers = [step.facts.get("statement_id") for step in steps if step.occurred_at == repair.ordered_at]
    body = Statement.objects.filter(pk__in=[pk for pk in numbers if pk is not None]).order_by("-pk")
    return str(body.values_list("body", flat=True).first() or "")


def objection_to(repair: Repair) -> str:
    """Return what the owner wrote when he last said that the works are not right."""
    steps = [step for step in effective_steps(repair.pk) if step.name == "repair.dispute_result"]
    number = steps[-1].facts.get("statement_id") if steps else None
    body = Statement.objects.filter(pk=number or 0).values_list("body", flat=True)
    return str(body.first() or "")


def ticket_page(ticket: Ticket, law: Law, now: datetime) -> OrderPage:
    """Return a report before cover as its repairer reads it."""
    (line,) = lines_of([ticket])
    facts = [
        Fact(_("修什么"), text_words(law, ticket.item_code, ticket.defect) or line.title),
        Fact(_("通知时间"), full_instant_words(ticket.told_at) if ticket.told_at is not None else "—"),
    ]
    if line.clock is not None:
        owed = owed_of(line.clock, law)
        facts.append(Fact(owed.title, owed.until, article=article_of(line.clock.clause)))
    days = ((_("商定开工"), ticket.scheme_start_on), (_("商定完工"), ticket.scheme_end_on))
    facts += [Fact(term, date_words(day)) for term, day in days if day is not None]
    chip = clock_chip(line.clock, now) if line.clock is not None else None
    return OrderPage(line.title, line.home, state_words("ticket", ticket.state), chip, tuple(facts))
