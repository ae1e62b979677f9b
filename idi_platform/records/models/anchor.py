"""Anchor: a daily Merkle root of all chain heads, also kept outside the database."""

from django.db import models

from idi_platform.records.triggers import append_only


class Anchor(models.Model):
    """The root over (subject, seq, head) of all subjects, in id order, at the end of a day in Shanghai.

    It covers the records up to `last_record_id` whose transaction number lies below `horizon`: those that had
    surely been committed when the anchor was made. After a restore into another cluster old records bear numbers that
    no transaction there has reached: those from `ceiling` on are covered, too; None where there are none.
    """

    day = models.DateField(unique=True)
    root = models.BinaryField(max_length=32)
    subjects = models.PositiveBigIntegerField()
    last_record_id = models.BigIntegerField()
    horizon = models.BigIntegerField()
    ceiling = models.BigIntegerField(null=True)

    class Meta:
        """Written once."""

        triggers = append_only("anchor")

    def __str__(self) -> str:
        """Day and root."""
        return f"{self.day} {bytes(self.root).hex()}"
