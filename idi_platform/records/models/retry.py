"""Retry: who had work of the system tried again that had failed for good."""

from django.db import models

from idi_platform.records.triggers import append_only


class Retry(models.Model):
    """One press of the button.

    `owed` and `row` name the row of the queue (`documents.paper` 12), `by` the capacity that asked, `attempts` and
    `fault` how it stood until then. `at` is machine time, as everything of the queue.
    """

    owed = models.CharField(max_length=40)
    row = models.BigIntegerField()
    at = models.DateTimeField()
    by = models.JSONField()
    attempts = models.PositiveSmallIntegerField()
    fault = models.CharField(max_length=200, blank=True)

    class Meta:
        """Written once, read by row."""

        indexes = (models.Index(fields=("owed", "row", "id"), name="retry_of_row"),)
        triggers = append_only("retry")
        verbose_name_plural = "retries"

    def __str__(self) -> str:
        """Row and instant."""
        return f"{self.owed} {self.row} at {self.at:%Y-%m-%d %H:%M}"
