"""Fund draw: money of the guarantee fund for a home that nobody else repairs, asked for, paid and replenished."""

from collections.abc import Iterable

from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from pydantic import Field

from idi_platform.accounts.roles import Role
from idi_platform.kernel.errors import Refusal
from idi_platform.records.models import Aggregate, StateField
from idi_platform.workflow.facts import Amount, Facts, NoFacts
from idi_platform.workflow.lifecycles import Moment, lifecycle, step

from .roles import INSURER, OWNERS

KEEPER = frozenset({Role.institution})


class FundKind(models.TextChoices):
    """Which use of the fund."""

    ADVANCE = "advance", _("垫付维修")
    SUBSTITUTE = "substitute", _("代为维修")


class Event(models.TextChoices):
    """What happened."""

    LEAK = "leak", _("渗漏")
    COLLAPSE = "collapse", _("坍塌")
    CASUALTY = "casualty", _("人员伤亡")
    OTHER = "other", _("其他")


class Draw(Facts):
    """What happened and what the works will cost."""

    event: Event
    amount: Amount = Field(gt=0)


class Sum(Facts):
    """An amount."""

    amount: Amount = Field(gt=0)


def is_advance(draw: "FundDraw", _facts: Facts, _moment: Moment) -> Iterable[Refusal]:
    """Refuse to ask back what was spent in another's place: only an advance is replenished."""
    if draw.fund_kind != FundKind.ADVANCE:
        yield Refusal("fund.not_replenished", gettext("代为维修的费用不需要补足，请直接办结。"))


def is_substitute(draw: "FundDraw", _facts: Facts, _moment: Moment) -> Iterable[Refusal]:
    """Refuse to end an advance that nobody has put back."""
    if draw.fund_kind != FundKind.SUBSTITUTE:
        yield Refusal("fund.not_settled", gettext("垫付维修的费用补足到位以后才能办结。"))


def is_whole(draw: "FundDraw", facts: "Sum", _moment: Moment) -> Iterable[Refusal]:
    """Refuse a sum that is not what was drawn: the fund is put back in full, and in one sum."""
    if facts.amount != draw.amount:
        sentence = gettext("补足的金额要与动用的金额一致：应补足 %(amount)s 元。")
        yield Refusal("fund.not_whole", sentence % {"amount": draw.amount})


@lifecycle(kind="fund", rank=78, zh="保障资金动用", en="fund draw")
class FundDraw(Aggregate):
    """A draw on the guarantee fund; an advance is replenished, a substitute repair is not."""

    identity = ("ticket_id",)

    state = StateField()
    ticket = models.ForeignKey("claims.Ticket", models.PROTECT, null=True, related_name="fund_draws")
    fund_kind = models.CharField(max_length=16, choices=FundKind)
    event = models.CharField("事由", max_length=16, choices=Event)
    amount = models.DecimalField("动用金额", max_digits=16, decimal_places=2, null=True)
    requested_at = models.DateTimeField("申请动用时间", null=True)
    approved_at = models.DateTimeField("批准动用时间", null=True)
    paid_at = models.DateTimeField("拨付时间", null=True)
    replenished = models.DecimalField("已补足金额", max_digits=16, decimal_places=2, default=0)
    replenished_at = models.DateTimeField("补足时间", null=True)

    def _ask(self, kind: FundKind, facts: Draw, moment: Moment) -> None:
        self.fund_kind = kind
        self.event = facts.event
        self.amount = facts.amount
        self.requested_at = moment.occurred_at

    @step(
        source="",
        target="requested",
        by=OWNERS | INSURER | KEEPER,
        facts=Draw,
        locks=(),
        reads=("project", "unit"),
        within=("unit", "common_part"),
        zh="申请垫付维修",
        en="request an advance",
    )
    def request_draw(self, facts: Draw, moment: Moment) -> None:
        """Ask for an advance before cover begins."""
        self._ask(FundKind.ADVANCE, facts, moment)

    @step(
        source="",
        target="requested",
        by=OWNERS | INSURER | KEEPER,
        facts=Draw,
        locks=(),
        reads=("project", "unit"),
        within=("unit", "common_part"),
        zh="申请代为维修",
        en="request a substitute repair",
    )
    def request_late_draw(self, facts: Draw, moment: Moment) -> None:
        """Ask for a repair after cover, where nobody else can be reached."""
        self._ask(FundKind.SUBSTITUTE, facts, moment)

    @step(
        source="requested",
        target="approved",
        by=KEEPER,
        reads=("project",),
        second_person=True,
        approved_by=KEEPER,
        zh="批准动用",
        en="approve",
    )
    def approve(self, _facts: NoFacts, moment: Moment) -> None:
        """Two persons of the institution agree."""
        self.approved_at = moment.occurred_at

    @step(source="requested", target="rejected", by=KEEPER, zh="不予动用", en="reject")
    def reject(self, _facts: NoFacts, _moment: Moment) -> None:
        """The institution does not."""

    @step(source="approved", target="paid", by=KEEPER, zh="拨付", en="pay")
    def pay(self, _facts: NoFacts, moment: Moment) -> None:
        """The money goes out."""
        self.paid_at = moment.occurred_at

    @step(
        source="paid",
        target="replenishment_due",
        by=KEEPER,
        guards=(is_advance,),
        zh="要求补足",
        en="ask for replenishment",
    )
    def owe_replenishment(self, _facts: NoFacts, _moment: Moment) -> None:
        """An advance is to be put back."""

    @step(
        source=("paid", "replenishment_due"),
        target="settled",
        by={Role.developer, Role.institution},
        facts=Sum,
        guards=(is_advance, is_whole),
        zh="补足保障资金",
        en="replenish",
    )
    def replenish(self, facts: Sum, moment: Moment) -> None:
        """The developer puts back what was drawn."""
        self.replenished = facts.amount
        self.replenished_at = moment.occurred_at

    @step(source="paid", target="settled", by=KEEPER, guards=(is_substitute,), zh="动用办结", en="settle")
    def settle(self, _facts: NoFacts, _moment: Moment) -> None:
        """A substitute repair needs no replenishment."""
