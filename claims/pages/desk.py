"""The desk's pages: the queue by remaining time, the claim on one screen, what waits for a second person."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from claims.codes import Channel, Place, Severity
from claims.cover import WORDS as COVER_WORDS
from claims.cover import cover_of
from claims.dates import clock_title
from claims.models import Claim
from claims.models.payment_guards import left_to_pay, paid_of_agreed
from claims.pages.earlier import earlier_checks
from claims.pages.owner import state_words
from claims.queries import QUEUES, CaseLine, Told
from claims.words import case_home, item_words
from idi_platform.accounts.acting import Acting
from idi_platform.deadlines.explain import why
from idi_platform.deadlines.models import Clock
from idi_platform.deadlines.queries import clocks_of
from idi_platform.deadlines.states import ClockState
from idi_platform.kernel.names import mask_name
from idi_platform.portal.articles import short_article_of
from idi_platform.portal.chips import clock_chip, step_button
from idi_platform.portal.components import Article, Check, Chip, ClockChip, Look, StepButton
from idi_platform.portal.covers import CoverPeriod, cover_bar
from idi_platform.portal.lists import (
    CaseCard,
    Cell,
    Column,
    Empty,
    Fact,
    QueueGroup,
    QueueLink,
    Row,
    Table,
)
from idi_platform.portal.words import date_words, full_instant_words, instant_words, masked_phone, money_words
from idi_platform.rulebooks.law import Law
from idi_platform.workflow.offers import StepOffer
from policies.cover_rows import rows_at
from policies.rules.terms_of_cover import Cover, CoverState

_CONFIRMED = frozenset({CoverState.COVERED, CoverState.TAIL, CoverState.REPAIR_WARRANTY})
_OUT = frozenset({CoverState.ENDED, CoverState.OUTSIDE_SCOPE})
_SURVEYED = ("accept", "accept_in_part", "refuse")
_MAIN = {
    "filed": ("schedule_survey", "record_survey", "accept"),
    "accepted": ("send_determination", "offer_settlement"),
    "partly_accepted": ("send_determination", "send_refusal", "offer_settlement"),
    "refused": ("send_refusal",),
    "agreed": ("order_repair", "pay"),
    "performing": ("complete_repair",),
    "performed": ("pay", "close"),
    "refusal_notified": ("close",),
}


def queue_table(lines: Sequence[CaseLine], now: datetime) -> Table:
    """Return the queue as a table, the next duty first."""
    columns = tuple(Column(label) for label in (_("下一个期限"), _("案件"), _("房屋"), _("进展"), _("报案")))
    empty = Empty(_("这里没有案件"), _("都办完了，或者换一个条件找。"))
    return Table(_("案件，按剩余时间排列"), columns, tuple(_row(line, now) for line in lines), empty=empty)


def _row(line: CaseLine, now: datetime) -> Row:
    claim: Any = line.case
    href = reverse("claims:console_claim", args=[claim.number])
    chip = clock_chip(line.clock, now) if line.clock is not None else None
    mark = Chip(Look.BREACH, _("紧急"), "fall") if claim.is_emergency else None
    return Row(
        cells=(
            Cell(chip=chip, sub=chip.line if chip is not None else "", words="" if chip is not None else "—"),
            Cell(line.title, sub=claim.number, href=href, chip=mark),
            _home(line),
            Cell(state_words(claim)),
            Cell(instant_words(claim.received_at, now), sub=str(Channel(claim.channel).label)),
        ),
        href=href,
    )


def _home(line: CaseLine) -> Cell:
    """Return the home: its number first, the building below; a common part in one line."""
    building, _space, number = line.home.rpartition(" ")
    if line.case.subject.unit_id is None or not building:
        return Cell(line.home)
    return Cell(number, sub=building, strong=True)


def queue_cards(lines: Sequence[CaseLine], now: datetime) -> list[CaseCard]:
    """Return the queue as cards for a telephone."""
    return [
        CaseCard(
            title=line.title,
            place=line.home,
            line=f"{line.case.number}　{state_words(line.case)}",
            href=reverse("claims:console_claim", args=[line.case.number]),
            chip=clock_chip(line.clock, now) if line.clock is not None else None,
        )
        for line in lines
    ]


def queue_groups(counts: dict[str, int], current: str, approvals: int) -> tuple[QueueGroup, ...]:
    """Return the queues with their counts."""
    address = reverse("claims:console_queue")
    links = tuple(
        QueueLink(words, str(counts[name]), f"{address}?queue={name}", current=name == current)
        for name, (words, _condition) in QUEUES.items()
    )
    late = QueueLink(
        _("超期"), str(counts["overdue"]), f"{address}?queue=overdue", current == "overdue", counts["overdue"] > 0
    )
    second = QueueLink(_("待复核"), str(approvals), reverse("claims:console_approvals"), current == "approvals")
    return (QueueGroup(_("案件"), (late, *links)), QueueGroup(_("两人"), (second,)))


def facts_of(claim: Claim, law: Law, told: Told) -> list[Fact]:
    """Return what is known of the case; telephones are shown by their tail."""
    statement = claim.statement
    claimant, reported_by = claim.claimant_person or 0, statement.reporter_phone if statement is not None else ""
    name = mask_name(told.people.get(claimant, "")) or told.organisations.get(claim.claimant_organisation or 0, "")
    phone = told.phones.get(claimant, "") if claimant in told.people else reported_by
    rows = [
        (_("索赔人"), name or _("待核实")),
        (_("电话"), masked_phone(phone or "")),
        (_("报案"), full_instant_words(claim.received_at) if claim.received_at else ""),
        (_("渠道"), str(Channel(claim.channel).label)),
        (_("登记"), told.people.get(claim.filed_by_person or 0, "")),
        (_("发现"), date_words(claim.discovered_on) if claim.discovered_on else _("说不准")),
        (_("最早知道"), date_words(claim.first_known_on) if claim.first_known_on else ""),
        (_("部位"), str(Place(claim.place).label)),
        (_("项目"), item_words(law, claim.item_code) if claim.item_code else _("报案人说不清")),
        (_("严重程度"), str(Severity(claim.severity).label)),
        (_("保单"), claim.policy.number if claim.policy is not None else _("没有找到保单")),
        (_("适用"), law.title),
        *_sums(claim),
    ]
    return [Fact(term, value) for term, value in rows if value]


def _sums(claim: Claim) -> list[tuple[str, str]]:
    """Return what was agreed in cash, what was paid of it, and what is still to be paid."""
    if claim.amount is None:
        return []
    paid, left = paid_of_agreed(claim), left_to_pay(claim)
    rows = [(_("协议金额"), claim.amount), (_("已付"), paid), (_("还差"), left)]
    return [(label, money_words(value)) for label, value in rows if value]


def cover_panel(claim: Claim, law: Law, told: Told, today: date) -> dict[str, Any]:
    """Return the verdict of the cover rules, why, and the bars of the place."""
    cover = cover_of(claim)
    look = Look.MET if cover.state in _CONFIRMED else Look.BREACH if cover.state in _OUT else Look.PROVISIONAL
    held = rows_at(claim.subject.policy_id or 0, claim.subject.building_id or 0)
    rows = [row for row in held if not claim.item_code or row.item == claim.item_code]
    periods = [
        CoverPeriod(item_words(law, row.item), "shield", None, row.starts_on, row.ends_on)
        for row in sorted(rows, key=lambda row: (row.ends_on or date.max, row.item))
        if row.starts_on is not None and row.ends_on is not None
    ]
    return {
        "cover_chip": Chip(look, COVER_WORDS[cover.state]),
        "cover_bar": cover_bar(periods, today, with_key=False) if periods else None,
        "cover_checks": _why(cover, claim, told),
    }


def _why(cover: Cover, claim: Claim, told: Told) -> list[Check]:
    article = short_article_of(cover.clause) if cover.clause else None
    checks = []
    if cover.from_ is not None or cover.to is not None:
        since = date_words(cover.from_) if cover.from_ else _("很早")
        until = date_words(cover.last_day) if cover.last_day else _("没有终点")
        checks.append(Check.yes(_("这一段：%(since)s 至 %(until)s") % {"since": since, "until": until}, "", article))
    known = cover.dates.get("first_known_on")
    if known is not None and claim.discovered_on is not None and known < claim.discovered_on:
        checks.append(Check.open(_("最早知道：%(day)s") % {"day": date_words(known)}))
    checks += earlier_checks(claim, told.cases)
    checks.append(Check.open(_("依据：%(basis)s") % {"basis": _BASIS.get(cover.basis.value, cover.basis.value)}))
    return checks


_BASIS = {
    "segment": "条文和保单明细",
    "not_accepted_yet": "楼栋还没有竣工验收日期",
    "no_segment": "条文没有写到这一段",
    "after_all_segments": "所有期间都已结束",
    "not_in_schedule": "保单明细里没有这一项",
    "building_not_insured": "这栋楼不在保单内",
    "no_row": "没有找到保单明细",
    "no_dates_in_row": "保单明细还没有日期",
    "no_date_of_defect": "没有发现日期",
    "several_items": "几个项目结论不同，先确定属于哪一项",
    "leftover": "责任开始前就知道的问题",
    "first_known_in_cover": "期间内就知道，期满后才报",
    "reported_after_end": "期满后报案",
    "first_working_day": "期满日是休息日，节后第一个工作日报案",
    "segment_unknown": "条文没有写明",
}


def clock_rows(claim: Claim, law: Law, now: datetime) -> list[dict[str, Any]]:
    """Return the clocks of the case, those still open first, each with why this date."""
    gone = (ClockState.ANNULLED, ClockState.NOT_DUE, ClockState.VOID)
    rows = [row for row in clocks_of(claim.pk) if row.state not in gone]
    ordered = sorted(rows, key=lambda row: (row.met_at is not None, row.due_at is None, row.due_at or row.started_at))
    return [_clock(row, law, now) for row in ordered]


def _clock(row: Clock, law: Law, now: datetime) -> dict[str, Any]:
    article: Article | None = short_article_of(row.clause) if row.clause else None
    chip: ClockChip = clock_chip(row, now, name=clock_title(law, row.name), article=article)
    explained = why(row)
    return {"chip": chip, "why": explained.steps, "labels": "、".join(explained.labels)}


def buttons(claim: Claim, offers: Sequence[StepOffer]) -> tuple[list[StepButton], list[StepButton]]:
    """Return the steps as buttons: those that come next, and the rest."""
    main = _SURVEYED if claim.state == "filed" and claim.surveyed_at is not None else _MAIN.get(claim.state, ())
    made = {
        offer.name: step_button(
            offer,
            href=reverse("claims:console_step", args=[claim.number, offer.name]),
            articles=short_article_of,
            primary=offer.name == main[0] if main else False,
        )
        for offer in offers
    }
    first = [made.pop(name) for name in main if name in made]
    return first, list(made.values())


def ball_words(claim: Claim, clock: Clock | None, law: Law, acting: Acting) -> tuple[str, str]:
    """Return whose turn it is, in one line."""
    if clock is None:
        return _("现在："), state_words(claim)
    mine = clock.owed_org_id is not None and clock.owed_org_id == acting.organisation_id
    who = clock.owed_org.name if clock.owed_org is not None else _("保险公司")
    return _("轮到您：") if mine else _("轮到 %(who)s：") % {"who": who}, clock_title(law, clock.name)


def heading(claim: Claim) -> str:
    """Return number and home in one line."""
    return f"{claim.number}　{case_home(claim)}"
