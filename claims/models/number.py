"""Numbers of cases: city, year, type and a running number; no personal data, none is used twice."""

from django.db import connection, models

_NEXT = """
INSERT INTO claims_numbersequence (series, year, last) VALUES (%s, %s, 1)
ON CONFLICT (series, year) DO UPDATE SET last = claims_numbersequence.last + 1 RETURNING last
"""


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
    with connection.cursor() as cursor:
        cursor.execute(_NEXT, [series, year])
        row = cursor.fetchone()
    return f"{series}-{year}-{int(row[0]):06d}"
