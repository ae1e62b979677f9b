"""Saying in words what a predicate asks for, whatever the facts are."""

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as _noop

from idi_platform.rulebooks.schema.base import Duration
from idi_platform.rulebooks.schema.predicates import (
    AllOf,
    AnyOf,
    Bounds,
    Compare,
    Count,
    Delivered,
    Elapsed,
    Every,
    Happened,
    Inside,
    NoneOf,
    Not,
    Open,
    Predicate,
    Quantified,
    Quantity,
    Ratio,
    Ref,
    Selection,
    Share,
    Sum,
    Unique,
)
from idi_platform.rulebooks.vocabulary import Fact

from .naming import Naming, per_cent, with_unit
from .sentences import length_words

_WORDS = {
    "is_": _noop("%(name)s为%(value)s"),
    "in_": _noop("%(name)s为%(value)s"),
    "at_least": _noop("%(name)s不小于%(value)s"),
    "at_most": _noop("%(name)s不超过%(value)s"),
    "before": _noop("%(name)s早于%(value)s"),
    "after": _noop("%(name)s晚于%(value)s"),
}
_CONTRARY = {
    "is_": _noop("%(name)s不是%(value)s"),
    "in_": _noop("%(name)s不是%(value)s"),
    "at_least": _noop("%(name)s小于%(value)s"),
    "at_most": _noop("%(name)s超过%(value)s"),
    "before": _noop("%(name)s不早于%(value)s"),
    "after": _noop("%(name)s不晚于%(value)s"),
}
_OF_DAYS = {"at_least": _noop("%(name)s不早于%(value)s"), "at_most": _noop("%(name)s不晚于%(value)s")}
_CONTRARY_OF_DAYS = {"at_least": _noop("%(name)s早于%(value)s"), "at_most": _noop("%(name)s晚于%(value)s")}
_DAYS = frozenset({"date", "instant"})


def condition(predicate: Predicate, kind: str | None, naming: Naming) -> str:
    """Return what must hold, as a clause without a full stop, said from a subject of `kind`."""
    return _SAY[type(predicate)](predicate, kind, naming)


def _inner(predicate: Predicate, kind: str | None, naming: Naming) -> str:
    """Return a condition that stands inside quotation marks itself."""
    return condition(predicate, kind, naming).replace("“", "‘").replace("”", "’")


def _compare(node: Compare, kind: str | None, naming: Naming, *, contrary: bool = False) -> str:
    name, fact = _subject(node, kind, naming)
    operator = node.operator
    if operator == "exists":
        return (_("已有%(name)s") if node.exists is not contrary else _("还没有%(name)s")) % {"name": name}
    wanted = getattr(node, operator)
    if isinstance(wanted, bool) and operator == "is_":
        return name if wanted is not contrary else _("没有“%(name)s”的情形") % {"name": name}
    words = _CONTRARY if contrary else _WORDS
    if node.now is not None or (fact is not None and fact.type in _DAYS):
        words = {**words, **(_CONTRARY_OF_DAYS if contrary else _OF_DAYS)}
    if node.term is not None and not isinstance(wanted, Ref):
        return _(words[operator]) % {"name": name, "value": _of_term(node.term, wanted, naming)}
    return _(words[operator]) % {"name": name, "value": _operand(wanted, fact, kind, naming)}


def _subject(node: Compare, kind: str | None, naming: Naming) -> tuple[str, Fact | None]:
    if node.fact is not None:
        return naming.fact(node.fact, kind), naming.fact_of(node.fact, kind)
    if node.term is not None:
        return _("合同约定的“%(term)s”") % {"term": naming.term(node.term)}, None
    if node.now is not None:
        return _("办理当日"), None
    return _("“%(figure)s”") % {"figure": naming.figure(str(node.figure))}, None


def _operand(value: object, fact: Fact | None, kind: str | None, naming: Naming) -> str:
    if isinstance(value, tuple):
        return _("或").join(_quoted(one, fact, naming) for one in value)
    if isinstance(value, Ref):
        return _reference(value, kind, naming)
    if isinstance(value, Quantity):
        return with_unit(value.value, value.unit)
    if isinstance(value, Ratio):
        return _("%(of)s 分之 %(parts)s") % {"of": value.of, "parts": value.parts}
    return _quoted(value, fact, naming)


