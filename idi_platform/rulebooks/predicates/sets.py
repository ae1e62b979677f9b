"""Quantifiers over sets: every, none, count, sum, share. Unknown members widen a count to a range."""

from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from math import ceil, floor
from typing import Any

from idi_platform.rulebooks.schema import predicates as ast

from .outcome import Because, Ground, Outcome, conjunction, disjunction, negation
from .scope import Scope
from .values import read

Weigh = Callable[[Any, Scope], Outcome]
_TRUE = Outcome(True)


def every(node: ast.Quantified, scope: Scope, weigh: Weigh) -> Outcome:
    """Return whether each member that satisfies `where` satisfies `must`; of an empty set, true."""
    return conjunction(
        disjunction((negation(_narrow(node.where, member, weigh)), weigh(node.must, member))).of_member(number)
        for number, member in enumerate(scope.members(node.of), start=1)
    )


def none_of(node: ast.Quantified, scope: Scope, weigh: Weigh) -> Outcome:
    """Return whether no member satisfies `where` and `must`; of an empty set, true."""
    return conjunction(
        negation(conjunction((_narrow(node.where, member, weigh), _narrow(node.must, member, weigh)))).of_member(number)
        for number, member in enumerate(scope.members(node.of), start=1)
    )


def count(node: ast.Counting, scope: Scope, weigh: Weigh) -> Outcome:
    """Hold the number of members (or of different values of `by`) against the bounds."""
    sure, unsure = _split(node.of, node.where, scope, weigh)
    if node.by is None:
        return _bounded("count", node.of, node, (Decimal(len(sure)), Decimal(len(sure) + len(unsure))), scope)
    found = [member.value(node.by) for member in sure]
    if unsure or None in found:
        return Outcome(None, (Because("unknown", node.by, None),))
    number = Decimal(len(set(found)))
    return _bounded("count", node.of, node, (number, number), scope)


def total(node: ast.Summing, scope: Scope, weigh: Weigh) -> Outcome:
    """Hold the sum of the fact `by` against the bounds; unknown as soon as one part is unknown."""
    sure, unsure = _split(node.of, node.where, scope, weigh)
    amount = _weight(node.by, sure)
    if unsure or amount is None:
        return Outcome(None, (Because("unknown", node.by, None),))
    return _bounded("sum", node.by, node, (amount, amount), scope)


def share(node: ast.Sharing, scope: Scope, weigh: Weigh) -> Outcome:
    """Hold part / whole against the bounds, exactly; with `round` against a number of members."""
    whole, vague = _split(node.of.of, node.of.where, scope, weigh)
    selected = node.part or ast.Selection(of=node.of.of, where=_both(node.of.where, node.where))
    sure, unsure = _split(selected.of, selected.where, scope, weigh)
    by = node.by or node.of.by
    base = _weight(by, whole)
    low = _weight(selected.by or by, sure)
    if vague or base is None or low is None or (by and unsure):
        return Outcome(None, (Because("unknown", by or node.of.of, None),))
    if base == 0:
        return Outcome(None, (Because("empty", node.of.of, None),))
    return _bounded("share", node.of.of, node, (low, low + len(unsure)), scope, base=base, rounding=node.round)


def _bounded(
    ground: Ground,
    name: str,
    bounds: ast.Bounds,
    reach: tuple[Decimal, Decimal],
    scope: Scope,
    *,
    base: Decimal = Decimal(1),
    rounding: str | None = None,
) -> Outcome:
    """Hold a range, of which the true value is somewhere inside, against the bounds times `base`."""
    low, high = reach
    outcomes = []
    for operator in ("at_least", "at_most", "is_"):
        operand = getattr(bounds, operator)
        if operand is None:
            continue
        wanted = read(operand, scope)
        if wanted is None:
            return Outcome(None, (Because("unknown", name, None),))
        limit = _rounded(Fraction(str(wanted)) * Fraction(base), rounding)
        truth = _within(operator, low, high, limit)
        outcomes.append(Outcome(truth, (Because(ground, name, truth, low if base == 1 else low / base, wanted),)))
    return conjunction(outcomes)


def _within(operator: str, low: Decimal, high: Decimal, limit: Fraction) -> bool | None:
    if operator == "at_least":
        return True if low >= limit else False if high < limit else None
    if operator == "at_most":
        return True if high <= limit else False if low > limit else None
    if low == high:
        return low == limit
    return None if low <= limit <= high else False


def _rounded(limit: Fraction, rounding: str | None) -> Fraction:
    if rounding is None:
        return limit
    return Fraction(ceil(limit) if rounding == "up" else floor(limit))


def _narrow(where: Any, member: Scope, weigh: Weigh) -> Outcome:
    return _TRUE if where is None else weigh(where, member)


def _split(of: str, where: Any, scope: Scope, weigh: Weigh) -> tuple[list[Scope], list[Scope]]:
    sure: list[Scope] = []
    unsure: list[Scope] = []
    for member in scope.members(of):
        truth = _narrow(where, member, weigh).truth
        if truth is not False:
            (sure if truth else unsure).append(member)
    return sure, unsure


def _weight(by: str | None, members: list[Scope]) -> Decimal | None:
    if by is None:
        return Decimal(len(members))
    amount = Decimal(0)
    for member in members:
        value = member.value(by)
        if value is None:
            return None
        amount += Decimal(str(value))
    return amount


def _both(first: Any, second: Any) -> Any:
    return second if first is None else ast.AllOf(all=(first, second))
