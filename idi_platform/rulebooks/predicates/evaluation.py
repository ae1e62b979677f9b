"""Evaluating predicates in a world. Three-valued: a missing value makes unknown, never a default."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any, cast

from idi_platform.rulebooks.schema import predicates as ast
from idi_platform.rulebooks.schema.base import Trigger

from . import sets
from .outcome import Because, Ground, Outcome, conjunction, disjunction, negation
from .scope import Scope
from .spans import as_day, has_run
from .values import compare, read
from .world import World


def evaluate(predicate: ast.Predicate, world: World) -> Outcome:
    """Return what the predicate comes to in the world, with its grounds.

    Args:
        predicate: A node of the rulebook.
        world: The subject that it is said of.
    """
    return weigh(predicate, Scope((world,)))


def weigh(predicate: Any, scope: Scope) -> Outcome:
    """Return what the predicate comes to for the innermost world of the scope."""
    return _BY_NODE[type(predicate)](predicate, scope)


def _compare(node: ast.Compare, scope: Scope) -> Outcome:
    name, actual = _left(node, scope)
    if node.exists is not None:
        return _one("exists", name, (actual is not None) is node.exists, actual, node.exists)
    operator = node.operator
    wanted = node.in_ if node.in_ is not None else read(getattr(node, operator), scope)
    if actual is None or wanted is None:
        return Outcome(None, (Because("unknown", name if actual is None else _named(getattr(node, operator)), None),))
    return _one(cast("Ground", operator), name, compare(operator, actual, wanted), actual, wanted)


def _left(node: ast.Compare, scope: Scope) -> tuple[str, object | None]:
    if node.fact is not None:
        return node.fact, scope.value(node.fact)
    if node.term is not None:
        return node.term, scope.term(node.term)
    return ("now", scope.now) if node.now else (node.figure or "", scope.figure(node.figure or ""))


def _named(operand: Any) -> str:
    return (operand.fact or operand.term or operand.figure or "now") if isinstance(operand, ast.Ref) else ""


def _happened(node: ast.Happened, scope: Scope) -> Outcome:
    at = scope.happened(node.happened)
    if at is None:
        return _one("happened", node.happened, truth=False)
    for operator in ("before", "after"):
        operand = getattr(node, operator)
        if operand is None:
            continue
        wanted = read(operand, scope)
        if wanted is None:
            return Outcome(None, (Because("unknown", _named(operand), None),))
        if not compare(operator, at, wanted):
            return _one("happened", node.happened, False, at, wanted)
    return _one("happened", node.happened, True, at)


def _elapsed(node: ast.Elapsed, scope: Scope) -> Outcome:
    trigger = node.elapsed.since
    name = trigger.step or trigger.fact or trigger.arrived or trigger.dispatched or ""
    since = instant_of(trigger, scope)
    if since is None:
        missing = None if trigger.fact else False
        return Outcome(missing, (Because("unknown" if trigger.fact else "happened", name, missing),))
    wanted = node.elapsed.at_least or node.elapsed.less_than
    assert wanted is not None
    has_elapsed = has_run(since, wanted, scope.now)
    return _one("elapsed", name, has_elapsed is (node.elapsed.at_least is not None), as_day(since), wanted)


def instant_of(trigger: Trigger, scope: Scope) -> date | datetime | None:
    """Return the day or instant a trigger names; a bare name is read as a step first, then as a fact."""
    if trigger.fact is not None:
        return cast("date | datetime | None", scope.value(trigger.fact))
    if trigger.step is not None:
        at = scope.happened(trigger.step)
        return at if at is not None else cast("date | datetime | None", scope.value(trigger.step))
    return scope.delivered(trigger.arrived or trigger.dispatched or "")


def _inside(node: ast.Inside, scope: Scope) -> Outcome:
    return _one("inside", node.inside, scope.innermost.window(node.inside))


def _open(node: ast.Open, scope: Scope) -> Outcome:
    state = scope.innermost.clock_state(node.open)
    return _one("open", node.open, state == "open", state)


def _delivered(node: ast.Delivered, scope: Scope) -> Outcome:
    at = scope.delivered(node.delivered)
    return _one("delivered", node.delivered, at is not None, at)


def _unique(node: ast.Unique, scope: Scope) -> Outcome:
    name = ", ".join(node.unique.same)
    if node.unique.of is None:
        others = scope.innermost.same(node.unique.same)
        if others is None:
            return Outcome(None, (Because("unknown", name, None),))
        return _one("unique", name, others == 0, others)
    found = [tuple(s.value(path) for path in node.unique.same) for s in scope.members(node.unique.of)]
    if any(value is None for row in found for value in row):
        return Outcome(None, (Because("unknown", name, None),))
    return _one("unique", name, len(set(found)) == len(found), len(found) - len(set(found)))


def _one(ground: Ground, name: str, truth: bool, actual: object = None, wanted: object = None) -> Outcome:
    return Outcome(truth, (Because(ground, name, truth, actual, wanted),))


_BY_NODE: dict[type, Callable[[Any, Scope], Outcome]] = {
    ast.Compare: _compare,
    ast.AllOf: lambda node, scope: conjunction(weigh(part, scope) for part in node.all),
    ast.AnyOf: lambda node, scope: disjunction(weigh(part, scope) for part in node.any),
    ast.Not: lambda node, scope: negation(weigh(node.not_, scope)),
    ast.Every: lambda node, scope: sets.every(node.every, scope, weigh),
    ast.NoneOf: lambda node, scope: sets.none_of(node.none, scope, weigh),
    ast.Count: lambda node, scope: sets.count(node.count, scope, weigh),
    ast.Sum: lambda node, scope: sets.total(node.sum, scope, weigh),
    ast.Share: lambda node, scope: sets.share(node.share, scope, weigh),
    ast.Happened: _happened,
    ast.Elapsed: _elapsed,
    ast.Inside: _inside,
    ast.Open: _open,
    ast.Delivered: _delivered,
    ast.Unique: _unique,
}
