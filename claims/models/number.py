"""Numbers of cases: city, year, type and a running number; no personal data, none is used twice."""

from collections.abc import Iterable
from typing import NamedTuple

from django.db import models

from idi_platform.kernel.prepared import ask
from idi_platform.records.chain import NEXT_NUMBER

_NEXT = f"""
INSERT INTO claims_numbersequence (series, year, last)
SELECT wanted.series, %s, 1 FROM unnest(%s::text[]) WITH ORDINALITY AS wanted(series, place) ORDER BY wanted.place
ON CONFLICT (series, year) DO UPDATE SET last = claims_numbersequence.last + 1
RETURNING series, last, {NEXT_NUMBER}
"""  # noqa: S608  a constant


class Taken(NamedTuple):
    """The number of a new case, and of the Subject that will bear it."""

    number: str
    subject_id: int


class NumberSequence(models.Model):
    """The last number given in one series and year; a number that led to nothing is not given again."""

    series = models.CharField(max_length=20)
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        """One row per series and year."""

        constraints = (models.UniqueConstraint(fields=("series", "year"), name="number_series_per_year"),)

    def __str__(self) -> str:
        """Series, year and the last number."""
        return f"{self.series} {self.year}: {self.last}"


def next_number(series: str, year: int) -> str:
    """Take the next number of a series: `BJ` in 2026 gives BJ-2026-000001."""
    return next_numbers([series], year)[series].number


def next_numbers(wanted: Iterable[str], year: int) -> dict[str, Taken]:
    """Take the next number of several series, one after the other in the order given, in one statement."""
    taken = ask(_NEXT, [year, list(dict.fromkeys(wanted))])
    return {series: Taken(f"{series}-{year}-{int(last):06d}", pk) for series, last, pk in taken}
