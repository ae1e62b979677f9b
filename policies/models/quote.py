"""Quote: what an insurer offers for a project before the contract, with the factors that its rate is made of."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Annotated

from django.db import models
from django.utils.translation import gettext as _
from pydantic import Field

from idi_platform.accounts.roles import Role
from idi_platform.kernel.errors import Refusal
from idi_platform.records.models import Aggregate, StateField
from idi_platform.workflow.facts import Amount, Code, Day, Facts, NoFacts, Rate
from idi_platform.workflow.lifecycles import Moment, lifecycle, step

UNDERWRITERS = frozenset({Role.underwriter})
DEVELOPERS = frozenset({Role.developer})
LIVE = ("drafted", "priced", "signed", "sent")
Factor = Annotated[Decimal, Field(max_digits=7, decimal_places=6, gt=0, lt=10)]
"""What a base rate is multiplied with: 1.05 raises it, 0.95 lowers it."""


class DraftQuote(Facts):
    """The quote's number."""

    number: Code


class PriceQuote(Facts):
    """The premium and what it is made of; factors multiply the base rate, the area is in square metres."""

    sum_insured: Amount = Field(gt=0)
    base_rate: Rate
    rate: Rate
    premium: Amount = Field(gt=0)
    developer_factor: Factor | None = None
    builder_factor: Factor | None = None
    design_factor: Factor | None = None
    risk_factor: Factor | None = None
    credit_factor: Factor | None = None
    loss_factor: Factor | None = None
    floor_area: Amount | None = None
    includes_decoration: bool | None = None
    risk_fee: Amount | None = None
    includes_risk_fee: bool = True


class SendQuote(Facts):
    """Until when the offer stands; its last day included."""

    valid_until: Day


def is_second_person(quote: "Quote", _facts: NoFacts, moment: Moment) -> Iterable[Refusal]:
    """Refuse whoever worked out the premium: a quote is signed by somebody else."""
    if quote.priced_by is not None and moment.acting.get("person") == quote.priced_by:
        yield Refusal("quote.own_price", _("计算保险费的人不能签发自己的报价，请由另一位审批人签发。"))


def still_stands(quote: "Quote", _facts: NoFacts, moment: Moment) -> Iterable[Refusal]:
    """Refuse an offer whose last day is over."""
    if quote.valid_until is not None and moment.day > quote.valid_until:
        yield Refusal("quote.lapsed", _("报价已过有效期，请保险公司重新报价。"))


@lifecycle(kind="quote", rank=25, zh="报价", en="quote")
class Quote(Aggregate):
    """A quote."""

    identity = ()

    state = StateField()
    number = models.CharField("报价函编号", max_length=80, blank=True)
    organisation = models.BigIntegerField(null=True)
    priced_by = models.BigIntegerField(null=True)
    sum_insured = models.DecimalField("拟定保险金额", max_digits=16, decimal_places=2, null=True)
    base_rate = models.DecimalField("基准费率", max_digits=7, decimal_places=6, null=True)
    rate = models.DecimalField("报价费率", max_digits=7, decimal_places=6, null=True)
    premium = models.DecimalField("报价保险费", max_digits=16, decimal_places=2, null=True)
    developer_factor = models.DecimalField("建设单位系数", max_digits=7, decimal_places=6, null=True)
    builder_factor = models.DecimalField("施工单位系数", max_digits=7, decimal_places=6, null=True)
    design_factor = models.DecimalField("设计方案系数", max_digits=7, decimal_places=6, null=True)
    risk_factor = models.DecimalField("工程风险系数", max_digits=7, decimal_places=6, null=True)
    credit_factor = models.DecimalField("诚信系数", max_digits=7, decimal_places=6, null=True)
    loss_factor = models.DecimalField("赔付记录系数", max_digits=7, decimal_places=6, null=True)
    floor_area = models.DecimalField("投保建筑面积", max_digits=12, decimal_places=2, null=True)
    includes_decoration = models.BooleanField("保险金额包含装修费用", null=True)
    risk_fee = models.DecimalField("报价中的风险管理费", max_digits=16, decimal_places=2, null=True)
    includes_risk_fee = models.BooleanField("保险费包含风险管理费", default=True)
    valid_until = models.DateField("报价有效期至", null=True)
    signed_at = models.DateTimeField("报价签发时间", null=True)
    sealed_at = models.DateTimeField("报价函盖章时间", null=True)
    sent_at = models.DateTimeField("报价送达时间", null=True)
    accepted_at = models.DateTimeField("报价接受时间", null=True)

    class Meta:
        """A quote has its number once."""

        constraints = (models.UniqueConstraint(fields=("number",), name="quote_numbered_once"),)

    def __str__(self) -> str:
        """The number."""
        return self.number

    @step(
        source="",
        target="drafted",
        by=UNDERWRITERS,
        facts=DraftQuote,
        locks=(),
        reads=("project",),
        within=("insured_object", "project"),
        zh="拟定报价",
        en="draft",
    )
    def draft(self, facts: DraftQuote, moment: Moment) -> None:
        """Begin the quote; it is the insurer's whose underwriter drafts it."""
        self.organisation = moment.acting.get("organisation")
        self.number = facts.number

    @step(
        source=("drafted", "priced"),
        target="priced",
        by=UNDERWRITERS,
        facts=PriceQuote,
        reads=("project", "insured_object"),
        zh="计算保险费",
        en="price",
    )
    def price(self, facts: PriceQuote, moment: Moment) -> None:
        """Work out the premium."""
        self.priced_by = moment.acting.get("person")
        for name in PriceQuote.model_fields:
            setattr(self, name, getattr(facts, name))

    @step(
        source="priced",
        target="signed",
        by={Role.approver},
        guards=(is_second_person,),
        zh="签发报价",
        en="sign",
    )
    def sign(self, _facts: NoFacts, moment: Moment) -> None:
        """A second person of the insurer signs it."""
        self.signed_at = moment.occurred_at

    @step(source="signed", by=UNDERWRITERS, zh="报价函盖章", en="seal")
    def seal(self, _facts: NoFacts, moment: Moment) -> None:
        """The company's seal is on the letter."""
        self.sealed_at = moment.occurred_at

    @step(source="signed", target="sent", by=UNDERWRITERS, facts=SendQuote, zh="送达报价", en="send")
    def send(self, facts: SendQuote, moment: Moment) -> None:
        """Hand it to the developer."""
        self.valid_until = facts.valid_until
        self.sent_at = moment.occurred_at

    @step(
        source="sent",
        target="accepted",
        by=DEVELOPERS,
        reads=("project",),
        guards=(still_stands,),
        zh="接受报价",
        en="accept",
    )
    def accept(self, _facts: NoFacts, moment: Moment) -> None:
        """The developer takes the offer up."""
        self.accepted_at = moment.occurred_at

    @step(source="sent", target="declined", by=DEVELOPERS, zh="不接受报价", en="decline")
    def decline(self, _facts: NoFacts, _moment: Moment) -> None:
        """The developer does not."""

    @step(source="sent", target="lapsed", by=(), automatic=True, zh="报价失效", en="lapse")
    def lapse(self, _facts: NoFacts, _moment: Moment) -> None:
        """Its last day is over."""

    @step(source=LIVE, target="superseded", by=UNDERWRITERS, zh="由新报价替代", en="supersede")
    def supersede(self, _facts: NoFacts, _moment: Moment) -> None:
        """Another quote takes its place."""
