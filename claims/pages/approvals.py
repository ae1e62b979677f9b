"""What a second person reads before agreeing: the facts in words, and what the paper would say."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as _noop

from claims import queries
from claims.codes import LineKind
from claims.desk.rows import names_of
from claims.models import Claim, Statement
from claims.queries import CaseLine
from claims.words import full_title_of
from idi_platform.accounts.acting import Acting
from idi_platform.accounts.organising import amount_of
from idi_platform.accounts.roles import Role
from idi_platform.deadlines.models import Clock
from idi_platform.portal.chips import clock_chip
from idi_platform.portal.components import ClockChip
from idi_platform.portal.lists import Cell, Column, Empty, Fact, Row, Table
from idi_platform.portal.people import actor_name
from idi_platform.portal.words import date_words, instant_words, length_words, money_words
from idi_platform.records.words import texts_of
from idi_platform.rulebooks.items import item_title
from idi_platform.rulebooks.law import Law
from idi_platform.rulebooks.titles import clock_title
from idi_platform.rulebooks.vocabulary import vocabulary
from idi_platform.workflow.authority import SUMS, beyond_amount, sum_of
from idi_platform.workflow.lifecycles import step_named
from idi_platform.workflow.models import Proposal

_LEFT_OUT = frozenset(
    {"statement_id", "statement_digest", "why_id", "why_digest", "evidence_count", "account_digest", "outcome"}
    | {"evidence_ids"}
)
"""What stands as words or as photos of its own on the page, and digests."""
_MONEY = frozenset(SUMS)


def table(waiting: Sequence[Proposal], acting: Acting, now: datetime) -> Table:
    """Return what waits: how long, until when the law allows, what, on which claim; the nearest limit first."""
    claims = Claim.objects.visible_to(acting).filter(pk__in=[proposal.subject_id for proposal in waiting])
    lines = {line.case.pk: line for line in queries.lines_of(claims.select_related("subject"))}
    shown = sorted(
        (proposal for proposal in waiting if proposal.subject_id in lines),
        key=lambda proposal: (_due(lines[proposal.subject_id], now), proposal.made_at, proposal.pk),
    )
    columns = tuple(Column(label) for label in (_("已等"), _("法定期限"), _("事项"), _("案件"), _("经办")))
    most = amount_of(acting, acting.roles)
    makers = makers_of(shown, acting)
    rows = tuple(_row(proposal, lines[proposal.subject_id], makers[proposal.pk], most, now) for proposal in shown)
    return Table(
        _("等待复核的事项，期限近的在前"),
        columns,
        rows,
        empty=Empty(_("没有等待复核的事项"), _("有人提交以后会出现在这里。")),
    )


def _due(line: CaseLine, now: datetime) -> datetime:
    """Return until when the next duty of the claim may lawfully wait; what has no limit comes last."""
    due = line.clock.due_at if line.clock is not None else None
    return due or now + timedelta(days=36500)


def _row(proposal: Proposal, line: CaseLine, maker: str, most: Decimal | None, now: datetime) -> Row:
    asked = sum_of(proposal.facts)
    beyond = _("超过您的权限金额") if asked is not None and most is not None and asked > most else ""
    href = reverse("claims:console_approval", args=[proposal.pk])
    chip = limit_chip(line.clock, now)
    return Row(
        (
            Cell(length_words(now - proposal.made_at), sub=instant_words(proposal.made_at, now)),
            Cell(chip=chip, sub=chip.line if chip is not None else "", words="" if chip is not None else "—"),
            Cell(vocabulary.label(proposal.step), href=href, sub=beyond),
            Cell(line.title, sub=f"{line.case.number}　{line.home}"),
            Cell(maker),
        ),
        href=href,
    )


def makers_of(proposals: Sequence[Proposal], acting: Acting) -> dict[int, str]:
    """Return who has prepared each, with the colleague whose work it was where he stood in."""
    people = {proposal.maker_id: proposal.maker.name for proposal in proposals}
    people |= names_of({proposal.acting.get("stands_in_for") for proposal in proposals})
    return {proposal.pk: actor_name(proposal.acting, people, acting) for proposal in proposals}


def limit_chip(clock: Clock | None, now: datetime) -> ClockChip | None:
    """Return the chip of the limit that runs while a proposal waits: asking a second person pauses nothing."""
    return clock_chip(clock, now) if clock is not None else None


def waiting_parts(proposal: Proposal, law: Law, now: datetime) -> dict[str, Any]:
    """Return the approver's own clock: how long it has waited, and until when the legal limit allows."""
    clock = queries.next_clock(proposal.subject_id)
    chip = limit_chip(clock, now)
    return {
        "waited": _("已等 %(length)s") % {"length": length_words(now - proposal.made_at)},
        "limit": replace(chip, name=clock_title(law, clock.name)) if chip is not None and clock is not None else None,
    }


