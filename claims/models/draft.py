"""ReportDraft: a report that is being written, kept for its writer until it is sent, erased or old."""

from django.db import models


class ReportDraft(models.Model):
    """What was filled in so far under a form's key; nothing legal hangs on it, and it is deleted, not archived.

    `owner` is the capacity whose it is (`Acting.owner_key`); `answers` are the fields as they were typed, unchecked;
    `at` is the furthest screen (0, 1 or 2) that was reached; `saved_at` is legal time.
    """

    key = models.UUIDField(primary_key=True)
    owner = models.CharField(max_length=80)
    unit = models.ForeignKey("projects.Unit", models.CASCADE, null=True, related_name="+")
    at = models.PositiveSmallIntegerField(default=0)
    answers = models.JSONField(default=dict)
    saved_at = models.DateTimeField(db_index=True)

    class Meta:
        """Its writer's newest one for a home is found at once."""

        indexes = (models.Index(fields=("owner", "unit", "saved_at"), name="draft_by_owner"),)

    def __str__(self) -> str:
        """The key, never the words."""
        return str(self.key)
