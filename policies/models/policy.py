"""Policy: drafted, contracted, paid, issued, waiting, in force, expired; its cover runs per item and per place."""

from collections.abc import Sequence
from decimal import Decimal

from django.db import models

from idi_platform.accounts.roles import PartyRole, Role
from idi_platform.kernel.clock import local_date
from idi_platform.projects.models import InsuredObject
from idi_platform.records.models import Aggregate, StateField
from idi_platform.workflow.facts import NoFacts
from idi_platform.workflow.lifecycles import Moment, lifecycle, step
from policies import guards
from policies.contract import (
    Amend,
    ConfirmAnnexes,
    DateCover,
    DraftPolicy,
    IssuePolicy,
    ItemFacts,
    OfRow,
    ReceivePremium,
    RequestAmendment,
    SignContract,
    Terminate,
)

from .further import FurtherSteps

UNDERWRITERS = frozenset({Role.underwriter})
CONCLUDED = ("contracted", "paid", "issued", "waiting", "in_force")
"""The states of a contract that stands."""


@lifecycle(kind="policy", rank=30, zh="保单", en="policy")
class Policy(FurtherSteps, Aggregate):
    """One contract of insurance on one insured object; schedule, panel and terms stand as the contract agrees them."""

    identity = ("insured_object_id",)

    state = StateField()
    insured_object = models.ForeignKey(InsuredObject, models.PROTECT, related_name="policies")
    number = models.CharField(max_length=40, blank=True)
    policy_kind = models.CharField(max_length=80, blank=True)
    mode = models.CharField(max_length=20, default="single")
    schedule = models.JSONField(default=list)
    panel = models.JSONField(default=list)
    building_ids = models.JSONField(default=list)
    terms = models.JSONField(default=dict)
    annexes = models.JSONField(default=list)
    is_schedule_complete = models.BooleanField(default=False)
    annexes_confirmed = models.BooleanField(default=False)
    explanation_recorded = models.BooleanField(default=False)
    is_contract_written = models.BooleanField(default=False)
    premium_base = models.DecimalField(max_digits=16, decimal_places=2, null=True)
    rate = models.DecimalField(max_digits=9, decimal_places=8, null=True)
    premium = models.DecimalField(max_digits=16, decimal_places=2, null=True)
    premium_received = models.DecimalField(max_digits=16, decimal_places=2, default=Decimal(0))
    sum_insured = models.DecimalField(max_digits=16, decimal_places=2, null=True)
    risk_fee = models.DecimalField(max_digits=16, decimal_places=2, null=True)
    coinsurance_signed_on = models.DateField(null=True)
    signed_on = models.DateField(null=True)
    issued_at = models.DateTimeField(null=True)
    deposit_paid = models.BooleanField(default=False)
    deposit_exempt = models.BooleanField(default=False)
    terminated_on = models.DateField(null=True)
    items_ended_on = models.DateField(null=True)

    class Meta:
        """An insurer's number is given once."""

        constraints = (
            models.UniqueConstraint(fields=("number",), condition=~models.Q(number=""), name="policy_numbered_once"),
        )

    def __str__(self) -> str:
        """The number, or what it insures."""
        return self.number or f"policy {self.pk}"

    def items(self) -> Sequence[ItemFacts]:
        """Return the schedule as the contract agrees it."""
        return [ItemFacts.model_validate(item) for item in self.schedule]

    @step(
        source="",
        target="drafted",
        by=UNDERWRITERS,
        facts=DraftPolicy,
        locks=("insured_object",),
        reads=("project",),
        within=("insured_object",),
        guards=(guards.sound_draft, guards.second_policy),
        zh="拟定保单",
        en="draft",
    )
    def draft(self, facts: DraftPolicy, _moment: Moment) -> None:
        """Write the draft."""
        self._agree(facts)

    @step(
        source="drafted", by=UNDERWRITERS, facts=DraftPolicy, guards=(guards.sound_draft,), zh="修改草稿", en="revise"
    )
    def revise(self, facts: DraftPolicy, _moment: Moment) -> None:
        """Write the draft anew."""
        self._agree(facts)

    def _agree(self, facts: DraftPolicy) -> None:
        data = facts.as_json()
        self.schedule, self.panel = data["items"], data["shares"]
        self.building_ids, self.terms = data["building_ids"], data["terms"]
        self.mode, self.policy_kind = facts.mode, facts.policy_kind
        self.premium_base, self.rate, self.premium = facts.premium_base, facts.rate, facts.premium
        self.sum_insured, self.risk_fee = facts.sum_insured, facts.risk_fee
        self.is_schedule_complete = facts.is_schedule_complete

    @step(
        source="drafted",
        by=UNDERWRITERS | {Role.developer},
        facts=ConfirmAnnexes,
        guards=(guards.annexes_are_named,),
        zh="确认合同附件",
        en="confirm annexes",
    )
    def confirm_annexes(self, facts: ConfirmAnnexes, _moment: Moment) -> None:
        """Record that the developer has confirmed the annexes."""
        self.annexes = list(facts.annexes)
        self.annexes_confirmed = True
        self.explanation_recorded = facts.explanation_recorded

    @step(
        source="drafted", by=UNDERWRITERS, facts=SignContract, zh="签订共保协议", en="sign the co-insurance agreement"
    )
    def sign_coinsurance(self, facts: SignContract, _moment: Moment) -> None:
        """Record the insurers' agreement among themselves."""
        self.coinsurance_signed_on = facts.signed_on

    @step(
        source="drafted",
        target="contracted",
        by=UNDERWRITERS,
        facts=SignContract,
        locks=("self", "insured_object"),
        reads=("project",),
        guards=(guards.contract_may_stand, guards.second_policy),
        report=True,
        duty_of=(PartyRole.developer,),  # all texts oblige the developer to insure in time
        zh="签订保险合同",
        en="sign the contract",
    )
    def sign_contract(self, facts: SignContract, _moment: Moment) -> None:
        """Conclude the contract."""
        self.signed_on = facts.signed_on
        self.is_contract_written = facts.is_contract_written

    @step(
        source=CONCLUDED,
        by=UNDERWRITERS | {Role.accountant},
        facts=ReceivePremium,
        guards=(guards.not_overpaid,),
        report=True,
        duty_of=(PartyRole.developer,),  # whoever takes out the insurance pays; one text wants it in one sum
        zh="收到保险费",
        en="receive premium",
    )
    def receive_premium(self, facts: ReceivePremium, _moment: Moment) -> None:
        """Book money that has cleared."""
        self.premium_received += facts.amount

    @step(source="contracted", target="paid", by=(), automatic=True, zh="保险费收齐", en="settle the premium")
    def settle_premium(self, _facts: NoFacts, _moment: Moment) -> None:
        """Nothing of the premium is open any more."""

    @step(
        source=("contracted", "paid"),
        target="issued",
        by=UNDERWRITERS,
        facts=IssuePolicy,
        reads=("project", "insured_object"),
        guards=(guards.number_is_new,),
        zh="签发保单",
        en="issue",
    )
    def issue(self, facts: IssuePolicy, moment: Moment) -> None:
        """Issue the policy."""
        self.number = facts.number
        self.issued_at = moment.occurred_at

    @step(source="issued", target="waiting", by=(), automatic=True, zh="等待责任开始", en="await cover")
    def await_cover(self, _facts: NoFacts, _moment: Moment) -> None:
        """The days of cover are known and have not come yet."""

    @step(source="*", by=(), automatic=True, facts=DateCover, zh="确定保险期间", en="date the cover")
    def date_cover(self, _facts: DateCover, _moment: Moment) -> None:
        """Record the rows whose days were computed."""

    @step(source=CONCLUDED, target="in_force", by=(), automatic=True, facts=OfRow, zh="保险责任开始", en="begin cover")
    def begin_cover(self, _facts: OfRow, _moment: Moment) -> None:
        """Cover begins by itself, whatever duty was missed."""

    @step(source=CONCLUDED, by=(), automatic=True, facts=OfRow, zh="承保项目到期", en="expire an item")
    def expire_item(self, _facts: OfRow, moment: Moment) -> None:
        """The items that end on this day end by themselves."""
        self.items_ended_on = local_date(moment.occurred_at)

    @step(source=CONCLUDED, target="expired", by=(), automatic=True, facts=OfRow, zh="保单到期", en="expire")
    def expire(self, _facts: OfRow, _moment: Moment) -> None:
        """The last item has ended."""

    @step(
        source=CONCLUDED,
        by=UNDERWRITERS | {Role.developer},
        facts=RequestAmendment,
        zh="申请批改",
        en="request an amendment",
    )
    def request_amendment(self, _facts: RequestAmendment, _moment: Moment) -> None:
        """Ask for an endorsement."""

    @step(
        source=CONCLUDED,
        by=UNDERWRITERS,
        facts=Amend,
        reads=("project", "insured_object"),
        guards=(guards.endorsed_schedule_may_stand, guards.begun_cover_stays),
        second_person=True,
        approved_by=(Role.underwriter, Role.approver),
        zh="出具批单",
        en="amend",
    )
    def amend(self, facts: Amend, _moment: Moment) -> None:
        """Change the contract by endorsement."""
        data = facts.as_json()
        self.schedule = data.get("items", self.schedule)
        self.terms = data.get("terms", self.terms)
        self.sum_insured = facts.sum_insured or self.sum_insured
        self.premium = facts.premium or self.premium

    @step(
        source=CONCLUDED,
        target="terminated",
        by=UNDERWRITERS,
        facts=Terminate,
        reads=("project", "insured_object"),
        guards=(guards.ends_no_earlier_than_today,),
        second_person=True,
        approved_by=(Role.underwriter, Role.approver),
        zh="解除合同",
        en="terminate",
    )
    def terminate(self, facts: Terminate, _moment: Moment) -> None:
        """End the contract before its time."""
        self.terminated_on = facts.terminated_on

    @step(source=CONCLUDED, by=(Role.developer, Role.regulator), zh="免交物业保修金", en="exempt the deposit")
    def exempt_deposit(self, _facts: NoFacts, _moment: Moment) -> None:
        """Record that the property warranty deposit need not be paid."""
        self.deposit_exempt = True

    @step(source=CONCLUDED, by=(Role.developer, Role.regulator), zh="交存物业保修金", en="pay the deposit")
    def pay_deposit(self, _facts: NoFacts, _moment: Moment) -> None:
        """Record that the property warranty deposit was paid."""
        self.deposit_paid = True
        self.deposit_exempt = False
