"""What waits for a second person, for a lawyer, or for somebody to look again."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from idi_platform.records.triggers import written_once

SOURCE_LENGTH = 200
"""The most characters of a decision's source."""


class ProposalState(models.TextChoices):
    """Where a proposal stands."""

    OPEN = "open", _("待复核")
    APPROVED = "approved", _("已同意")
    DECLINED = "declined", _("已退回")


class Proposal(models.Model):
    """A step, or a correction, that one person has prepared and another must approve.

    Nothing of the step has happened yet. Approval performs it then, with the gates asked anew; that instant counts.
    """

    subject = models.ForeignKey("records.Subject", models.PROTECT, related_name="proposals")
    step = models.CharField(max_length=80)
    corrects = models.ForeignKey("records.Record", models.PROTECT, null=True, blank=True, related_name="+")
    facts = models.JSONField(default=dict)
    reasons = models.JSONField(default=dict)
    evidence = models.JSONField(default=list)
    in_breach = models.BooleanField(default=False)
    occurred_at = models.DateTimeField(null=True)
    maker = models.ForeignKey("accounts.Person", models.PROTECT, related_name="+")
    organisation = models.ForeignKey("accounts.Organisation", models.PROTECT, null=True, related_name="+")
    acting = models.JSONField()
    made_at = models.DateTimeField()
    preview = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=ProposalState, default=ProposalState.OPEN)
    decided_by = models.ForeignKey("accounts.Person", models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    decline_words = models.ForeignKey("records.Words", models.PROTECT, null=True, related_name="+")
    record = models.ForeignKey("records.Record", models.PROTECT, null=True, related_name="+")

    class Meta:
        """An approver's queue; one open proposal per subject and step."""

        constraints = (
            models.UniqueConstraint(
                fields=("subject", "step"),
                condition=Q(state="open", corrects__isnull=True),
                name="proposal_one_open_per_step",
            ),
            models.CheckConstraint(
                name="proposal_is_decided_by_another",
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=models.F("maker")),
            ),
        )
        indexes = (models.Index(fields=("organisation", "made_at"), condition=Q(state="open"), name="proposal_queue"),)

    def __str__(self) -> str:
        """The step and its subject."""
        return f"{self.step} of {self.subject_id} ({self.state})"


class LegalDecision(models.Model):
    """The recorded answer to a `refer`: ground and source, for this case or for all like it (page 8, R10)."""

    class Scope(models.TextChoices):
        """How far the decision reaches."""

        CASE = "case", _("仅本案")
        ALL_LIKE_IT = "all", _("同类情形")

    subject = models.ForeignKey("records.Subject", models.PROTECT, related_name="legal_decisions")
    gate = models.CharField(max_length=120)
    clause = models.CharField(max_length=60, blank=True)
    scope = models.CharField(max_length=4, choices=Scope, default=Scope.CASE)
    lets_pass = models.BooleanField()
    ground_words = models.ForeignKey("records.Words", models.PROTECT, related_name="+")
    source = models.CharField(max_length=SOURCE_LENGTH)
    decided_by = models.ForeignKey("accounts.Person", models.PROTECT, related_name="+")
    organisation = models.ForeignKey("accounts.Organisation", models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField()
    superseded_by = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")

    class Meta:
        """Looked up by gate."""

        indexes = (models.Index(fields=("gate", "subject"), name="legal_decision_by_gate"),)

    def __str__(self) -> str:
        """The gate and the answer."""
        return f"{self.gate}: {'pass' if self.lets_pass else 'stay'}"


class Violation(models.Model):
    """A gate that the world passed without asking: opened when a fact is recorded in breach (page 8, R2)."""

    subject = models.ForeignKey("records.Subject", models.PROTECT, related_name="violations")
    record = models.ForeignKey("records.Record", models.PROTECT, related_name="violations")
    gate = models.CharField(max_length=120)
    clause = models.CharField(max_length=60, blank=True)
    message = models.TextField()
    opened_at = models.DateTimeField()

    def __str__(self) -> str:
        """The gate and its subject."""
        return f"{self.gate} of {self.subject_id}"


class RefusedAttempt(models.Model):
    """What somebody tried and was refused; it changed nothing. Written once, deleted when it has been kept long enough.

    `subject` is what the step was asked of, or what a new thing would hang on; `division` where that is only a place.
    """

    subject = models.ForeignKey("records.Subject", models.PROTECT, null=True, related_name="refused_attempts")
    division = models.ForeignKey("accounts.Division", models.PROTECT, null=True, related_name="+")
    step = models.CharField(max_length=80)
    person = models.ForeignKey("accounts.Person", models.PROTECT, null=True, related_name="+")
    organisation = models.ForeignKey("accounts.Organisation", models.PROTECT, null=True, related_name="+")
    acting = models.JSONField()
    refusals = models.JSONField()
    at = models.DateTimeField()
    digest = models.BinaryField(max_length=32, unique=True)

    class Meta:
        """Read by what it hangs on and by whose people tried; swept by age."""

        indexes = (
            models.Index(fields=("subject", "at"), name="attempt_on_subject"),
            models.Index(fields=("organisation", "at"), name="attempt_of_organisation"),
            models.Index(fields=("at",), name="attempt_by_age"),
        )
        triggers = written_once("attempt")

    def __str__(self) -> str:
        """The step and what it was asked of."""
        return f"{self.step} of {self.subject_id}"


class Review(models.Model):
    """A decision that would come out otherwise after a correction; a person looks, nothing is undone by itself."""

    subject = models.ForeignKey("records.Subject", models.PROTECT, related_name="reviews")
    correction = models.ForeignKey("records.Record", models.PROTECT, related_name="reviews")
    about = models.CharField(max_length=80)
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    opened_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)
    settled_by = models.ForeignKey("accounts.Person", models.PROTECT, null=True, related_name="+")
    outcome_words = models.ForeignKey("records.Words", models.PROTECT, null=True, related_name="+")

    class Meta:
        """What still waits for a look."""

        indexes = (models.Index(fields=("subject",), condition=Q(settled_at__isnull=True), name="review_still_open"),)

    def __str__(self) -> str:
        """What it is about."""
        return f"{self.about} of {self.subject_id}"
