"""Emergency case: something that threatens many at once; made safe first, reported upward where the city asks."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from idi_platform.accounts.roles import Role
from idi_platform.records.models import Aggregate, StateField
from idi_platform.workflow.facts import Facts, Id, NoFacts
from idi_platform.workflow.lifecycles import Moment, lifecycle, step

from .roles import FIELD, INSURER


class EmergencyKind(models.TextChoices):
    """How it threatens."""

    SYSTEMIC = "systemic", _("系统性")
    MAJOR = "major", _("重大")
    SUDDEN = "sudden", _("突发")


class OpenCase(Facts):
    """How it threatens."""

    kind: EmergencyKind


class LinkClaim(Facts):
    """A claim that belongs to the case."""

    claim_id: Id


@lifecycle(kind="emergency_case", rank=86, zh="应急事件", en="emergency case")
class EmergencyCase(Aggregate):
    """An emergency case of a project."""

    identity = ()

    state = StateField()
    emergency_kind = models.CharField(max_length=16, choices=EmergencyKind)
    claim_ids = models.JSONField(default=list)
    opened_at = models.DateTimeField("应急事件时间", null=True)
    attended_at = models.DateTimeField("到场处置时间", null=True)
    made_safe_at = models.DateTimeField("消除险情时间", null=True)
    reported_at = models.DateTimeField("上报时间", null=True)
    closed_on = models.DateField("应急办结日期", null=True)

    @step(
        source="",
        target="opened",
        by=FIELD | {Role.hotline, Role.property_desk},
        facts=OpenCase,
        locks=(),
        within=("building", "project"),
        zh="登记应急事件",
        en="open",
    )
    def open(self, facts: OpenCase, moment: Moment) -> None:
        """Enter the case."""
        self.emergency_kind = facts.kind
        self.opened_at = moment.occurred_at

    @step(source="opened", target="attended", by=FIELD, report=True, zh="到场处置", en="attend")
    def attend(self, _facts: NoFacts, moment: Moment) -> None:
        """Somebody is there."""
        self.attended_at = moment.occurred_at

    @step(source="attended", target="made_safe", by=FIELD, report=True, zh="消除险情", en="make safe")
    def make_safe(self, _facts: NoFacts, moment: Moment) -> None:
        """Nobody is in danger any longer."""
        self.made_safe_at = moment.occurred_at

    @step(source="made_safe", target="reported_upward", by=INSURER, zh="上报主管部门", en="report upward")
    def report_upward(self, _facts: NoFacts, moment: Moment) -> None:
        """The authority has the report."""
        self.reported_at = moment.occurred_at

    @step(
        source=("opened", "attended", "made_safe", "reported_upward"),
        by=INSURER,
        facts=LinkClaim,
        zh="关联索赔案件",
        en="link a claim",
    )
    def link_claim(self, facts: LinkClaim, _moment: Moment) -> None:
        """A claim belongs to the case."""
        self.claim_ids = sorted({*self.claim_ids, facts.claim_id})

    @step(
        source=("made_safe", "reported_upward"),
        target="closed",
        by=INSURER,
        reads=("project",),
        zh="应急办结",
        en="close",
    )
    def close(self, _facts: NoFacts, moment: Moment) -> None:
        """The case is closed."""
        self.closed_on = moment.day