def _of_term(term: str, wanted: object, naming: Naming) -> str:
    if isinstance(wanted, tuple):
        return _("或").join(_of_term(term, one, naming) for one in wanted)
    if isinstance(wanted, Quantity):
        return with_unit(wanted.value, wanted.unit)
    said = naming.term_value(term, wanted)
    return _("“%(value)s”") % {"value": said} if isinstance(wanted, str) else said


def _quoted(value: object, fact: Fact | None, naming: Naming) -> str:
    said = naming.value(value, fact)
    return _("“%(value)s”") % {"value": said} if isinstance(value, str) else said


def _reference(ref: Ref, kind: str | None, naming: Naming) -> str:
    if ref.now is not None:
        said = _("当时")
    elif ref.fact is not None:
        said = naming.fact(ref.fact, kind)
    elif ref.term is not None:
        said = _("合同约定的“%(term)s”") % {"term": naming.term(ref.term)}
    else:
        said = _("“%(figure)s”") % {"figure": naming.figure(str(ref.figure))}
    if ref.times is not None:
        share = per_cent(ref.times) if ref.times < 1 else _("%(n)s 倍") % {"n": ref.times}
        said = _("%(name)s的%(share)s") % {"name": said, "share": share}
    if ref.plus is not None:
        return _("%(name)s之后 %(length)s") % {"name": said, "length": length_words(ref.plus)}
    if ref.minus is not None:
        return _("%(name)s之前 %(length)s") % {"name": said, "length": length_words(ref.minus)}
    return said


def _all(node: AllOf, kind: str | None, naming: Naming) -> str:
    return _("，并且").join(_part(one, kind, naming) for one in node.all)


def _any(node: AnyOf, kind: str | None, naming: Naming) -> str:
    return _("，或者").join(_part(one, kind, naming) for one in node.any)


def _part(node: Predicate, kind: str | None, naming: Naming) -> str:
    said = condition(node, kind, naming)
    return _("（%(said)s）") % {"said": said} if isinstance(node, AllOf | AnyOf) else said


def _not(node: Not, kind: str | None, naming: Naming) -> str:
    inner = node.not_
    if isinstance(inner, Compare):
        return _compare(inner, kind, naming, contrary=True)
    if isinstance(inner, Happened):
        return _happened(inner, kind, naming, contrary=True)
    if isinstance(inner, Inside):
        return _("不在“%(window)s”的期间内") % {"window": naming.clock(inner.inside)}
    if isinstance(inner, Open):
        return _("“%(clock)s”的时限没有在进行") % {"clock": naming.clock(inner.open)}
    if isinstance(inner, Delivered):
        return _("%(paper)s还没有送达") % {"paper": naming.paper(inner.delivered)}
    return _("不是“%(said)s”的情形") % {"said": _inner(inner, kind, naming)}


def _members(found: Quantified | Any, kind: str | None, naming: Naming) -> tuple[str, str | None]:
    return naming.members(found.of, kind), naming.member_kind(found.of, kind) or kind


def _every(node: Every, kind: str | None, naming: Naming) -> str:
    name, member = _members(node.every, kind, naming)
    if node.every.where is not None:
        name = _("%(where)s的%(name)s") % {"name": name, "where": _inner(node.every.where, member, naming)}
    must = condition(node.every.must, member, naming) if node.every.must is not None else ""
    return _("%(name)s每一个都须：%(must)s") % {"name": name, "must": must}


def _none(node: NoneOf, kind: str | None, naming: Naming) -> str:
    name, member = _members(node.none, kind, naming)
    parts = [_inner(one, member, naming) for one in (node.none.where, node.none.must) if one is not None]
    if not parts:
        return _("没有%(name)s") % {"name": name}
    return _("没有“%(where)s”的%(name)s") % {"name": name, "where": _("，并且").join(parts)}


def _count(node: Count, kind: str | None, naming: Naming) -> str:
    name = _narrowed(node.count, kind, naming)
    if node.count.by is not None:
        member = naming.member_kind(node.count.of, kind)
        name = _("%(name)s中不同的%(by)s") % {"name": name, "by": naming.fact(node.count.by, member)}
    return _("%(name)s的数量%(bounds)s") % {"name": name, "bounds": _bounds(node.count, None, kind, naming)}


