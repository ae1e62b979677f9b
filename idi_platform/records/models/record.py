"""Record: one step, event or correction; append-only and chained per subject."""

from django.db import models
from django.db.models import Func
from django.utils.translation import gettext_lazy as _

from idi_platform.records.triggers import RECORD_TRIGGERS


class Form(models.TextChoices):
    """Who moved: a person through a step, time through an event, or two persons through a correction."""

    STEP = "step", _("步骤")
    EVENT = "event", _("事件")
    CORRECTION = "correction", _("更正")


class TransactionId(Func):
    """The number of the top-level transaction that writes the row."""

    template = "(pg_current_xact_id()::text::bigint)"
    output_field = models.BigIntegerField()


class Record(models.Model):
    """One link of a subject's chain.

    `occurred_at` is the legal instant, `recorded_at` when the platform wrote it (legal time, both to the second).
    `facts` hold ids, codes, dates, amounts and salted digests, never personal data. `hash` is made by the database
    function `record_hash`, the only one that makes it.
    """

    subject = models.ForeignKey("records.Subject", models.PROTECT, related_name="records")
    seq = models.PositiveIntegerField()
    form = models.CharField(max_length=12, choices=Form)
    name = models.CharField(max_length=80)
    source = models.CharField(max_length=40, blank=True)
    target = models.CharField(max_length=40, blank=True)
    acting = models.JSONField()
    occurred_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    facts = models.JSONField(default=dict)
    reasons = models.JSONField(default=dict)
    revision_id = models.BigIntegerField(null=True)
    clauses = models.JSONField(default=list)
    cause = models.ForeignKey("self", models.PROTECT, null=True, related_name="effects")
    corrects = models.ForeignKey("self", models.PROTECT, null=True, related_name="corrections")
    prev = models.BinaryField(max_length=32)
    hash = models.BinaryField(max_length=32, default=bytes)
    written_in = models.BigIntegerField(db_default=TransactionId())

    class Meta:
        """One link per number; events and steps are found by name."""

        constraints = (models.UniqueConstraint(fields=("subject", "seq"), name="record_one_per_seq"),)
        indexes = (models.Index(fields=("name", "occurred_at"), name="record_by_name"),)
        triggers = RECORD_TRIGGERS

    def __str__(self) -> str:
        """Name and place in the chain."""
        return f"{self.name} #{self.seq} of {self.subject_id}"
