"""What the fields of a desk's step must be together, said in words beside the field to mend."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _

from claims.codes import CallOutcome, GoesOnWith, LineKind, Mode
from claims.models.returned import RETURNS

Given = Mapping[str, Any]
Problem = tuple[str, str]


def problems_of(step: str, given: Given) -> Iterator[Problem]:
    """Return what is missing or contradicts itself: the field's name and a sentence."""
    check = _CHECKS.get(step)
    if check is not None:
        yield from check(given)


def _visit(given: Given) -> Iterator[Problem]:
    since, until = given.get("from_at"), given.get("until_at")
    if since is not None and until is not None and until <= since:
        yield "until_at", _("“最晚到”要晚于上门时间的开始。")


def _offer(given: Given) -> Iterator[Problem]:
    if given.get("repair_by") is None and given.get("cash") is None:
        yield "cash", _("维修完成日期和赔付金额，至少写一样。")


def _agree(given: Given) -> Iterator[Problem]:
    if given.get("mode") == Mode.CASH and given.get("amount") is None:
        yield "amount", _("赔付现金的，要写明金额。")


def _lines(given: Given) -> Iterator[Problem]:
    if all(given.get(f"line_{kind.value}") is None for kind in LineKind):
        yield f"line_{LineKind.INDEMNITY.value}", _("至少填一行金额。")


def _transfer(given: Given) -> Iterator[Problem]:
    is_new, is_named = given.get("goes_on_with") == GoesOnWith.NEW, given.get("claimant_person") is not None
    if is_new and not is_named:
        yield "claimant_person", _("由新业主继续的，请选是哪一位。")
    if is_named and not is_new:
        yield "claimant_person", _("由原业主继续的，不用选新业主。")


def _call(given: Given) -> Iterator[Problem]:
    if given.get("call_outcome") == CallOutcome.CALL_BACK and given.get("call_back_at") is None:
        yield "call_back_at", _("约定再打的，写明什么时候。")


def _return(given: Given) -> Iterator[Problem]:
    if given.get("payment_id") is None:
        yield "payment_id", _("请选退回的是哪一笔；没有可选的，就是没有付出去的款。")


_CHECKS: Mapping[str, Callable[[Given], Iterator[Problem]]] = {
    "schedule_survey": _visit,
    "offer_settlement": _offer,
    "agree": _agree,
    "pay": _lines,
    "pay_interim": _lines,
    "settle_transfer": _transfer,
    "call": _call,
    **dict.fromkeys(RETURNS, _return),
}
