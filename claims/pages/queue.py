"""The desk's list as values: queues with counts, filters, the dense table and the same rows as cards."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from claims.codes import Severity
from claims.desk.queues import ALL, PRESSING, STAGES, Choices, Filters, Queue
from claims.desk.rows import DeskRow, Near
from claims.pages.desk import call_back_words, emergency_chip
from idi_platform.portal.chips import clock_chip
from idi_platform.portal.components import Chip, Look
from idi_platform.portal.lists import CaseCard, Cell, Column, Empty, QueueGroup, QueueLink, Row, Table
from idi_platform.rulebooks.items import title_under
from idi_platform.rulebooks.law import Law
from policies.rules.terms_of_cover import CoverState

PICK = "pick"


def _covers() -> dict[CoverState, tuple[Look, str, str]]:
    """Return the verdicts in a word, with the reason in a few."""
    sure = (Look.MET, _("确认"))
    return {
        CoverState.COVERED: (*sure, ""),
        CoverState.TAIL: (*sure, _("延后交房延长期")),
        CoverState.REPAIR_WARRANTY: (*sure, _("维修质保期")),
        CoverState.FUND_WINDOW: (Look.PROVISIONAL, _("保障资金"), _("资金期间内")),
        CoverState.BEFORE_COVER: (Look.NONE, _("期前"), _("责任还没开始")),
        CoverState.ENDED: (Look.NONE, _("期外"), _("须人工确认")),
        CoverState.OUTSIDE_SCOPE: (Look.NONE, _("范围外"), _("须人工确认")),
        CoverState.UNDETERMINED: (Look.TARGET, _("存疑"), _("由人决定")),
    }


def _verdict(row: DeskRow, covers: Mapping[CoverState, tuple[Look, str, str]]) -> tuple[Look, str, str]:
    """Return the verdict of a row; the day may lie in cover before anybody knows under which item."""
    found = covers[row.cover]
    if found[0] is Look.MET and not row.claim.item_code:
        return Look.PROVISIONAL, _("期间内"), _("项目还没有确定")
    return found


def queue_table(rows: Sequence[DeskRow], now: datetime, *, empty: Empty | None = None) -> Table:
    """Return the queue as a dense table, the next duty first."""
    heads = (_("剩余时限"), _("报案"), _("缺陷"), _("承保核验"), _("提示"), _("处理人"))
    columns = (*(Column(label) for label in heads), Column(_("金额（元）"), numeric=True))
    nothing = empty or Empty(_("这里没有案件"), _("都办完了，或者换一个条件找。"))
    covers = _covers()
    lines = tuple(_row(row, now, covers) for row in rows)
    return Table(_("案件，按剩余时间排列"), columns, lines, empty=nothing, pick=PICK)


def _row(row: DeskRow, now: datetime, covers: Mapping[CoverState, tuple[Look, str, str]]) -> Row:
    claim: Any = row.claim
    href = reverse("claims:console_claim", args=[claim.number])
    chip = clock_chip(row.clock, now) if row.clock is not None else None
    limit = f"{row.duty}　{chip.line}" if chip is not None else ""
    look, verdict, why = _verdict(row, covers)
    call, near = call_back_words(claim, now), near_words(row.near)
    return Row(
        cells=(
            Cell("" if chip is not None else "—", sub=limit, chip=chip),
            Cell(claim.number, sub=row.home, href=href),
            Cell(
                row.title, sub=str(Severity(claim.severity).label) if claim.severity else "", chip=emergency_chip(claim)
            ),
            Cell(sub=why, chip=Chip(look, verdict, plain=True)),
            Cell(call or near or "—", sub=near if call else "", short=True),
            Cell(row.handler or _("未分派"), strong=not row.handler, short=True),
            Cell(row.amount.lstrip("¥") or "—", numeric=True),
        ),
        href=href,
        key=claim.number,
    )


def near_words(near: Near) -> str:
    """Return the strongest hint: the home itself, else its stack, else its building; empty where there is none."""
    if near.place:
        return ngettext("疑似重复 %(n)s 件", "疑似重复 %(n)s 件", near.place) % {"n": near.place}
    if near.stack:
        return ngettext("同一立管 %(n)s 件", "同一立管 %(n)s 件", near.stack) % {"n": near.stack}
    if near.building:
        return ngettext("同栋 %(n)s 件", "同栋 %(n)s 件", near.building) % {"n": near.building}
    return ""


def queue_cards(rows: Sequence[DeskRow], now: datetime) -> list[CaseCard]:
    """Return the same rows as cards for a telephone."""
    covers = _covers()
    return [_card(row, now, covers) for row in rows]


def _card(row: DeskRow, now: datetime, covers: Mapping[CoverState, tuple[Look, str, str]]) -> CaseCard:
    chip = clock_chip(row.clock, now) if row.clock is not None else None
    _look, verdict, why = _verdict(row, covers)
    said = _("承保核验：%(verdict)s") % {"verdict": _("，").join(one for one in (verdict, why) if one)}
    line = "　".join(one for one in (row.claim.number, row.duty, chip.line if chip is not None else "") if one)
    return CaseCard(
        title=row.title,
        place=row.home,
        line=line,
        href=reverse("claims:console_claim", args=[row.claim.number]),
        chip=chip,
        side=row.handler or _("未分派"),
        hint=_("；").join(one for one in (call_back_words(row.claim, now), said, near_words(row.near)) if one),
        mark=emergency_chip(row.claim),
    )


def queue_groups(
    counts: Mapping[str, int], filters: Filters, approvals: int, *, is_at_approvals: bool = False
) -> tuple[QueueGroup, ...]:
    """Return whose, the stages, what presses and what waits for a second person, each with its count."""
    whose = (("mine", _("我经办")), ("team", _("本组")), ("nobody", _("未分派")), ("", _("所有人")))
    second = QueueLink(_("待复核"), str(approvals), reverse("claims:console_approvals"), is_at_approvals)
    here = None if is_at_approvals else filters
    mine = tuple(
        QueueLink(
            words,
            str(counts[f"whose_{name or 'all'}"]),
            _address(filters, whose=name),
            here is not None and filters.whose == name,
        )
        for name, words in whose
    )
    return (
        QueueGroup(_("谁的"), (*mine, second)),
        QueueGroup(_("要紧"), tuple(_queue(queue, counts, filters, here) for queue in PRESSING)),
        QueueGroup(_("办到哪一步"), tuple(_queue(queue, counts, filters, here) for queue in (ALL, *STAGES))),
    )


def _queue(queue: Queue, counts: Mapping[str, int], filters: Filters, here: Filters | None) -> QueueLink:
    count = counts[queue.name]
    late = queue.name == "overdue" and count > 0
    return QueueLink(
        str(queue.words),
        str(count),
        _address(filters, queue=queue.name),
        here is not None and here.queue == queue.name,
        late,
    )


def _address(filters: Filters, **other: str) -> str:
    """Return the address of the list with one thing changed; the rest of what is asked for stays."""
    asked = {
        "queue": filters.queue,
        "whose": filters.whose,
        "project": filters.project or "",
        "item": filters.item,
        **other,
    }
    return f"{reverse('claims:console_queue')}?{urlencode({name: value for name, value in asked.items() if value})}"


def filter_choices(choices: Choices, filters: Filters, laws: Mapping[int, Law]) -> dict[str, Any]:
    """Return the choices of the filters as (value, words, chosen)."""
    titles = {code: title_under(laws.values(), code) for code in choices.items}
    return {
        "projects": [(pk, name, pk == filters.project) for pk, name in choices.projects.items()],
        "items": [(code, words, code == filters.item) for code, words in titles.items()],
        "is_narrowed": filters.project is not None or bool(filters.item),
        "clear_href": _address(filters, project="", item=""),
    }
