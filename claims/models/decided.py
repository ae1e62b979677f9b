"""What a claim's steps leave behind as rows to read: determinations, agreements, surveys, payments with their shares.

Rows are written by reactions in the step's own transaction, one per Record; a corrected Record supersedes its row.
"""

from django.db import models

from claims.codes import Agreeing, Benchmark, Cause, Ground, LineKind, Mode, Outcome, WaivedBy, WaiverTiming


class FromRecord(models.Model):
    """A row that one Record has made."""

    claim = models.ForeignKey("claims.Claim", models.PROTECT, related_name="%(class)ss")
    record = models.OneToOneField("records.Record", models.PROTECT, related_name="+")
    superseded_at = models.DateTimeField(null=True)

    class Meta:
        """No table of its own."""

        abstract = True


class Determination(FromRecord):
    """One version of what was determined, with everything it rests on and the two persons who answer for it."""

    version = models.PositiveSmallIntegerField()
    outcome = models.CharField(max_length=24, choices=Outcome)
    item = models.CharField(max_length=80, blank=True)
    items = models.JSONField(default=list)
    cause = models.CharField(max_length=24, choices=Cause, blank=True)
    benchmark = models.CharField(max_length=24, choices=Benchmark, blank=True)
    ground = models.CharField(max_length=24, choices=Ground, blank=True)
    assessed_amount = models.DecimalField(max_digits=16, decimal_places=2, null=True)
    clauses = models.JSONField(default=list)
    evidence = models.JSONField(default=list)
    statement = models.ForeignKey("claims.Statement", models.PROTECT, null=True, related_name="+")
    why = models.ForeignKey("claims.Statement", models.PROTECT, null=True, related_name="+")
    determined_at = models.DateTimeField()
    author = models.BigIntegerField(null=True)
    second_person = models.BigIntegerField(null=True)

    class Meta:
        """Versions count from 1, those that stand: an annulled one gives its number back."""

        constraints = (
            models.UniqueConstraint(
                fields=("claim", "version"),
                condition=models.Q(superseded_at__isnull=True),
                name="determination_version_once",
            ),
        )

    def __str__(self) -> str:
        """The version."""
        return f"determination {self.version} of {self.claim_id}"


class Agreement(FromRecord):
    """What one party has agreed to."""

    party = models.CharField(max_length=10, choices=Agreeing)
    mode = models.CharField(max_length=10, choices=Mode)
    amount = models.DecimalField(max_digits=16, decimal_places=2, null=True)
    repair_from = models.DateField(null=True)
    repair_by = models.DateField(null=True)
    scope = models.ForeignKey("claims.Statement", models.PROTECT, null=True, related_name="+")
    agreed_at = models.DateTimeField()
    agreed_by = models.BigIntegerField(null=True)

    def __str__(self) -> str:
        """Who agreed."""
        return f"agreement of {self.party} in {self.claim_id}"


class Survey(FromRecord):
    """One visit, or a failed one."""

    visited_at = models.DateTimeField()
    surveyor = models.BigIntegerField(null=True)
    statement = models.ForeignKey("claims.Statement", models.PROTECT, null=True, related_name="+")
    evidence = models.JSONField(default=list)
    failed = models.CharField(max_length=24, blank=True)

    def __str__(self) -> str:
        """When."""
        return f"survey of {self.claim_id} at {self.visited_at}"


class Waiver(FromRecord):
    """A right against whoever is liable that somebody gave up (Insurance Law 61)."""

    made_on = models.DateField()
    by = models.CharField(max_length=16, choices=WaivedBy)
    timing = models.CharField(max_length=16, choices=WaiverTiming)
    is_whole = models.BooleanField(default=True)
    statement = models.ForeignKey("claims.Statement", models.PROTECT, null=True, related_name="+")
    evidence = models.JSONField(default=list)

    def __str__(self) -> str:
        """By whom, and when."""
        return f"waiver by {self.by} on {self.made_on} in {self.claim_id}"


class Payment(FromRecord):
    """Money paid out: lines less deductions, split among the insurers to the fen."""

    amount = models.DecimalField(max_digits=16, decimal_places=2)
    is_interim = models.BooleanField(default=False)
    payee = models.BigIntegerField(null=True)
    paid_at = models.DateTimeField()
    approved_by = models.BigIntegerField(null=True)
    reverses = models.ForeignKey("self", models.PROTECT, null=True, related_name="reversals")

    class Meta:
        """A negative payment is a reversal linked to its original, and of an original one stands at most."""

        constraints = (
            models.CheckConstraint(
                name="payment_negative_is_reversal",
                condition=models.Q(amount__gt=0, reverses=None) | models.Q(amount__lt=0, reverses__isnull=False),
            ),
            models.UniqueConstraint(
                fields=("reverses",),
                condition=models.Q(superseded_at__isnull=True),
                name="payment_reversed_once",
            ),
        )

    def __str__(self) -> str:
        """The sum."""
        return f"payment {self.amount} in {self.claim_id}"


class PaymentLine(models.Model):
    """What a part of a payment is for; deductions reduce the sum."""

    payment = models.ForeignKey(Payment, models.PROTECT, related_name="lines")
    kind = models.CharField(max_length=16, choices=LineKind)
    amount = models.DecimalField(max_digits=16, decimal_places=2)

    def __str__(self) -> str:
        """Kind and sum."""
        return f"{self.kind} {self.amount}"


class PaymentShare(models.Model):
    """What one insurer of the panel bears of a payment; the shares sum to the payment."""

    payment = models.ForeignKey(Payment, models.PROTECT, related_name="shares")
    organisation = models.ForeignKey("accounts.Organisation", models.PROTECT, related_name="+")
    is_lead = models.BooleanField(default=False)
    rate = models.DecimalField(max_digits=7, decimal_places=4)
    amount = models.DecimalField(max_digits=16, decimal_places=2)

    def __str__(self) -> str:
        """Who bears how much."""
        return f"{self.organisation_id} bears {self.amount}"
