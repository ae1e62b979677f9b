"""What a claim keeps: columns that its steps set; nothing here is personal data but numbers of people."""

from decimal import Decimal

from django.db import models

from claims.codes import (
    Benchmark,
    Cause,
    Channel,
    ComplexReason,
    GoesOnWith,
    Ground,
    LiableParty,
    Mode,
    Outcome,
    Place,
    RedeterminationReason,
    Reporter,
    Severity,
)
from claims.models.placed import Placed
from idi_platform.kernel.money import to_fen


def _code(choices: type[models.TextChoices]) -> "models.CharField[str, str]":
    return models.CharField(max_length=24, choices=choices, blank=True)


class ClaimRow(Placed):
    """The columns of a claim. Instants are UTC, days are days in Shanghai, money is yuan to the fen."""

    identity = ("number",)

    number = models.CharField(max_length=30, unique=True)
    earlier = models.ForeignKey("records.Subject", models.PROTECT, null=True, related_name="+")
    earlier_known_on = models.DateField(null=True)

    channel = _code(Channel)
    reporter = _code(Reporter)
    claimant_person = models.BigIntegerField(null=True)
    claimant_organisation = models.BigIntegerField(null=True)
    filed_by_person = models.BigIntegerField(null=True)
    filed_by_organisation = models.BigIntegerField(null=True)
    statement = models.ForeignKey("claims.Statement", models.PROTECT, null=True, related_name="+")

    affected_homes = models.JSONField(default=list)

    place = _code(Place)
    defect = models.CharField(max_length=80, blank=True)
    item_code = models.CharField(max_length=80, blank=True)
    severity = _code(Severity)
    is_emergency = models.BooleanField(default=False)
    received_at = models.DateTimeField(null=True)
    reported_on = models.DateField(null=True)
    discovered_on = models.DateField(null=True)
    first_known_on = models.DateField(null=True)

    liable = _code(LiableParty)
    routed_at = models.DateTimeField(null=True)

    supplement_requested_at = models.DateTimeField(null=True)
    supplement_arrived_at = models.DateTimeField(null=True)
    supplement_count = models.PositiveSmallIntegerField(default=0)
    wanted_papers = models.JSONField(default=list)
    papers_came = models.JSONField(default=list)
    papers_lacking = models.JSONField(default=list)
    answer_by = models.DateField(null=True)
    has_new_fact_since_request = models.BooleanField(default=False)
    papers_complete_at = models.DateTimeField(null=True)

    survey_from_at = models.DateTimeField(null=True)
    survey_until_at = models.DateTimeField(null=True)
    surveyor = models.BigIntegerField(null=True)
    surveyed_at = models.DateTimeField(null=True)
    failed_visits = models.PositiveSmallIntegerField(default=0)
    last_failed_visit_at = models.DateTimeField(null=True)
    moisture = models.DecimalField(max_digits=5, decimal_places=1, null=True)
    crack_width = models.DecimalField(max_digits=6, decimal_places=2, null=True)

    is_complex = models.BooleanField(default=False)
    complex_reason = _code(ComplexReason)
    complex_at = models.DateTimeField(null=True)

    outcome = _code(Outcome)
    determined_at = models.DateTimeField(null=True)
    determination_version = models.PositiveSmallIntegerField(default=0)
    cause = _code(Cause)
    benchmark = _code(Benchmark)
    ground = _code(Ground)
    assessed_amount = models.DecimalField(max_digits=16, decimal_places=2, null=True)
    evidence_count = models.PositiveSmallIntegerField(default=0)
    is_recorded_at_acceptance = models.BooleanField(default=False)
    revealed_in_use = models.BooleanField(null=True)
    determination_sent_at = models.DateTimeField(null=True)
    determination_dispatched_at = models.DateTimeField(null=True)
    refusal_sent_at = models.DateTimeField(null=True)
    refusal_dispatched_at = models.DateTimeField(null=True)

    offered_at = models.DateTimeField(null=True)
    offered_cash = models.DecimalField(max_digits=16, decimal_places=2, null=True)
    offered_repair_from = models.DateField(null=True)
    offered_repair_by = models.DateField(null=True)
    offer = models.ForeignKey("claims.Statement", models.PROTECT, null=True, related_name="+")

    agreed_at = models.DateTimeField(null=True)
    agreed_with_insured_at = models.DateTimeField(null=True)
    mode = _code(Mode)
    amount = models.DecimalField(max_digits=16, decimal_places=2, null=True)
    repair_from = models.DateField(null=True)
    repair_by = models.DateField(null=True)
    repairer = models.BigIntegerField(null=True)
    repair_ordered_at = models.DateTimeField(null=True)
    repair_completed_at = models.DateTimeField(null=True)
    water_test_passed = models.BooleanField(null=True)
    repair_cost = models.DecimalField(max_digits=16, decimal_places=2, null=True)
    performed_at = models.DateTimeField(null=True)
    paid = models.DecimalField(max_digits=16, decimal_places=2, default=Decimal("0.00"))

    handled_by = models.BigIntegerField(null=True)
    assigned_at = models.DateTimeField(null=True)
    call_back_at = models.DateTimeField(null=True)
    redetermined_at = models.DateTimeField(null=True)
    redetermination_reason = _code(RedeterminationReason)
    reopened_under_warranty_at = models.DateTimeField(null=True)
    transferred_on = models.DateField(null=True)
    is_transfer_pending = models.BooleanField(default=False)
    goes_on_with = _code(GoesOnWith)
    closed_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        """No table of its own."""

        abstract = True

    def __str__(self) -> str:
        """The number."""
        return self.number

    @property
    def in_hand_of(self) -> int | None:
        """Return who handles the claim."""
        return self.handled_by

    @property
    def is_waiting_for_papers(self) -> bool:
        """Whether the list of missing papers is unanswered."""
        asked = self.supplement_requested_at
        return asked is not None and (self.papers_complete_at is None or self.papers_complete_at < asked)

    @property
    def papers_to_come(self) -> list[str]:
        """Return the papers of the unanswered list that have not come; none where no list is open."""
        if not self.is_waiting_for_papers:
            return []
        return [code for code in self.wanted_papers if code not in self.papers_came]

    @property
    def is_liability_settled(self) -> bool:
        """Whether all of it was found covered, and the owner has agreed to what is done about it."""
        return self.outcome == Outcome.COVERED and self.agreed_at is not None

    @property
    def is_refused_part_open(self) -> bool:
        """Whether a part was refused and the notice of it has not left."""
        return self.state == "partly_accepted" and self.refusal_dispatched_at is None

    @property
    def is_unclaimed(self) -> bool:
        """Whether a desk took the report in and nobody was named who claims."""
        named = self.claimant_person is not None or self.claimant_organisation is not None
        return not named and (self.filed_by_organisation is not None or self.filed_by_person is None)

    def add_paid(self, amount: Decimal) -> None:
        """Add a payment to what was paid before."""
        self.paid = to_fen(Decimal(self.paid) + amount)
