"""Engagement: a risk agency works on a project for the insurer, from its selection to its end."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from pydantic import Field

from idi_platform.accounts.roles import Role
from idi_platform.projects.guards import not_after_moment
from idi_platform.records.models import Aggregate, StateField
from idi_platform.workflow.facts import Amount, Code, Day, Facts, Id, NoFacts, Rate
from idi_platform.workflow.lifecycles import Moment, lifecycle, step
from riskmgmt.roles import AGENCY, AUTHORITIES, INSURER

ACTIVE = ("selected", "contracted", "authorised", "working", "suspended")


class Select(Facts):
    """The agency, and until when the letter of authority that is offered to it will run."""

    organisation_id: Id
    has_own_contract: bool = True


class Contract(Facts):
    """The contract with the agency; `first_fee` is the first instalment, due on its last day `fee_due_on`."""

    on: Day
    fee: Amount | None = None
    fee_rate: Rate | None = None
    first_fee: Amount | None = None
    fee_due_on: Day | None = None


class Authorise(Facts):
    """The letter of authority that the agency shows on site."""

    on: Day
    letter_until: Day | None = None


class Register(Facts):
    """The number under which the authority keeps the agency."""

    number: Code


class Evaluate(Facts):
    """The insurer's assessment of the agency's work."""

    score: int = Field(ge=0, le=100)


class CheckedOn(Facts):
    """The day of the check, in Shanghai."""

    on: Day


class PayFee(Facts):
    """A part of the fee."""

    amount: Amount = Field(gt=0)


class Suspension(models.TextChoices):
    """Why an agency's work rests."""

    CONFLICT = "conflict", _("利害关系")
    LETTER_LAPSED = "letter_lapsed", _("授权到期")
    STAFF_SHORT = "staff_short", _("人员不足")
    ORDERED = "ordered", _("主管部门要求")


class Suspend(Facts):
    """Why the work rests."""

    why: Suspension


