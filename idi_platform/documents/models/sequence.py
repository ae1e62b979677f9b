"""The counters that number papers without gaps."""

from django.db import models, transaction


class PaperSequence(models.Model):
    """The last number given under one printed prefix in one year.

    The prefix is what the reader sees before the year, so no two papers ever show the same number.
    """

    prefix = models.CharField(max_length=40)
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        """One counter per prefix and year."""

        constraints = (models.UniqueConstraint(fields=("prefix", "year"), name="paper_sequence_once"),)

    def __str__(self) -> str:
        """Prefix and year."""
        return f"{self.prefix}〔{self.year}〕"


def next_number(prefix: str, year: int) -> int:
    """Take the next number; held until the caller's transaction ends, and given back if it is rolled back."""
    with transaction.atomic():
        PaperSequence.objects.bulk_create([PaperSequence(prefix=prefix, year=year)], ignore_conflicts=True)
        counter = PaperSequence.objects.select_for_update(no_key=True).get(prefix=prefix, year=year)
        counter.last += 1
        counter.save(update_fields=["last"])
    return counter.last
