"""Handing over as values: the preview, the result, the rules in words, and why a claim went to whom."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from claims.desk.runs import Planned
from claims.models import AssignmentItem, RunState
from idi_platform.portal.components import Chip, Look
from idi_platform.portal.lists import Cell, Column, Empty, Row, Table

_LOOKS = {RunState.WAITING: Look.NONE, RunState.DONE: Look.MET, RunState.REFUSED: Look.TARGET}


def plan_table(
    lines: Sequence[Planned], homes: Mapping[int, str], names: Mapping[int, str], *, is_planned: bool
) -> Table:
    """Return the claims that would be handed over, with what would become of each once that is worked out."""
    heads = [_("案件"), _("房屋"), _("现在由谁办")] + ([_("交给"), _("提示")] if is_planned else [])
    rows = tuple(_planned(one, homes, names, is_planned=is_planned) for one in lines)
    empty = Empty(_("没有选中案件"), _("请回到列表勾选案件，或者从“分派和值班”里选一位同事交接。"))
    return Table(_("要交的案件"), tuple(Column(head) for head in heads), rows, empty=empty)


def _planned(one: Planned, homes: Mapping[int, str], names: Mapping[int, str], *, is_planned: bool) -> Row:
    claim: Any = one.claim
    cells = [
        Cell(claim.number, href=reverse("claims:console_claim", args=[claim.number])),
        Cell(homes.get(claim.pk, "")),
        Cell(names.get(claim.handled_by or 0, "") or _("未分派")),
    ]
    if is_planned:
        goes = one.handler is not None and not one.against
        look = Chip(Look.TARGET, _("不会交")) if not goes else None
        cells.append(Cell(names.get(one.handler or 0, "") if goes else "—", strong=goes))
        cells.append(Cell("" if look else "—", sub=one.against, chip=look))
    return Row(tuple(cells))


def run_table(items: Sequence[AssignmentItem], homes: Mapping[int, str]) -> Table:
    """Return what became of each claim."""
    heads = (_("结果"), _("案件"), _("房屋"), _("交给"), _("按哪条规则"))
    return Table(_("逐件结果"), tuple(Column(head) for head in heads), tuple(_done(item, homes) for item in items))


def _done(item: AssignmentItem, homes: Mapping[int, str]) -> Row:
    state = RunState(item.state)
    number = item.claim.number
    return Row(
        (
            Cell(sub=item.words, chip=Chip(_LOOKS[state], str(state.label))),
            Cell(number, href=reverse("claims:console_claim", args=[number])),
            Cell(homes.get(item.claim_id, "")),
            Cell(item.handler.name),
            Cell(item.rule.title if item.rule is not None else "—"),
        )
    )


def counts_of(items: Sequence[AssignmentItem]) -> dict[str, int]:
    """Return how many were done, refused and wait; together they are all."""
    found = Counter(item.state for item in items)
    return {name: found[state] for name, state in (("done", "done"), ("refused", "refused"), ("waiting", "waiting"))}