@lifecycle(kind="engagement", rank=60, zh="风险管理委托", en="engagement of the agency")
class Engagement(Aggregate):
    """An engagement; reports made while it is suspended do not count."""

    identity = ()

    state = StateField()
    organisation = models.BigIntegerField(null=True)
    has_own_contract = models.BooleanField("单独签订委托合同", default=True)
    independence_declared_on = models.DateField("独立性声明日期", null=True)
    contracted_on = models.DateField("委托合同签订日期", null=True)
    fee = models.DecimalField("风险管理费", max_digits=16, decimal_places=2, null=True)
    fee_rate = models.DecimalField("风险管理费比例", max_digits=7, decimal_places=6, null=True)
    first_fee = models.DecimalField("首期风险管理费", max_digits=16, decimal_places=2, null=True)
    fee_due_on = models.DateField("首期费用应付日期", null=True)
    fee_paid = models.DecimalField("已付风险管理费", max_digits=16, decimal_places=2, default=0)
    authorised_on = models.DateField("授权书日期", null=True)
    letter_until = models.DateField("授权书有效期至", null=True)
    registered_on = models.DateField("备案日期", null=True)
    registration = models.CharField("备案号", max_length=80, blank=True)
    began_on = models.DateField("开始工作日期", null=True)
    documents_collected_on = models.DateField("收集资料日期", null=True)
    evaluated_on = models.DateField("考核日期", null=True)
    score = models.PositiveSmallIntegerField("考核得分", null=True)
    checks_planned_on = models.DateField("工作检查计划日期", null=True)
    checked_on = models.DateField("飞行检查日期", null=True)
    reported_to_authority_on = models.DateField("书面报告主管部门日期", null=True)
    warned_on = models.DateField("提醒日期", null=True)
    suspended_on = models.DateField("暂停日期", null=True)
    suspension = models.CharField("暂停原因", max_length=24, choices=Suspension, blank=True)
    ended_on = models.DateField("结束日期", null=True)

    @step(
        source="",
        target="selected",
        by=INSURER,
        facts=Select,
        locks=("project",),
        within=("project",),
        zh="选定风险管理机构",
        en="select",
    )
    def select(self, facts: Select, _moment: Moment) -> None:
        """Name the agency."""
        self.organisation = facts.organisation_id
        self.has_own_contract = facts.has_own_contract

    @step(source=ACTIVE, by=AGENCY, reads=("project",), zh="声明独立性", en="declare independence")
    def declare_independence(self, _facts: NoFacts, moment: Moment) -> None:
        """The agency declares that nothing ties it to a participant."""
        self.independence_declared_on = moment.day

    @step(
        source="selected",
        target="contracted",
        by=INSURER | AGENCY,
        facts=Contract,
        reads=("project",),
        zh="签订委托合同",
        en="contract",
    )
    def contract(self, facts: Contract, _moment: Moment) -> None:
        """Conclude the contract."""
        self.contracted_on = facts.on
        self.fee = facts.fee
        self.fee_rate = facts.fee_rate
        self.first_fee = facts.first_fee
        self.fee_due_on = facts.fee_due_on

    @step(source="contracted", target="authorised", by=INSURER, facts=Authorise, zh="出具授权书", en="authorise")
    def authorise(self, facts: Authorise, _moment: Moment) -> None:
        """Give the letter of authority."""
        self.authorised_on = facts.on
        self.letter_until = facts.letter_until

    @step(source=ACTIVE, by=AUTHORITIES | AGENCY, facts=Register, zh="登记备案", en="register")
    def register(self, facts: Register, moment: Moment) -> None:
        """Record the registration with the authority."""
        self.registration = facts.number
        self.registered_on = moment.day

    @step(source=("contracted", "authorised"), target="working", by=AGENCY, zh="进场开展工作", en="begin work")
    def begin_work(self, _facts: NoFacts, moment: Moment) -> None:
        """The agency begins."""
        self.began_on = moment.day

    @step(source=("authorised", "working"), by=AGENCY, zh="收集工程资料", en="collect documents")
    def collect_documents(self, _facts: NoFacts, moment: Moment) -> None:
        """The agency has the project's documents."""
        self.documents_collected_on = moment.day

    @step(source=("working", "ended"), by=INSURER, facts=Evaluate, zh="考核机构", en="evaluate")
    def evaluate(self, facts: Evaluate, moment: Moment) -> None:
        """Assess the agency."""
        self.score = facts.score
        self.evaluated_on = moment.day

    @step(source=("authorised", "working"), by=INSURER, zh="提醒机构改进", en="warn")
    def warn(self, _facts: NoFacts, moment: Moment) -> None:
        """Warn the agency that its work falls short."""
        self.warned_on = moment.day

    @step(source=("contracted", "authorised", "working"), by=INSURER, zh="编制工作检查计划", en="plan the checks")
    def plan_checks(self, _facts: NoFacts, moment: Moment) -> None:
        """The insurer plans how it looks at the agency's work."""
        self.checks_planned_on = moment.day

    @step(
        source=("contracted", "authorised", "working"),
        by=INSURER,
        facts=CheckedOn,
        guards=(not_after_moment("on"),),
        report=True,
        zh="开展飞行检查",
        en="check unannounced",
    )
    def check_unannounced(self, facts: CheckedOn, _moment: Moment) -> None:
        """The insurer looks at the agency's work without telling it beforehand."""
        self.checked_on = facts.on

    @step(
        source=("contracted", "authorised", "working", "suspended", "ended"),
        by=INSURER,
        zh="书面报告主管部门",
        en="report",
    )
    def report_to_authority(self, _facts: NoFacts, moment: Moment) -> None:
        """The insurer writes to the authority about the agency's work."""
        self.reported_to_authority_on = moment.day

    @step(
        source=("contracted", "authorised", "working", "ended"),
        by=INSURER | {Role.accountant},
        facts=PayFee,
        reads=("policy",),
        zh="支付风险管理费",
        en="pay the fee",
    )
    def pay_fee(self, facts: PayFee, _moment: Moment) -> None:
        """Pay a part of the fee."""
        self.fee_paid = self.fee_paid + facts.amount

    @step(
        source=("contracted", "authorised", "working"),
        target="suspended",
        by=INSURER | AUTHORITIES,
        facts=Suspend,
        zh="暂停委托",
        en="suspend",
    )
    def suspend(self, facts: Suspend, moment: Moment) -> None:
        """Let the work rest; what the agency reports meanwhile does not count."""
        self.suspension = facts.why
        self.suspended_on = moment.day

    @step(
        source=("contracted", "authorised", "working"),
        target="suspended",
        by=(),
        automatic=True,
        reads=("project",),
        zh="发现利害关系，暂停委托",
        en="rest for a conflict of interest",
    )
    def find_conflict(self, _facts: NoFacts, moment: Moment) -> None:
        """A change of participants or of holdings ties the agency to the works: it rests at once."""
        self.suspension = Suspension.CONFLICT
        self.suspended_on = moment.day

    @step(source="suspended", target="working", by=INSURER, reads=("project",), zh="恢复委托", en="resume")
    def resume(self, _facts: NoFacts, _moment: Moment) -> None:
        """Go on."""
        self.suspension = ""
        self.suspended_on = None

    @step(source=ACTIVE, target="replaced", by=INSURER, zh="更换机构", en="replace")
    def replace(self, _facts: NoFacts, moment: Moment) -> None:
        """Another agency takes over."""
        self.ended_on = moment.day

    @step(source=("working", "suspended"), target="ended", by=INSURER, zh="委托结束", en="end")
    def end(self, _facts: NoFacts, moment: Moment) -> None:
        """The work is done."""
        self.ended_on = moment.day
