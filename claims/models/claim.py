"""Claim: one defect at one place, from the report to the last payment."""

from decimal import Decimal
from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.db.models.functions import Right

from claims.models import claim_facts as given
from claims.models import claim_guards as against
from claims.models import further_guards as further
from claims.models import owner_guards as owners
from claims.models import payment_guards as payments
from claims.models.beside.appraisal import OPEN as OPEN_APPRAISALS
from claims.models.beside.appraisal import Appraisal
from claims.models.claim_handling import HANDLERS, OWNERS
from claims.models.claim_returned import ClaimReturned
from claims.models.returned import nothing_is_returned
from idi_platform.accounts.roles import Role
from idi_platform.kernel.once import once
from idi_platform.records.models.aggregate import AggregateQuerySet
from idi_platform.workflow.facts import NoFacts
from idi_platform.workflow.lifecycles import Moment, lifecycle, step

BEFORE_PERFORMANCE = ("filed", "accepted", "partly_accepted", "refused", "refusal_notified", "agreed")


@once(of="claims_appraisal")
def _is_appraised(claim_id: int) -> bool:
    return Appraisal.objects.filter(claim=claim_id, state__in=OPEN_APPRAISALS).exists()


@lifecycle(kind="claim", rank=70, zh="索赔案件", en="claim")
class Claim(ClaimReturned):
    """A claim. The survey is a fact that gates the determination where the city asks, not a state."""

    if TYPE_CHECKING:
        objects: ClassVar[AggregateQuerySet["Claim"]]

    class Meta:
        """An owner's list, a desk's list, and what one organisation has filed."""

        indexes = (
            models.Index(fields=("claimant_person", "reported_on"), name="claim_by_claimant"),
            models.Index(fields=("state", "received_at"), name="claim_by_state"),
            models.Index(fields=("filed_by_organisation", "received_at"), name="claim_by_filer"),
            models.Index(fields=("handled_by", "state"), name="claim_by_handler"),
            models.Index(Right("number", 4), name="claim_by_last_digits"),
        )

    @property
    def in_dispute(self) -> bool:
        """Whether an appraisal of the claim is open."""
        return self.pk is not None and _is_appraised(self.pk)

    @property
    def spent(self) -> Decimal:
        """What the insurer paid or spent on repairs, in yuan; a payment of the works counts once, with their cost."""
        costs = [self.repair_cost, *self.repairs.values_list("cost", flat=True)]
        works = sum((cost for cost in costs if cost is not None), Decimal(0))
        return Decimal(self.paid) + max(works - payments.paid_of_agreed(self), Decimal(0))

    @step(
        source=("accepted", "partly_accepted"),
        by=HANDLERS,
        facts=given.OfferSettlement,
        guards=(payments.offers_more_than_paid,),
        zh="提出维修或赔付方案",
        en="offer a settlement",
    )
    def offer_settlement(self, facts: given.OfferSettlement, moment: Moment) -> None:
        """Put before the owner what he may choose between."""
        self.offered_at = moment.occurred_at
        self.offered_cash = facts.cash
        self.offered_repair_from = facts.repair_from
        self.offered_repair_by = facts.repair_by
        self.offer_id = facts.statement_id

    @step(
        source=("accepted", "partly_accepted", "agreed"),
        target="agreed",
        by=OWNERS | {Role.handler, Role.developer},
        facts=given.Agree,
        guards=(
            against.refused_part_is_served,
            against.party_may_agree,
            owners.may_act,
            owners.claimant_agrees,
            against.is_as_offered,
            further.nobody_else_asks,
        ),
        zh="同意方案",
        en="agree",
    )
    def agree(self, facts: given.Agree, moment: Moment) -> None:
        """Agree, as the owner or after him as the insured."""
        if facts.party == "insured":
            self.agreed_with_insured_at = moment.occurred_at
            return
        self.agreed_at = moment.occurred_at
        self.mode = facts.mode
        self.amount = facts.amount
        self.repair_from = facts.repair_from
        self.repair_by = facts.repair_by

    @step(
        source="agreed",
        target="performing",
        by=HANDLERS,
        facts=given.OrderRepair,
        guards=(against.is_repair,),
        reads=("policy",),
        zh="派工维修",
        en="order the repair",
    )
    def order_repair(self, facts: given.OrderRepair, moment: Moment) -> None:
        """Send the repairer."""
        self.repair_ordered_at = moment.occurred_at
        self.repairer = facts.repairer

    @step(
        source="performing",
        target="performed",
        by=HANDLERS,
        facts=given.CompleteRepair,
        guards=(further.repair_is_proved,),
        report=True,
        zh="维修完成并验收",
        en="complete the repair",
    )
    def complete_repair(self, facts: given.CompleteRepair, moment: Moment) -> None:
        """Record the finished repair: that is performance, not the order; one under warranty moves no earlier day."""
        self.repair_completed_at = self.repair_completed_at or moment.occurred_at
        self.performed_at = self.performed_at or moment.occurred_at
        self.water_test_passed = facts.water_test_passed
        self.repair_cost = facts.repair_cost or self.repair_cost

    @step(
        source=("agreed", "performing", "performed"),
        target="performed",
        by=HANDLERS,
        facts=given.Pay,
        guards=(
            payments.repair_comes_first,
            payments.pays_as_agreed,
            payments.pays_in_full,
            payments.pays_repair_once,
            further.nobody_else_asks,
        ),
        zh="支付赔款",
        en="pay",
        locks=("self", "policy"),
        reads=("unit",),
        second_person=True,
    )
    def pay(self, facts: given.Pay, moment: Moment) -> None:
        """Pay all that was agreed and is still open, or what the repair cost: that is performance."""
        self.add_paid(facts.amount)
        self.performed_at = self.performed_at or moment.occurred_at

    @step(
        source=("filed", "accepted", "partly_accepted", "agreed", "performing"),
        by=HANDLERS,
        facts=given.Pay,
        guards=(payments.interim_stays_within, further.nobody_else_asks),
        zh="先予支付能确定的部分",
        en="pay what is certain",
        locks=("self", "policy"),
        reads=("unit",),
        second_person=True,
    )
    def pay_interim(self, facts: given.Pay, _moment: Moment) -> None:
        """Pay the part that is certain while the rest is open (Insurance Law 25)."""
        self.add_paid(facts.amount)

    @step(
        source=("performed", "refusal_notified"),
        target="closed",
        by=HANDLERS,
        guards=(against.no_dispute, against.works_are_right, nothing_is_returned, further.nobody_else_asks),
        zh="结案",
        en="close",
    )
    def close(self, _facts: NoFacts, moment: Moment) -> None:
        """End the claim."""
        self.closed_at = moment.occurred_at

    @step(
        source=BEFORE_PERFORMANCE,
        target="withdrawn",
        by=OWNERS,
        guards=(owners.may_act, owners.claimant_withdraws),
        zh="撤回报案",
        en="withdraw",
    )
    def withdraw(self, _facts: NoFacts, moment: Moment) -> None:
        """Take the claim back; only whoever claims may, and not once the insurer has performed."""
        self.withdrawn_at = moment.occurred_at
