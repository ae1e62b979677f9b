"""TimeOffset: how far legal time runs ahead of machine time; only a demonstration ever moves it."""

from django.db import models
from django.db.models import Q


class TimeOffset(models.Model):
    """The one row. A demonstration's story may begin in the past; from then on `seconds` is never made smaller."""

    SINGLE = 1

    number = models.PositiveSmallIntegerField(primary_key=True, default=SINGLE)
    seconds = models.BigIntegerField(default=0)

    class Meta:
        """One row only."""

        constraints = (models.CheckConstraint(name="time_offset_single", condition=Q(number=1)),)

    def __str__(self) -> str:
        """The offset."""
        return f"{self.seconds:+} s"