def content(proposal: Proposal, claim: Claim, law: Law, acting: Acting) -> dict[str, Any]:
    """Return the proposal's facts and the papers that would go out; whether this reader may decide."""
    definition = step_named(proposal.step)
    mine = proposal.maker_id == acting.person_id
    may = not mine and not acting.roles.isdisjoint({Role.approver})
    beyond = beyond_amount(definition, proposal.facts, acting, law, maker_id=proposal.maker_id) if may else ""
    numbers = {name: proposal.facts.get(name) or 0 for name in ("statement_id", "why_id")}
    texts = Statement.objects.filter(subject=proposal.subject_id).in_bulk(numbers.values())
    return {
        "step": vocabulary.label(proposal.step),
        "maker": makers_of([proposal], acting)[proposal.pk],
        "facts": [Fact(_("问题"), full_title_of(claim, law)), *_facts(proposal.facts, law)],
        "words": [texts[pk].body for pk in numbers.values() if pk in texts],
        "reasons": list(texts_of(proposal.reasons).values()),
        "letters": letters_in(proposal.preview, proposal.pk),
        "may_decide": may,
        "beyond": beyond,
        "is_mine": mine,
    }


def _facts(facts: Mapping[str, Any], law: Law) -> list[Fact]:
    rows = []
    for name, value in facts.items():
        if name not in _LEFT_OUT and value not in (None, "", [], {}):
            rows.append(Fact(_label(name), _said(name, value, law)))
    return rows


_LABELS = {
    "clauses": _noop("依据"),
    "lines": _noop("付款明细"),
    "cash": _noop("赔付金额"),
    "assessed_amount": _noop("损失估算"),
    "items": _noop("各项结果"),
}


def _label(name: str) -> str:
    known = _LABELS.get(name)
    return _(known) if known is not None else vocabulary.label(f"claim.{name}")


def _said(name: str, value: Any, law: Law) -> str:
    if name == "clauses":
        return _("；").join(law.clause_title(clause) for clause in value)
    if name == "item":
        return item_title(law, value)
    if name == "lines":
        return _("；").join(f"{LineKind(line['kind']).label} {money_words(Decimal(line['amount']))}" for line in value)
    if isinstance(value, bool):
        return _("是") if value else _("否")
    if name in _MONEY:
        return _money(value)
    return _day(str(value)) or vocabulary.value_label(f"claim.{name}", value)


def _money(value: Any) -> str:
    try:
        return money_words(Decimal(str(value)))
    except InvalidOperation:
        return str(value)


def _day(text: str) -> str:
    try:
        return date_words(date.fromisoformat(text))
    except ValueError:
        return ""


def letters_in(preview: Mapping[str, Any], proposal_id: int | None = None) -> list[dict[str, Any]]:
    """Return the papers that a step would lead to; drawn as they will be only where it waits as a proposal."""
    found = []
    for code, drafts in preview.items():
        if drafts:
            href = reverse("claims:console_draft", args=[proposal_id, code]) if proposal_id is not None else ""
            found.append(_letter(drafts, href))
    return found


def _letter(drafts: Sequence[Mapping[str, Any]], href: str) -> dict[str, Any]:
    """Return one paper that would go out: to whom, what it says, and where it can be seen as it will be drawn."""
    content = drafts[0]["data"]
    sections = [
        {"heading": section["heading"], "blocks": [_drawn(block) for block in section["blocks"]]}
        for section in content["sections"]
    ]
    return {
        "title": drafts[0]["title"],
        "addressees": "、".join(dict.fromkeys(name for one in drafts if (name := one["data"]["frame"]["addressee"]))),
        "sections": sections,
        "articles": content["frame"]["articles"],
        "href": href,
    }


def _drawn(block: Mapping[str, Any]) -> dict[str, Any]:
    """Return a block with every part that a template may ask for."""
    return {
        "lines": block.get("lines", ()),
        "entries": block.get("items", ()),
        "pairs": block.get("pairs", ()),
        "rows": [block["head"], *block["rows"]] if "rows" in block else (),
    }
