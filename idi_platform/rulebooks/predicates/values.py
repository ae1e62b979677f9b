"""Reading operands and comparing values: amounts as Decimals, days as days in Shanghai."""

from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any

from idi_platform.kernel.errors import PlatformError
from idi_platform.rulebooks.schema import predicates as ast

from .scope import Scope
from .spans import as_day, moved


class ComparisonError(PlatformError):
    """Two values of kinds that cannot be compared met; the loader should have refused the rulebook."""


def read(operand: Any, scope: Scope) -> Any:
    """Return the value of a literal, a quantity, an exact ratio or a reference; None if unknown."""
    if isinstance(operand, ast.Quantity):
        return operand.value
    if isinstance(operand, ast.Ratio):
        return Fraction(operand.parts, operand.of)
    if isinstance(operand, ast.Ref):
        return _referred(operand, scope)
    return operand


def _referred(ref: ast.Ref, scope: Scope) -> Any:
    if ref.now:
        found: Any = scope.now
    elif ref.fact is not None:
        found = scope.value(ref.fact)
    else:
        found = scope.term(ref.term) if ref.term is not None else scope.figure(ref.figure or "")
    if found is None:
        return None
    if ref.times is not None:
        found = Decimal(str(found)) * Decimal(str(ref.times))
    duration = ref.plus or ref.minus
    if duration is None:
        return found
    if duration.unit == "working_days":
        number = -duration.number if ref.minus else duration.number
        return scope.innermost.working_day(as_day(found), number)
    return moved(found, duration, back=ref.minus is not None)


def compare(operator: str, actual: Any, wanted: Any) -> bool:
    """Return whether the comparison holds. A day against an instant is compared by days in Shanghai."""
    if operator == "in_":
        return any(_level(actual, one)[0] == _level(actual, one)[1] for one in wanted)
    left, right = _level(actual, wanted)
    try:
        return bool(_OPERATORS[operator](left, right))
    except TypeError:
        raise ComparisonError(
            "rulebook.comparison",
            f"{actual!r} and {wanted!r} cannot be compared; correct the rulebook or the fact's type.",
        ) from None


_OPERATORS = {
    "is_": lambda left, right: left == right,
    "at_least": lambda left, right: left >= right,
    "at_most": lambda left, right: left <= right,
    "before": lambda left, right: left < right,
    "after": lambda left, right: left > right,
}


def _level(left: Any, right: Any) -> tuple[Any, Any]:
    if isinstance(left, date) and isinstance(right, date):
        if isinstance(left, datetime) and isinstance(right, datetime):
            return left, right
        return as_day(left), as_day(right)
    return _number(left), _number(right)


def _number(value: Any) -> Any:
    return Decimal(str(value)) if isinstance(value, float) else value
