"""The State Council's calendar as rows: what a notice ordered for a year, day by day."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class CalendarYear(models.Model):
    """One year and where its days come from; a year without a row is only estimated (rule 14)."""

    year = models.PositiveSmallIntegerField(primary_key=True)
    is_official = models.BooleanField()
    notice = models.CharField(max_length=200, blank=True)
    published_on = models.DateField(null=True)
    loaded_at = models.DateTimeField(null=True)

    class Meta:
        """An official year names its notice."""

        constraints = (
            models.CheckConstraint(
                name="calendar_official_names_notice", condition=Q(is_official=False) | ~Q(notice="")
            ),
        )

    def __str__(self) -> str:
        """The year, and whether it is official."""
        return f"{self.year} {'official' if self.is_official else 'estimated'}"


class CalendarDay(models.Model):
    """A day that is not what its weekday suggests: rest in the week, or work at a weekend."""

    class Kind(models.TextChoices):
        """What the day is."""

        REST = "rest", _("休息日")
        WORK = "work", _("调休上班")

    day = models.DateField(primary_key=True)
    year = models.ForeignKey(CalendarYear, models.PROTECT, related_name="days")
    kind = models.CharField(max_length=4, choices=Kind)
    name = models.CharField(max_length=60)

    def __str__(self) -> str:
        """The day and what it is."""
        return f"{self.day} {self.kind} {self.name}"
