"""Repair: works ordered on a claim, accepted by the owner, under warranty as the city or the policy gives one."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django.db import models
from django.utils.translation import gettext as _
from pydantic import Field

from claims.codes import RepairerKind
from claims.models.claim_facts import Worded
from idi_platform.kernel.errors import Refusal
from idi_platform.projects.guards import not_after_moment
from idi_platform.records.governing import law_of
from idi_platform.records.models import Aggregate, StateField
from idi_platform.rulebooks.items import is_water_tested as item_is_water_tested
from idi_platform.rulebooks.law import Law
from idi_platform.workflow.facts import Amount, Day, Facts, Id, NoFacts
from idi_platform.workflow.lifecycles import Moment, lifecycle, step

from .guards import claim_may_be_repaired, owner_may_act
from .roles import INSURER, OWNERS, REPAIRERS


class OrderRepair(Facts):
    """Who repairs, until when it is planned; `is_recurrence` where the same place and item were repaired before.

    `qualification_until` is the last day of the qualification that a third party shows for this trade.
    """

    repairer_id: Id | None = None
    repairer_kind: RepairerKind | None = None
    qualification_until: Day | None = None
    planned_until: Day | None = None
    is_recurrence: bool = False


class RepairDay(Facts):
    """The day on which it happened, in Shanghai."""

    on: Day


class Begin(RepairDay):
    """The day on which the works began, and what the place looked like before."""

    evidence_ids: tuple[Id, ...] = ()


class Complete(RepairDay):
    """The day on which the works were done, what proves it, and what the insurer spent on them, in yuan."""

    evidence_ids: tuple[Id, ...] = ()
    water_test_passed: bool | None = None
    cost: Amount | None = Field(default=None, gt=0)


def is_water_tested(repair: "Repair", facts: Complete, _moment: Moment) -> Iterable[Refusal]:
    """Refuse waterproofing as mended before water has stood on it."""
    yield from lacks_water_test(repair.claim, passed=facts.water_test_passed)


def lacks_water_test(claim: Any, *, passed: bool | None) -> Iterable[Refusal]:
    """Refuse to call waterproofing mended on a claim whose closed-water test was not passed (闭水试验)."""
    if not passed and claim.item_code and item_is_water_tested(law_of(claim.subject), claim.item_code):
        said = _("防水修过以后要做闭水试验，合格了才算修好：请做完试验，上传记录，并选“闭水试验合格”。")
        yield Refusal("repair.no_water_test", said)


WARRANTY = "repair_warranty"
"""What the clock of a repair's warranty measures, in every text that gives one."""


def is_warranted(law: Law) -> bool:
    """Say whether the text that applies warrants what is repaired (维修质保)."""
    return any(rule.measures == WARRANTY for rule in law.clocks.values())


STANDING = ("accepted", "under_warranty")
"""The states in which what comes again at the same place is repaired again."""


def is_proved(repair: "Repair", facts: Complete, _moment: Moment) -> Iterable[Refusal]:
    """Refuse works without proof where their end is the insurer's performance of the claim."""
    if repair.claim.state == "performing" and not facts.evidence_ids:
        yield Refusal("repair.no_evidence", _("修好就是履行，要有证据，请先上传照片或闭水试验记录再选。"))


def has_come_again(repair: "Repair", _facts: RepairDay, _moment: Moment) -> Iterable[Refusal]:
    """Refuse, once the warranty is over, what was not reported while it ran."""
    if repair.state == "ended" and not repair.is_recurring:
        yield Refusal("repair.warranty_over", _("质保期已经届满，期内也没有报过再次出现，请就现在的问题另外报案。"))


