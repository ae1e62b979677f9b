"""CoverRow: one item of one policy in one building, with its own first day and end."""

from datetime import date
from typing import Self

from django.db import models
from django.db.models import F, Q

from idi_platform.projects.models import Building

from .policy import Policy


class CoverRowQuerySet(models.QuerySet["CoverRow"]):
    """Rows by day."""

    def covering(self, day: date) -> Self:
        """Rows that cover the day in Shanghai."""
        return self.filter(starts_on__lte=day, ends_on__gt=day)


class CoverRow(models.Model):
    """Derived from the contract's schedule and the building's days; never edited by hand.

    Half-open: from 00:00 of `starts_on` to 00:00 of `ends_on`; both empty until the day they hang on is known.
    """

    policy = models.ForeignKey(Policy, models.PROTECT, related_name="rows")
    building = models.ForeignKey(Building, models.PROTECT, related_name="cover_rows")
    item = models.CharField(max_length=80)
    group = models.CharField(max_length=40)
    starts_on = models.DateField(null=True)
    ends_on = models.DateField(null=True)
    limit = models.DecimalField(max_digits=16, decimal_places=2, null=True)
    deductible = models.DecimalField(max_digits=16, decimal_places=2, null=True)
    clause = models.CharField(max_length=60, blank=True)

    objects = CoverRowQuerySet.as_manager()

    class Meta:
        """One row per item and building; found by building and by the days on which something begins or ends."""

        constraints = (
            models.UniqueConstraint(fields=("policy", "building", "item"), name="cover_row_once"),
            models.CheckConstraint(
                name="cover_row_ends_after_it_begins",
                condition=Q(ends_on__isnull=True) | Q(starts_on__isnull=False, ends_on__gt=F("starts_on")),
            ),
        )
        indexes = (models.Index(fields=("building", "item"), name="cover_row_by_building"),)

    def __str__(self) -> str:
        """Item and building."""
        return f"{self.item} in {self.building_id}"
