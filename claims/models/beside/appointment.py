"""Appointment: slots offered to the owner, one chosen, and what became of the visit."""

from collections.abc import Iterable
from datetime import datetime

from django.db import models
from django.utils.translation import gettext as _

from claims.models.claim_facts import Worded
from idi_platform.kernel.errors import Refusal
from idi_platform.records.models import Aggregate, StateField
from idi_platform.workflow.facts import Code, Facts, Id, Instant, NoFacts
from idi_platform.workflow.lifecycles import Moment, lifecycle, step

from .guards import claim_goes_on
from .roles import FIELD, OWNERS


class Offer(Facts):
    """Slots by their beginnings, evenings and weekends are slots too; and who comes, where that is known."""

    slots: tuple[Instant, ...]
    surveyor: Id | None = None


class Choose(Facts):
    """The slot chosen, and the one that stood when it was: of two who choose at the same time the first has it."""

    at: Instant
    instead_of: Instant | None = None


class Failed(Facts):
    """Why nobody could be met; `why` is a code."""

    why: Code


def is_one_of_the_slots(appointment: "Appointment", facts: Choose, _moment: Moment) -> Iterable[Refusal]:
    """Refuse an instant that was not offered; who can come at none of them is offered others."""
    if facts.at not in {datetime.fromisoformat(slot) for slot in appointment.slots}:
        yield Refusal("appointment.not_offered", _("这个时间不在提供的时段里，请选一个时段；都不方便的，请要求另约。"))


def nobody_chose_meanwhile(appointment: "Appointment", facts: Choose, _moment: Moment) -> Iterable[Refusal]:
    """Refuse who has not seen the time that stands now."""
    if appointment.chosen_for == facts.instead_of:
        return
    if appointment.chosen_for == facts.at:
        yield Refusal("appointment.chosen_already", _("已经有人约好这个时间了，不用再选。"))
    else:
        yield Refusal("appointment.chosen_meanwhile", _("刚才已经有人选了别的时间，请刷新页面看清楚，再决定改不改。"))


@lifecycle(kind="appointment", rank=84, zh="上门预约", en="appointment")
class Appointment(Aggregate):
    """An appointment on a claim."""

    identity = ("claim_id",)

    state = StateField()
    claim = models.ForeignKey("claims.Claim", models.PROTECT, related_name="appointments")
    slots = models.JSONField(default=list)
    surveyor = models.BigIntegerField(null=True)
    offered_at = models.DateTimeField("提供时段的时间", null=True)
    chosen_for = models.DateTimeField("约定上门时间", null=True)
    visited_at = models.DateTimeField("上门时间", null=True)
    failures = models.PositiveSmallIntegerField("上门未果次数", default=0)
    why_failed = models.CharField("上门未果原因", max_length=80, blank=True)

    @step(
        source="",
        target="offered",
        by=FIELD,
        facts=Offer,
        locks=(),
        reads_through=("claim_id",),
        within=("unit", "common_part"),
        guards=(claim_goes_on,),
        zh="提供上门时段",
        en="offer",
    )
    def offer(self, facts: Offer, moment: Moment) -> None:
        """Offer slots."""
        self.slots = [slot.isoformat() for slot in facts.slots]
        self.surveyor = facts.surveyor
        self.offered_at = moment.occurred_at

    @step(
        source=("offered", "chosen"),
        target="chosen",
        by=OWNERS | FIELD,
        facts=Choose,
        reads_through=("claim_id",),
        guards=(claim_goes_on, is_one_of_the_slots, nobody_chose_meanwhile),
        zh="选定时段",
        en="choose",
    )
    def choose(self, facts: Choose, _moment: Moment) -> None:
        """One is chosen, or another one instead."""
        self.chosen_for = facts.at

    @step(
        source=("offered", "chosen"),
        target="offered",
        by=OWNERS,
        facts=Worded,
        zh="请另约时间",
        en="ask for other slots",
    )
    def ask_for_others(self, _facts: Worded, _moment: Moment) -> None:
        """None of the slots suits; the desk offers others."""
        self.slots = []
        self.chosen_for = None

    @step(source="chosen", target="visited", by=FIELD, report=True, zh="已上门", en="record the visit")
    def record_visit(self, _facts: NoFacts, moment: Moment) -> None:
        """The visit took place."""
        self.visited_at = moment.occurred_at

    @step(
        source="chosen",
        target="failed_visit",
        by=FIELD,
        facts=Failed,
        report=True,
        zh="上门未果",
        en="record a failure",
    )
    def record_failed_visit(self, facts: Failed, _moment: Moment) -> None:
        """Nobody could be met."""
        self.failures += 1
        self.why_failed = facts.why

    @step(
        source=("failed_visit", "offered"), target="offered", by=FIELD, facts=Offer, zh="重新提供时段", en="offer again"
    )
    def offer_again(self, facts: Offer, moment: Moment) -> None:
        """Offer other slots."""
        self.slots = [slot.isoformat() for slot in facts.slots]
        self.surveyor = facts.surveyor
        self.offered_at = moment.occurred_at
        self.chosen_for = None
