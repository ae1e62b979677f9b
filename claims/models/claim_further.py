"""What keeps a claim in the right hands: handed over, looked at again, repaired again, passed on with the home."""

from claims.models import claim_guards as against
from claims.models import further_facts as given
from claims.models import further_guards as further
from claims.models.claim_handling import FILERS, HANDLERS, OPEN, OWNERS, VISITORS, ClaimHandling
from claims.models.owner_guards import may_act
from idi_platform.accounts.roles import Role
from idi_platform.workflow.facts import NoFacts
from idi_platform.workflow.lifecycles import ANY, Moment, step

DETERMINED = ("accepted", "partly_accepted", "refused", "refusal_notified")
UNENDED = (*OPEN, "refused", "refusal_notified", "performed")
"""The states in which somebody may still want something of the claim."""


class ClaimFurther(ClaimHandling):
    """Steps beside the way from report to payment; each sets columns of this row and nothing else."""

    class Meta:
        """No table of its own."""

        abstract = True

    @property
    def is_repaired_again(self) -> bool:
        """Whether a repair under the warranty of an earlier one is under way."""
        return self.reopened_under_warranty_at is not None and self.state == "performing"

    @step(
        source=ANY,
        by=HANDLERS | {Role.approver},
        facts=given.Assign,
        guards=(further.is_colleague, further.is_handed_on),
        zh="交给同事办理",
        en="assign",
    )
    def assign(self, facts: given.Assign, moment: Moment) -> None:
        """Hand the claim over to a colleague."""
        self.handled_by = facts.handler
        self.assigned_at = moment.occurred_at

    @step(
        source=ANY,
        by=(),
        automatic=True,
        facts=given.AssignByRule,
        guards=(further.handles_for_the_lead, further.is_handed_on),
        zh="按本单位规则分派",
        en="assign by rule",
    )
    def assign_by_rule(self, facts: given.AssignByRule, moment: Moment) -> None:
        """Give a claim that nobody handles to the colleague whom the insurer's own rules name."""
        self.handled_by = facts.handler
        self.assigned_at = moment.occurred_at

    @step(
        source=ANY,
        by=(FILERS - OWNERS) | VISITORS,
        facts=given.Call,
        guards=(further.call_back_is_to_come,),
        zh="登记通话",
        en="call",
    )
    def call(self, facts: given.Call, _moment: Moment) -> None:
        """Keep a telephone call; whoever is to be called back stands on the desk's list until the next call."""
        self.call_back_at = facts.call_back_at

    @step(source=ANY, by=HANDLERS | {Role.approver}, zh="查看索赔人电话", en="look at the claimant's telephone")
    def show_phone(self, _facts: NoFacts, _moment: Moment) -> None:
        """Keep who has asked to see the telephone in full."""

    @step(
        source=UNENDED,
        by=(FILERS - OWNERS) | VISITORS,
        facts=given.ListHomes,
        guards=(further.are_homes_of_building,),
        zh="列明受影响的房屋",
        en="list the homes that are affected",
    )
    def list_homes(self, facts: given.ListHomes, _moment: Moment) -> None:
        """Name homes that the defect of the common part reaches: one claim, and every one of them is told."""
        self.affected_homes = sorted({*self.affected_homes, *facts.unit_ids})

    @step(
        source=DETERMINED,
        target="filed",
        by=HANDLERS,
        facts=given.Redetermine,
        guards=(against.is_proved, against.is_explained),
        second_person=True,
        zh="重新核定",
        en="determine anew",
    )
    def redetermine(self, facts: given.Redetermine, moment: Moment) -> None:
        """Look again at what was determined: the next determination is a new version with a notice of its own.

        The earlier version and its notice stay; what they offered is no longer offered.
        """
        self.redetermined_at = moment.occurred_at
        self.redetermination_reason = facts.reason
        self.determination_sent_at = self.determination_dispatched_at = None
        self.refusal_sent_at = self.refusal_dispatched_at = None
        self.offered_at = self.offered_cash = self.offered_repair_from = self.offered_repair_by = None
        self.offer_id = None

    @step(
        source=("performed", "closed"),
        target="performing",
        by=FILERS,
        guards=(may_act, further.was_repaired),
        zh="质保期内再次维修",
        en="reopen under warranty",
    )
    def reopen_under_warranty(self, _facts: NoFacts, moment: Moment) -> None:
        """The same defect is there again at the same place: the repair is done again under its warranty."""
        self.reopened_under_warranty_at = moment.occurred_at
        self.closed_at = None

    @step(
        source=UNENDED,
        by=(),
        automatic=True,
        facts=given.PassHome,
        zh="房屋过户，待确定由谁继续",
        en="transfer pending",
    )
    def transfer_pending(self, facts: given.PassHome, _moment: Moment) -> None:
        """The home has other holders: both sides are asked with whom the claim goes on."""
        self.transferred_on = facts.transferred_on
        self.is_transfer_pending = True
        self.goes_on_with = ""

    @step(
        source=UNENDED,
        by=HANDLERS,
        facts=given.SettleTransfer,
        guards=(further.transfer_is_open, against.is_explained, further.new_owner_holds_it),
        zh="确定过户后由谁继续",
        en="settle the transfer",
    )
    def settle_transfer(self, facts: given.SettleTransfer, _moment: Moment) -> None:
        """Say with whom the claim goes on; the former owner sees nothing after his time, the new one nothing before."""
        self.is_transfer_pending = False
        self.goes_on_with = facts.goes_on_with
        if facts.claimant_person is not None or facts.claimant_organisation is not None:
            self.claimant_person = facts.claimant_person
            self.claimant_organisation = facts.claimant_organisation

    @step(
        source=UNENDED,
        by=HANDLERS,
        facts=given.RecordWaiver,
        guards=(against.is_proved, against.is_explained, further.waiver_is_past),
        second_person=True,
        zh="登记放弃追偿权利",
        en="record a waiver",
    )
    def record_waiver(self, _facts: given.RecordWaiver, _moment: Moment) -> None:
        """Keep that a right against whoever is liable was given up; what follows stands in the rulebook."""
