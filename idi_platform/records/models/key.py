"""IdempotencyKey: the same request twice has one effect."""

from django.db import models


class IdempotencyKey(models.Model):
    """What an owner's key stood for; `digest` covers step, subject and facts."""

    owner = models.CharField(max_length=80)
    key = models.CharField(max_length=120)
    digest = models.BinaryField(max_length=32)
    record = models.ForeignKey("records.Record", models.PROTECT, null=True, related_name="+")
    proposal_id = models.BigIntegerField(null=True)

    class Meta:
        """A key is unique per owner."""

        constraints = (models.UniqueConstraint(fields=("owner", "key"), name="idempotency_key_per_owner"),)

    def __str__(self) -> str:
        """Owner and key."""
        return f"{self.owner} {self.key}"