def _sum(node: Sum, kind: str | None, naming: Naming) -> str:
    member = naming.member_kind(node.sum.of, kind)
    fact = naming.fact_of(node.sum.by, member)
    words = {
        "name": _narrowed(node.sum, kind, naming),
        "by": naming.fact(node.sum.by, member),
        "bounds": _bounds(node.sum, fact, kind, naming),
    }
    return _("%(name)s的%(by)s合计%(bounds)s") % words


def _share(node: Share, kind: str | None, naming: Naming) -> str:
    whole = node.share.of
    member = naming.member_kind(whole.of, kind)
    if node.share.part is not None:
        part = _narrowed(node.share.part, kind, naming)
    else:
        part = _("“%(where)s”的部分") % {"where": _inner(node.share.where, member, naming)} if node.share.where else ""
    bounds = _bounds(node.share, None, kind, naming, rate=True)
    return _("%(part)s占%(whole)s的比例%(bounds)s") % {
        "part": part,
        "whole": _narrowed(whole, kind, naming),
        "bounds": bounds,
    }


def _narrowed(found: Selection | Any, kind: str | None, naming: Naming) -> str:
    name, member = _members(found, kind, naming)
    if found.where is None:
        return name
    return _("“%(where)s”的%(name)s") % {"name": name, "where": _inner(found.where, member, naming)}


def _bounds(bounds: Bounds, fact: Fact | None, kind: str | None, naming: Naming, *, rate: bool = False) -> str:
    parts = []
    for name, word in (("at_least", _("不少于 %(n)s")), ("at_most", _("不超过 %(n)s")), ("is_", _("为 %(n)s"))):
        wanted = getattr(bounds, name)
        if wanted is None:
            continue
        plain = rate and not isinstance(wanted, Ref | Ratio | Quantity)
        parts.append(word % {"n": per_cent(wanted) if plain else _operand(wanted, fact, kind, naming)})
    return _("，").join(parts)


def _happened(node: Happened, kind: str | None, naming: Naming, *, contrary: bool = False) -> str:
    step = naming.step(node.happened)
    words = {"step": step, "before": "", "after": ""}
    if node.before is not None:
        words["before"] = _("在%(when)s之前") % {"when": _operand(node.before, None, kind, naming)}
    if node.after is not None:
        words["after"] = _("在%(when)s之后") % {"when": _operand(node.after, None, kind, naming)}
    return (_("%(before)s%(after)s没有“%(step)s”") if contrary else _("%(before)s%(after)s已经“%(step)s”")) % words


def _elapsed(node: Elapsed, kind: str | None, naming: Naming) -> str:
    since = node.elapsed.since
    name = f"“{naming.step(since.step)}”" if since.step is not None else naming.fact(str(since.fact), kind)
    length: Duration | None = node.elapsed.at_least or node.elapsed.less_than
    word = _("从%(name)s起已满 %(length)s") if node.elapsed.at_least else _("从%(name)s起不满 %(length)s")
    return word % {"name": name, "length": length_words(length) if length else ""}


def _unique(node: Unique, kind: str | None, naming: Naming) -> str:
    names = _("、").join(naming.fact(name, kind) for name in node.unique.same)
    return _("%(names)s不与别的重复") % {"names": names}


_SAY: dict[type, Callable[[Any, str | None, Naming], str]] = {
    Compare: _compare,
    AllOf: _all,
    AnyOf: _any,
    Not: _not,
    Every: _every,
    NoneOf: _none,
    Count: _count,
    Sum: _sum,
    Share: _share,
    Happened: _happened,
    Elapsed: _elapsed,
    Inside: lambda node, _kind, naming: _("在“%(window)s”的期间内") % {"window": naming.clock(node.inside)},
    Open: lambda node, _kind, naming: _("“%(clock)s”的时限还在进行") % {"clock": naming.clock(node.open)},
    Delivered: lambda node, _kind, naming: _("%(paper)s已经送达") % {"paper": naming.paper(node.delivered)},
    Unique: _unique,
}
