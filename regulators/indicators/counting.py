"""How indicators are counted: each counter answers with the list behind every line, and the value follows from it.

A counter looks only at what lay before the end of the month: facts by their legal instant, corrections applied. So the
same month counted again answers alike, unless a fact of it was entered or corrected since.
"""

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import cached_property
from statistics import median
from typing import NamedTuple

from django.db.models import QuerySet

from idi_platform.records import scopes
from idi_platform.records.models import Subject

from .definitions import RATIOS, IndicatorDef, definitions
from .log import Log
from .months import Month
from .open_texts import undetermined

ONE, NOUGHT = Decimal(1), Decimal(0)


class Entry(NamedTuple):
    """One row of a list.

    Attributes:
        subject_id: The case that it leads to.
        counted: What it adds to the numerator; 1 or 0 where things are counted.
        of: What it adds to the denominator; 0 where it stands in the numerator alone.
        ref: The number of the clock, record or row meant, where a case has several; 0 else.
    """

    subject_id: int
    counted: Decimal = ONE
    of: Decimal = NOUGHT
    ref: int = 0


def share(subject_id: int, *, is_in: bool, ref: int = 0) -> Entry:
    """Return a row of a rate: one of the denominator, and of the numerator where it `is_in`."""
    return Entry(subject_id, ONE if is_in else NOUGHT, ONE, ref)


Lists = Mapping[str, Sequence[Entry]]
"""The lists of an indicator by line."""


@dataclass(frozen=True)
class Around:
    """What a counter may look at: a month, and the divisions that are counted (those below them included)."""

    month: Month
    divisions: frozenset[str]

    @cached_property
    def subjects(self) -> QuerySet[Subject]:
        """Every subject in the divisions."""
        return scopes.subjects(scopes.in_divisions(self.divisions))

    @cached_property
    def log(self) -> Log:
        """The steps that were taken there, as they stand after all corrections."""
        return Log(self.month, self.subjects)

    @cached_property
    def undetermined(self) -> frozenset[int]:
        """The insured objects there of which it was open at the end of the month which text binds them."""
        return undetermined(self.month, self.subjects, self.log)


Counter = Callable[[Around], Lists]


class Counting(NamedTuple):
    """Who counts an indicator, and which version of the counting it is."""

    run: Counter
    version: int


_COUNTERS: dict[str, Counting] = {}


def counts(code: str, *, version: int = 1) -> Callable[[Counter], Counter]:
    """Register who counts an indicator; `version` rises whenever the same facts would be counted otherwise."""

    def decorate(run: Counter) -> Counter:
        if code in _COUNTERS:
            raise ValueError(f"{code} is counted already: {_COUNTERS[code].run.__qualname__}.")
        _COUNTERS[code] = Counting(run, version)
        return run

    return decorate


class Figure(NamedTuple):
    """One line of an indicator as it was counted.

    `value` is None where the denominator is nought: the page shows a dash, never 0 %.
    """

    code: str
    line: str
    counted: Decimal
    of: Decimal
    value: Decimal | None
    definition: int
    counting: int
    listed: Sequence[Entry]

    @property
    def rows(self) -> list[list[str | int]]:
        """Its list as it is kept: subject, counted, of, ref, in the order of subject and ref."""
        return [[row.subject_id, plain(row.counted), plain(row.of), row.ref] for row in self.listed]

    @property
    def digest(self) -> str:
        """SHA-256 of its list."""
        return digest_of(self.rows)


def count(around: Around, codes: Iterable[str] | None = None) -> list[Figure]:
    """Count indicators, all of them unless some are named, in the order of their definitions."""
    found: list[Figure] = []
    for code, definition in definitions().items():
        if codes is not None and code not in codes:
            continue
        counting = _COUNTERS[code]
        lists = counting.run(around)
        if unknown := lists.keys() - definition.lines.keys():
            raise LookupError(f"{code} has no lines {sorted(unknown)}.")
        found += [_figure(code, line, definition, counting.version, lists.get(line, ())) for line in definition.lines]
    return found


def _figure(code: str, line: str, definition: IndicatorDef, version: int, listed: Sequence[Entry]) -> Figure:
    rows = sorted(listed, key=lambda row: (row.subject_id, row.ref))
    counted, of = sum((row.counted for row in rows), NOUGHT), sum((row.of for row in rows), NOUGHT)
    value = _value(definition, line, rows, counted, of)
    return Figure(code, line, counted, of, value, definition.version, version, rows)


def _value(definition: IndicatorDef, line: str, rows: Sequence[Entry], counted: Decimal, of: Decimal) -> Decimal | None:
    how, unit = definition.how(line), definition.unit_of(line)
    if how == "sum":
        exact = counted
    elif how == "median":
        among = [row.counted for row in rows if row.of]
        if not among:
            return None
        exact = Decimal(median(among))
    elif not of:
        return None
    else:
        exact = counted * RATIOS.get(unit, 1) / of
    return exact.quantize(Decimal(1).scaleb(-definition.places(line)), ROUND_HALF_UP)


def plain(number: Decimal) -> str:
    """Write a number exactly and always alike: no exponent, no trailing noughts."""
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def digest_of(rows: object) -> str:
    """Return the SHA-256 of what JSON writes of it, always alike."""
    return hashlib.sha256(json.dumps(rows, separators=(",", ":")).encode()).hexdigest()