@lifecycle(kind="repair", rank=72, zh="维修", en="repair")
class Repair(Aggregate):
    """A repair."""

    identity = ("claim_id",)

    state = StateField()
    claim = models.ForeignKey("claims.Claim", models.PROTECT, related_name="repairs")
    repairer = models.BigIntegerField(null=True)
    repairer_kind = models.CharField("由谁维修", max_length=16, choices=RepairerKind, blank=True)
    qualification_until = models.DateField("维修机构资质有效期至", null=True)
    is_recurrence = models.BooleanField("同部位再次出现", default=False)
    planned_until = models.DateField("计划完成日期", null=True)
    ordered_at = models.DateTimeField("派工时间", null=True)
    began_on = models.DateField("开始维修日期", null=True)
    completed_on = models.DateField("维修完成日期", null=True)
    accepted_at = models.DateTimeField("维修验收时间", null=True)
    accepted_on = models.DateField("维修验收日期", null=True)
    is_disputed = models.BooleanField("对维修结果有异议", default=False)
    water_test_passed = models.BooleanField("闭水试验合格", null=True)
    is_recurring = models.BooleanField("质保期内再次出现", default=False)
    recurred_on = models.DateField("再次出现日期", null=True)
    warranty_ended_on = models.DateField("质保期满日期", null=True)
    cost = models.DecimalField("维修费用", max_digits=16, decimal_places=2, null=True)

    @step(
        source="",
        target="ordered",
        by=INSURER,
        facts=OrderRepair,
        locks=(),
        reads=("policy",),
        reads_through=("claim_id",),
        within=("unit", "common_part"),
        guards=(claim_may_be_repaired,),
        zh="派工维修",
        en="order",
    )
    def order(self, facts: OrderRepair, moment: Moment) -> None:
        """Order the works."""
        self.repairer = facts.repairer_id
        self.repairer_kind = facts.repairer_kind or ""
        self.qualification_until = facts.qualification_until
        self.planned_until = facts.planned_until
        self.is_recurrence = facts.is_recurrence
        self.ordered_at = moment.occurred_at

    @step(source="ordered", target="waiting_for_documents", by=REPAIRERS, zh="等待资料", en="wait for documents")
    def wait_for_documents(self, _facts: NoFacts, _moment: Moment) -> None:
        """Drawings or permits are missing."""

    @step(
        source=("ordered", "waiting_for_documents"),
        target="in_progress",
        by=REPAIRERS,
        facts=Begin,
        guards=(not_after_moment("on"),),
        report=True,
        zh="开始维修",
        en="begin",
    )
    def begin(self, facts: Begin, _moment: Moment) -> None:
        """Works begin."""
        self.began_on = facts.on

    @step(
        source="in_progress",
        target="completed",
        by=REPAIRERS,
        facts=Complete,
        reads_through=("claim_id",),
        guards=(not_after_moment("on"), is_proved, is_water_tested),
        report=True,
        zh="维修完成",
        en="complete",
    )
    def complete(self, facts: Complete, _moment: Moment) -> None:
        """Works are done; with them the claim is performed."""
        self.completed_on = facts.on
        self.water_test_passed = facts.water_test_passed
        self.cost = facts.cost

    @step(
        source=("ordered", "waiting_for_documents", "in_progress"),
        target="completed",
        by=(),
        automatic=True,
        zh="随案件登记完成",
        en="complete with the claim",
    )
    def complete_with_claim(self, _facts: NoFacts, moment: Moment) -> None:
        """The claim's desk recorded that the works are done."""
        self.completed_on = moment.day

    @step(
        source="completed",
        target="accepted",
        by=OWNERS | INSURER,
        reads_through=("claim_id",),
        guards=(owner_may_act,),
        zh="验收维修",
        en="accept",
    )
    def accept(self, _facts: NoFacts, moment: Moment) -> None:
        """The owner is content."""
        self.accepted_at = moment.occurred_at
        self.accepted_on = moment.day
        self.is_disputed = False

    @step(
        source=("completed", "accepted", "under_warranty"),
        by=OWNERS,
        facts=Worded,
        reads_through=("claim_id",),
        guards=(owner_may_act,),
        zh="对维修结果有异议",
        en="dispute the result",
    )
    def dispute_result(self, _facts: Worded, _moment: Moment) -> None:
        """The owner is not content, and says why; he accepts once it is right."""
        self.is_disputed = True

    @step(source="accepted", target="under_warranty", by=(), automatic=True, zh="进入维修质保期", en="begin warranty")
    def begin_warranty(self, _facts: NoFacts, _moment: Moment) -> None:
        """The warranty runs from the acceptance."""

    @step(source=STANDING, by=(), automatic=True, zh="质保期内再次出现", en="come again")
    def recur(self, _facts: NoFacts, moment: Moment) -> None:
        """The same defect was reported at the same place while the warranty ran."""
        self.is_recurring = True
        self.recurred_on = moment.day

    @step(
        source=(*STANDING, "ended"),
        by=REPAIRERS,
        facts=Complete,
        reads_through=("claim_id",),
        guards=(not_after_moment("on"), has_come_again, is_proved, is_water_tested),
        report=True,
        zh="质保期内返修完成",
        en="complete again",
    )
    def complete_again(self, facts: Complete, _moment: Moment) -> None:
        """What came again at the same place was repaired under the warranty."""
        self.completed_on = facts.on
        self.water_test_passed = facts.water_test_passed
        self.is_recurring = False
        if facts.cost is not None:
            self.cost = (self.cost or Decimal(0)) + facts.cost

    @step(
        source=("under_warranty", "accepted"), target="ended", by=(), automatic=True, zh="质保期满", en="end warranty"
    )
    def end_warranty(self, _facts: NoFacts, moment: Moment) -> None:
        """The warranty is over."""
        self.warranty_ended_on = moment.day
