"""Which values may be held against which fact: a date never against a number, a choice only against its codes."""

from collections.abc import Collection
from datetime import date
from decimal import Decimal
from typing import Any

from idi_platform.rulebooks.schema import predicates as ast
from idi_platform.rulebooks.vocabulary import Fact, Vocabulary

from .names import Kinds, Names, Where

_FAMILIES = {
    "date": "time", "instant": "time", "bool": "truth", "int": "number", "decimal": "number", "money": "number",
    "text": "word", "code": "word", "choice": "word",
}  # fmt: skip
_ALLOWED = {
    "time": {"is_", "in_", "at_least", "at_most", "before", "after"},
    "number": {"is_", "in_", "at_least", "at_most"},
    "word": {"is_", "in_"},
    "truth": {"is_"},
}
_TERM_FAMILIES = {"bool": "truth", "text": "word", "choice": "word"}
_SPOKEN = {"time": "a date", "number": "a number", "word": "a word", "truth": "true or false"}


def check_comparison(node: ast.Compare, names: Names, kinds: Kinds, where: Where) -> None:
    """Check the name, the operator and the operands of a comparison."""
    fact = names.fact(node.fact, kinds, (*where, "fact")) if node.fact else None
    if node.term:
        names.term(node.term, (*where, "term"))
    if node.figure:
        names.figure(node.figure, (*where, "figure"))
    if node.exists is not None:
        return
    operator = node.operator
    operands = node.in_ if node.in_ is not None else (getattr(node, operator),)
    family = _family(node, fact, names)
    if family is not None and operator not in _ALLOWED[family]:
        allowed = ", ".join(sorted(o.rstrip("_") for o in _ALLOWED[family]))
        name = node.fact or node.term or "now"
        names.fault((*where, operator), f"{name} is {_SPOKEN[family]}: it can be compared by {allowed} only.")
    for operand in operands:
        check_operand(operand, fact, family, names, kinds, (*where, operator))


def _family(node: ast.Compare, fact: Fact | None, names: Names) -> str | None:
    if fact is not None:
        return _FAMILIES[fact.type]
    if node.term and node.term in names.book.terms:
        return _TERM_FAMILIES.get(names.book.terms[node.term].unit, "number")
    if node.now:
        return "time"
    return "number" if node.figure else None


def check_operand(
    operand: Any, fact: Fact | None, family: str | None, names: Names, kinds: Kinds, where: Where
) -> None:
    """Check one value that a fact of a family is held against."""
    if isinstance(operand, ast.Ref):
        _check_ref(operand, family, names, kinds, where)
        return
    found = "number" if isinstance(operand, ast.Quantity | ast.Ratio) else _literal_family(operand)
    if family is not None and found != family:
        subject = fact.name if fact is not None else "this"
        names.fault(where, f"{subject} is {_SPOKEN[family]}; {_shown(operand)} is {_SPOKEN[found]}.")
        return
    _check_unit(operand, fact, names, where)
    choices = _choices(fact, names)
    if fact is not None and choices and isinstance(operand, str) and operand not in choices:
        near = Vocabulary.nearest(operand, choices)
        names.fault(where, f"{operand} is no choice of {fact.name}{f'; did you mean {near}?' if near else '.'}")


def _choices(fact: Fact | None, names: Names) -> Collection[str]:
    """Return what a fact may say: the closed choices of the code, or the groups that the text itself declares."""
    if fact is not None and fact.name == "item.group" and names.book.cover is not None:
        return names.book.cover.groups
    return (fact.choices or ()) if fact is not None else ()


def _check_ref(ref: ast.Ref, family: str | None, names: Names, kinds: Kinds, where: Where) -> None:
    found: str | None = None
    if ref.fact is not None:
        other = names.fact(ref.fact, kinds, (*where, "fact"))
        found = _FAMILIES[other.type] if other is not None else None
    elif ref.term is not None:
        names.term(ref.term, (*where, "term"))
    elif ref.figure is not None:
        names.figure(ref.figure, (*where, "figure"))
    else:
        found = "time"
    if found is not None and family is not None and found != family:
        names.fault(where, f"{_SPOKEN[family]} cannot be held against {ref.fact or 'now'}, which is {_SPOKEN[found]}.")
    if (ref.plus or ref.minus) and found not in {None, "time"}:
        names.fault(where, "only a date or an instant can be moved by plus or minus.")
    if ref.times is not None and found not in {None, "number"}:
        names.fault(where, "only a number can be multiplied by times.")


def _check_unit(operand: Any, fact: Fact | None, names: Names, where: Where) -> None:
    unit = fact.unit if fact is not None else None
    if isinstance(operand, ast.Quantity):
        if fact is not None and unit != operand.unit:
            names.fault(where, f"{fact.name} is counted in {unit or 'no unit'}, not in {operand.unit}.")
    elif fact is not None and unit and _literal_family(operand) == "number":
        names.fault(where, f"{fact.name} has a unit; write {{{unit}: {operand}}}.")


def _literal_family(value: Any) -> str:
    if isinstance(value, bool):
        return "truth"
    if isinstance(value, int | Decimal):
        return "number"
    return "time" if isinstance(value, date) else "word"


def _shown(operand: Any) -> str:
    if isinstance(operand, ast.Ratio):
        return f"{operand.parts} of {operand.of}"
    if isinstance(operand, ast.Quantity):
        return f"{operand.value} {operand.unit}"
    return str(operand).lower() if isinstance(operand, bool) else str(operand)
