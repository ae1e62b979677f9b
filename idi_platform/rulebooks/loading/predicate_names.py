"""Walking a predicate with the kinds it is said from, checking every name in it."""

from collections.abc import Callable
from typing import Any

from idi_platform.rulebooks.schema import predicates as ast
from idi_platform.rulebooks.schema.base import Trigger

from .names import Kinds, Names, Where
from .typing_rules import check_comparison, check_operand


def check_predicate(node: Any, names: Names, kinds: Kinds, where: Where) -> None:
    """Check all names of a predicate said from the innermost of `kinds`; without kinds, names count by themselves."""
    if node is not None:
        _BY_NODE[type(node)](node, names, kinds, where)


def check_trigger(trigger: Trigger | None, names: Names, kinds: Kinds, where: Where) -> None:
    """Check the step, fact or paper that an instant is taken from; a fact must be a date or an instant."""
    if trigger is None:
        return
    if trigger.steps:
        for step in trigger.steps:
            names.step(step, (*where, "step" if trigger.step else "any"))
    elif trigger.fact is not None:
        fact = names.fact(trigger.fact, kinds, (*where, "fact"))
        if fact is not None and fact.type not in {"date", "instant"}:
            names.fault(
                (*where, "fact"), f"{trigger.fact} is a {fact.type}; an instant comes from a date or an instant."
            )
    else:
        names.paper(trigger.arrived or trigger.dispatched or "", where)


def _each(key: str) -> Callable[[Any, Names, Kinds, Where], None]:
    def check(node: Any, names: Names, kinds: Kinds, where: Where) -> None:
        for number, part in enumerate(getattr(node, key)):
            check_predicate(part, names, kinds, (*where, key, number))

    return check


def _not(node: ast.Not, names: Names, kinds: Kinds, where: Where) -> None:
    check_predicate(node.not_, names, kinds, (*where, "not"))


def _set(key: str) -> Callable[[Any, Names, Kinds, Where], None]:
    def check(node: Any, names: Names, kinds: Kinds, where: Where) -> None:
        _check_set(getattr(node, key), names, kinds, (*where, key))

    return check


def _check_set(body: Any, names: Names, kinds: Kinds, where: Where) -> None:
    inner = _inner(body.of, names, kinds, (*where, "of"))
    for part in ("where", "must"):
        check_predicate(getattr(body, part, None), names, inner, (*where, part))
    by = getattr(body, "by", None)
    if by is not None:
        fact = names.fact(by, inner, (*where, "by"))
        if fact is not None and isinstance(body, ast.Summing) and fact.type not in {"int", "decimal", "money"}:
            names.fault((*where, "by"), f"{by} is a {fact.type}; only numbers can be summed.")
    _check_bounds(body, names, kinds, where)


def _share(node: ast.Share, names: Names, kinds: Kinds, where: Where) -> None:
    body, here = node.share, (*where, "share")
    inner = _selection(body.of, names, kinds, (*here, "of"))
    if body.part is not None:
        _selection(body.part, names, kinds, (*here, "part"))
    check_predicate(body.where, names, inner, (*here, "where"))
    if body.by is not None:
        names.fact(body.by, inner, (*here, "by"))
    _check_bounds(body, names, kinds, here)


def _selection(selection: ast.Selection, names: Names, kinds: Kinds, where: Where) -> Kinds:
    inner = _inner(selection.of, names, kinds, (*where, "of"))
    check_predicate(selection.where, names, inner, (*where, "where"))
    if selection.by is not None:
        names.fact(selection.by, inner, (*where, "by"))
    return inner


def _check_bounds(body: ast.Bounds | Any, names: Names, kinds: Kinds, where: Where) -> None:
    for operator in ("at_least", "at_most", "is_"):
        operand = getattr(body, operator, None)
        if operand is not None:
            check_operand(operand, None, "number", names, kinds, (*where, operator))


def _inner(name: str, names: Names, kinds: Kinds, where: Where) -> Kinds:
    members = names.members(name, kinds, where)
    return (members.member, *kinds) if members is not None else kinds


def _happened(node: ast.Happened, names: Names, kinds: Kinds, where: Where) -> None:
    names.step(node.happened, (*where, "happened"))
    for operator in ("before", "after"):
        operand = getattr(node, operator)
        if operand is not None:
            check_operand(operand, None, "time", names, kinds, (*where, operator))


def _elapsed(node: ast.Elapsed, names: Names, kinds: Kinds, where: Where) -> None:
    since, here = node.elapsed.since, (*where, "elapsed", "since")
    if since.step is not None and since.step not in names.vocabulary.steps:
        fact = names.vocabulary.facts.get(since.step)
        if fact is not None and fact.type in {"date", "instant"}:
            return
    check_trigger(since, names, kinds, here)


def _unique(node: ast.Unique, names: Names, kinds: Kinds, where: Where) -> None:
    here = (*where, "unique")
    inner = _inner(node.unique.of, names, kinds, (*here, "of")) if node.unique.of else kinds
    for number, path in enumerate(node.unique.same):
        names.fact(path, inner, (*here, "same", number))


_BY_NODE: dict[type, Callable[[Any, Names, Kinds, Where], None]] = {
    ast.Compare: check_comparison,
    ast.AllOf: _each("all"),
    ast.AnyOf: _each("any"),
    ast.Not: _not,
    ast.Every: _set("every"),
    ast.NoneOf: _set("none"),
    ast.Count: _set("count"),
    ast.Sum: _set("sum"),
    ast.Share: _share,
    ast.Happened: _happened,
    ast.Elapsed: _elapsed,
    ast.Inside: lambda node, names, _, where: names.clock(node.inside, (*where, "inside"), window=True),
    ast.Open: lambda node, names, _, where: names.clock(node.open, (*where, "open")),
    ast.Delivered: lambda node, names, _, where: names.paper(node.delivered, (*where, "delivered")),
    ast.Unique: _unique,
}
