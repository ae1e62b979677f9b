"""Subrogation: recourse in the insurer's own name against whoever caused the defect, within what was paid."""

from collections.abc import Iterable
from decimal import Decimal

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from pydantic import Field

from idi_platform.accounts.roles import Role
from idi_platform.kernel.errors import Refusal
from idi_platform.records.governing import law_of
from idi_platform.records.models import Aggregate, StateField
from idi_platform.workflow.facts import Amount, Facts, Id, NoFacts
from idi_platform.workflow.lifecycles import Moment, lifecycle, step

from .roles import INSURER

PREPARING = ("identified", "notified", "evidence_secured")
DEMANDED = ("demanded", "negotiating", "in_litigation")


class LiableKind(models.TextChoices):
    """As what the party took part."""

    SURVEY = "survey", gettext_lazy("勘察单位")
    DESIGN = "design", gettext_lazy("设计单位")
    WORKS = "works", gettext_lazy("施工单位")
    SUPERVISION = "supervision", gettext_lazy("监理单位")
    MATERIALS = "materials", gettext_lazy("材料设备供应单位")
    CONCRETE = "concrete", gettext_lazy("预拌混凝土生产单位")
    SPECIALIST = "specialist", gettext_lazy("专业分包单位")
    AGENCY = "agency", gettext_lazy("风险管理机构")
    DEVELOPER = "developer", gettext_lazy("建设单位")
    OTHER = "other", gettext_lazy("其他责任方")


class Identify(Facts):
    """Who is held liable, and as what."""

    organisation_id: Id | None = None
    liable_kind: LiableKind


class Demand(Facts):
    """What is asked for."""

    amount: Amount = Field(gt=0)


def within_what_was_paid(subrogation: "Subrogation", facts: Demand, _moment: Moment) -> Iterable[Refusal]:
    """Refuse a demand beyond what was paid or spent; when it may first be made, the rulebook says."""
    if facts.amount < subrogation.recovered:
        yield Refusal("subrogation.below_recovered", _("追偿金额不能少于已经追回的金额。"))
    elif facts.amount + asked_of_others(subrogation) > subrogation.claim.spent:
        said = _("本案向各责任方追偿的总额不能超过已赔付的金额和维修花费。")
        recourse = law_of(subrogation.subject).base.recourse
        yield Refusal("subrogation.beyond_paid", said, recourse.clause if recourse is not None else "")


def asked_of_others(subrogation: "Subrogation") -> Decimal:
    """Return what the claim's other recourses stand for, in yuan: what is demanded, and what came in where one ended.

    One that was written off or is barred counts only with what was recovered under it.
    """
    others = type(subrogation).objects.filter(claim=subrogation.claim_id).exclude(pk=subrogation.pk)
    over = {"written_off", "barred"}
    stands_for = (one.recovered if one.state in over else one.amount or Decimal(0) for one in others.order_by())
    return sum(stands_for, Decimal(0))


def within_what_was_demanded(subrogation: "Subrogation", facts: Demand, _moment: Moment) -> Iterable[Refusal]:
    """Refuse to book more than was demanded."""
    if subrogation.recovered + facts.amount > (subrogation.amount or 0):
        yield Refusal("subrogation.beyond_demand", _("追回的金额超过了追偿金额，请核对。"))


@lifecycle(kind="subrogation", rank=76, zh="追偿", en="subrogation")
class Subrogation(Aggregate):
    """Recourse on one claim against one party."""

    identity = ("claim_id",)

    state = StateField()
    claim = models.ForeignKey("claims.Claim", models.PROTECT, related_name="subrogations")
    organisation = models.BigIntegerField(null=True)
    liable_kind = models.CharField("责任方类型", max_length=16, choices=LiableKind)
    identified_on = models.DateField("确定责任方日期", null=True)
    notified_at = models.DateTimeField("通知责任方时间", null=True)
    secured_on = models.DateField("固定证据日期", null=True)
    amount = models.DecimalField("追偿金额", max_digits=16, decimal_places=2, null=True)
    demanded_at = models.DateTimeField("提出追偿时间", null=True)
    demanded_on = models.DateField("提出追偿日期", null=True)
    recovered = models.DecimalField("已追回金额", max_digits=16, decimal_places=2, default=0)
    ended_on = models.DateField("追偿结束日期", null=True)

    @step(
        source="",
        target="identified",
        by=INSURER,
        facts=Identify,
        locks=(),
        reads=("policy",),
        within=("policy",),
        zh="确定责任方",
        en="identify",
    )
    def identify(self, facts: Identify, moment: Moment) -> None:
        """Name the party that is held liable."""
        self.organisation = facts.organisation_id
        self.liable_kind = facts.liable_kind
        self.identified_on = moment.day

    @step(source=PREPARING, target="notified", by=INSURER, zh="书面通知责任方", en="notify")
    def notify(self, _facts: NoFacts, moment: Moment) -> None:
        """Tell the party in writing."""
        self.notified_at = moment.occurred_at

    @step(source=PREPARING, target="evidence_secured", by=INSURER, zh="固定证据", en="secure the evidence")
    def secure_evidence(self, _facts: NoFacts, moment: Moment) -> None:
        """Keep what proves cause and extent."""
        self.secured_on = moment.day

    @step(
        source=(*PREPARING, "demanded", "negotiating"),
        target="demanded",
        by=INSURER,
        facts=Demand,
        locks=("self", "policy"),  # two demands on one claim wait for each other: the cap is on both
        reads_through=("claim_id",),
        guards=(within_what_was_paid,),
        zh="提出追偿",
        en="demand",
    )
    def demand(self, facts: Demand, moment: Moment) -> None:
        """Ask for what was paid; each proved demand begins the limitation again."""
        self.amount = facts.amount
        self.demanded_at = moment.occurred_at
        self.demanded_on = moment.day

    @step(source="demanded", target="negotiating", by=INSURER, zh="协商", en="negotiate")
    def negotiate(self, _facts: NoFacts, _moment: Moment) -> None:
        """Talk about it."""

    @step(
        source=(*DEMANDED, "recovered"),
        target="recovered",
        by=INSURER | {Role.accountant},
        facts=Demand,
        guards=(within_what_was_demanded,),
        zh="登记追回款",
        en="recover",
    )
    def recover(self, facts: Demand, moment: Moment) -> None:
        """Book what came in; there may be several receipts, up to what was demanded."""
        self.recovered = self.recovered + facts.amount
        self.ended_on = moment.day

    @step(source=("demanded", "negotiating"), target="in_litigation", by=INSURER, zh="提起诉讼或仲裁", en="litigate")
    def litigate(self, _facts: NoFacts, _moment: Moment) -> None:
        """Go to court."""

    @step(
        source=(*PREPARING, *DEMANDED),
        target="written_off",
        by=INSURER,
        second_person=True,
        zh="核销追偿",
        en="write off",
    )
    def write_off(self, _facts: NoFacts, moment: Moment) -> None:
        """Nothing is to be had; a second person agrees."""
        self.ended_on = moment.day

    @step(source=(*PREPARING, *DEMANDED), target="barred", by=(), automatic=True, zh="诉讼时效届满", en="be barred")
    def bar(self, _facts: NoFacts, moment: Moment) -> None:
        """The limitation has run out."""
        self.ended_on = moment.day
