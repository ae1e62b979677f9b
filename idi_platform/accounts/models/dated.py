"""Rows that hold for a time: from `since` until before `until`, days in Shanghai, half-open."""

from datetime import date
from typing import TYPE_CHECKING, Self, TypeVar

from django.db import models
from django.db.models import F, Q

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

Row = TypeVar("Row", bound=models.Model)


class DatedQuerySet(models.QuerySet[Row]):
    """Rows with `since` and `until`."""

    def on(self, day: date) -> Self:
        """Keep the rows that hold on the day."""
        return self.filter(Q(until__isnull=True) | Q(until__gt=day), since__lte=day)


def days_in_order(name: str, message: "StrOrPromise" = "") -> models.CheckConstraint:
    """Return the constraint that the end, if any, does not lie before the beginning."""
    return models.CheckConstraint(
        name=name,
        condition=Q(until__isnull=True) | Q(until__gte=F("since")),
        violation_error_message=message or None,
    )
