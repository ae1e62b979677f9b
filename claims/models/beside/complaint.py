"""Complaint: somebody is not content with how he was treated; it is never the same as a dispute about cover."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from claims.models.claim_facts import Worded
from idi_platform.accounts.roles import Role
from idi_platform.records.models import Aggregate, StateField
from idi_platform.workflow.facts import NoFacts
from idi_platform.workflow.lifecycles import Moment, lifecycle, step

from .roles import INSURER, OWNERS

OPEN = ("received", "acknowledged", "answered")


class Channel(models.TextChoices):
    """By which way it came."""

    PORTAL = "portal", _("网上")
    HOTLINE = "hotline", _("客服电话")
    LINE_12345 = "line_12345", _("12345政务热线")
    LINE_12378 = "line_12378", _("12378银行保险消费者投诉热线")
    LETTER = "letter", _("信函")


class Receive(Worded):
    """By which way it came, and what is said."""

    channel: Channel


@lifecycle(kind="complaint", rank=88, zh="投诉", en="complaint")
class Complaint(Aggregate):
    """A complaint about a policy or a claim."""

    identity = ("claim_id",)

    state = StateField()
    claim = models.ForeignKey("claims.Claim", models.PROTECT, null=True, related_name="complaints")
    channel = models.CharField("投诉渠道", max_length=16, choices=Channel)
    received_at = models.DateTimeField("收到投诉时间", null=True)
    acknowledged_at = models.DateTimeField("受理投诉时间", null=True)
    answered_at = models.DateTimeField("答复投诉时间", null=True)
    escalated_at = models.DateTimeField("投诉升级时间", null=True)
    closed_on = models.DateField("投诉办结日期", null=True)

    @step(
        source="",
        target="received",
        by=OWNERS | INSURER | {Role.hotline, Role.regulator},
        facts=Receive,
        locks=(),
        within=("unit", "common_part", "policy"),
        zh="收到投诉",
        en="receive",
    )
    def receive(self, facts: Receive, moment: Moment) -> None:
        """Enter the complaint."""
        self.channel = facts.channel
        self.received_at = moment.occurred_at

    @step(source="received", target="acknowledged", by=INSURER, zh="受理投诉", en="acknowledge")
    def acknowledge(self, _facts: NoFacts, moment: Moment) -> None:
        """The insurer takes it up."""
        self.acknowledged_at = moment.occurred_at

    @step(source=("received", "acknowledged"), target="answered", by=INSURER, facts=Worded, zh="答复投诉", en="answer")
    def answer(self, _facts: Worded, moment: Moment) -> None:
        """The insurer answers."""
        self.answered_at = moment.occurred_at

    @step(source="answered", target="satisfied", by=OWNERS | INSURER, zh="投诉人满意", en="be satisfied")
    def satisfy(self, _facts: NoFacts, _moment: Moment) -> None:
        """The answer is enough."""

    @step(source=OPEN, target="escalated", by=OWNERS | INSURER | {Role.regulator}, zh="投诉升级", en="escalate")
    def escalate(self, _facts: NoFacts, moment: Moment) -> None:
        """Those above are asked."""
        self.escalated_at = moment.occurred_at

    @step(source=("satisfied", "escalated", "answered"), target="closed", by=INSURER, zh="投诉办结", en="close")
    def close(self, _facts: NoFacts, moment: Moment) -> None:
        """The complaint is closed."""
        self.closed_on = moment.day
