"""What follows when a bank sends a payment back: the duty to pay is open again."""

from claims.models import returned
from claims.models.claim_further import ClaimFurther
from claims.models.claim_handling import HANDLERS
from idi_platform.workflow.lifecycles import Moment, step

STANDS = (
    returned.something_was_paid,
    returned.is_standing_payment,
    returned.is_returned_with_proof,
    returned.was_in_the_sum,
)


class ClaimReturned(ClaimFurther):
    """Steps for returned transfers; each sets columns of this row and nothing else."""

    class Meta:
        """No table of its own."""

        abstract = True

    @step(
        source=("performed", "closed"),
        target="agreed",
        by=HANDLERS,
        facts=returned.ReturnPayment,
        guards=(*STANDS, returned.makes_it_unperformed),
        locks=("self", "policy"),
        report=True,
        zh="登记赔款退回",
        en="record a returned indemnity",
    )
    def record_returned_payment(self, facts: returned.ReturnPayment, _moment: Moment) -> None:
        """The agreed sum came back: it was never performed, and the limit runs from its own start."""
        self.performed_at = self.closed_at = None
        self.add_paid(-facts.amount)

    @step(
        source=("performed", "closed"),
        target="performed",
        by=HANDLERS,
        facts=returned.ReturnPayment,
        guards=(*STANDS, returned.leaves_it_performed),
        locks=("self", "policy"),
        report=True,
        zh="登记费用退回",
        en="record returned costs",
    )
    def record_returned_cost(self, facts: returned.ReturnPayment, _moment: Moment) -> None:
        """Costs beside the agreed sum, or of a finished repair, came back; they are paid again before the end."""
        self.closed_at = None
        self.add_paid(-facts.amount)

    @step(
        source=("filed", "accepted", "partly_accepted", "agreed", "performing"),
        by=HANDLERS,
        facts=returned.ReturnPayment,
        guards=STANDS,
        locks=("self", "policy"),
        report=True,
        zh="登记先付款退回",
        en="record a returned part payment",
    )
    def record_returned_part(self, facts: returned.ReturnPayment, _moment: Moment) -> None:
        """What was paid ahead came back before the claim was performed."""
        self.add_paid(-facts.amount)
