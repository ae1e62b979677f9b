"""Series: claims of one cause (a storm, one batch of membrane) surveyed together, decided one by one."""

from django.db import models

from idi_platform.records.models import Aggregate, StateField
from idi_platform.workflow.facts import Code, Facts, Id, NoFacts
from idi_platform.workflow.lifecycles import Moment, lifecycle, step

from .roles import FIELD, INSURER


class OpenSeries(Facts):
    """The common cause, as a code."""

    cause: Code


class Linked(Facts):
    """A claim of the series."""

    claim_id: Id


@lifecycle(kind="series", rank=87, zh="系列案件", en="series")
class Series(Aggregate):
    """A series of claims."""

    identity = ()

    state = StateField()
    cause = models.CharField("共同原因", max_length=80, blank=True)
    claim_ids = models.JSONField(default=list)
    opened_at = models.DateTimeField("系列案件时间", null=True)
    surveyed_at = models.DateTimeField("共同查勘时间", null=True)
    closed_on = models.DateField("系列办结日期", null=True)

    @step(
        source="",
        target="opened",
        by=INSURER,
        facts=OpenSeries,
        locks=(),
        within=("policy", "project"),
        zh="建立系列案件",
        en="open",
    )
    def open(self, facts: OpenSeries, moment: Moment) -> None:
        """Open the series."""
        self.cause = facts.cause
        self.opened_at = moment.occurred_at

    @step(source="opened", by=INSURER, facts=Linked, zh="归入系列", en="link a claim")
    def link_claim(self, facts: Linked, _moment: Moment) -> None:
        """A claim belongs to it; its own decision stays its own."""
        self.claim_ids = sorted({*self.claim_ids, facts.claim_id})

    @step(source="opened", by=FIELD, report=True, zh="登记共同查勘", en="share a survey")
    def share_survey(self, _facts: NoFacts, moment: Moment) -> None:
        """One survey serves all."""
        self.surveyed_at = moment.occurred_at

    @step(source="opened", target="closed", by=INSURER, zh="系列办结", en="close")
    def close(self, _facts: NoFacts, moment: Moment) -> None:
        """The series is closed."""
        self.closed_on = moment.day
