"""Monthly report: an authority's figures of a month, locked by time and never changed; corrections stand beside.

A series begins once, with a running or a coming month, by somebody of the authority: what was not counted as it stood
at its lock is not reported afterwards. From then on each lock opens the next month.
"""

from collections.abc import Iterable
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext as _

from idi_platform.accounts.divisions import divisions_above
from idi_platform.accounts.roles import Role
from idi_platform.kernel.clock import local_date
from idi_platform.kernel.errors import Refusal
from idi_platform.records.models import Aggregate, StateField
from idi_platform.rulebooks.triggers import immutable
from idi_platform.workflow.facts import Day, Digest, Facts, NoFacts
from idi_platform.workflow.lifecycles import Moment, lifecycle, step
from regulators.indicators.months import Month

CLERKS = frozenset({Role.report_clerk, Role.regulator})


class OpenMonth(Facts):
    """The month, by any of its days."""

    month: Day


class Counted(Facts):
    """What was counted: the digest over all figures with their lists."""

    digest: Digest


def _may_begin(report: "MonthlyReport", facts: OpenMonth, moment: Moment) -> Iterable[Refusal]:
    place = report.subject.division_id
    if divisions_above(place).isdisjoint(moment.acting.get("jurisdictions", ())):
        yield Refusal("monthly_report.elsewhere", _("这里不在您单位的辖区内，请由当地主管部门启用月报。"))
    if Month.of(facts.month) < Month.of(local_date(moment.recorded_at)):
        yield Refusal(
            "monthly_report.past", _("过去的月份没有在当时锁定数据，不能补出月报；请从本月或以后的月份开始。")
        )
    if MonthlyReport.objects.filter(place=place).exists():
        yield begun_already()


def begun_already() -> Refusal:
    """Return what stands against a second series of a place."""
    return Refusal("monthly_report.begun", _("本辖区的月报已经启用，以后每个月自动生成，不用再次启用。"))


@lifecycle(kind="monthly_report", rank=99, zh="监管月报", en="monthly report", final=True)
class MonthlyReport(Aggregate):
    """One month of one authority's division, with those below it."""

    identity = ()

    state = StateField()
    place = models.CharField(max_length=6)
    month = models.DateField(null=True)
    ends_on = models.DateField("月份的最后一天", null=True)
    locked_at = models.DateTimeField("锁定时间", null=True)
    digest = models.CharField("全部数据的校验码", max_length=64, blank=True)
    corrections = models.PositiveSmallIntegerField(default=0)
    corrected_at = models.DateTimeField("最近更正时间", null=True)

    class Meta:
        """One report of a place and month."""

        constraints = (models.UniqueConstraint(fields=("place", "month"), name="monthly_report_once"),)

    def __str__(self) -> str:
        """Place and month."""
        return f"{self.place} {self.month:%Y-%m}" if self.month else self.place

    @step(
        source="",
        target="open",
        by=CLERKS,
        facts=OpenMonth,
        locks=(),
        guards=(_may_begin,),
        zh="启用月报",
        en="begin",
    )
    def begin(self, facts: OpenMonth, _moment: Moment) -> None:
        """Begin the series of a place."""
        self._open(facts)

    @step(source="", target="open", by=(), facts=OpenMonth, locks=(), automatic=True, zh="开始下一月", en="follow on")
    def follow_on(self, facts: OpenMonth, _moment: Moment) -> None:
        """Open the month after one that was locked."""
        self._open(facts)

    @step(source="open", target="locked", by=(), automatic=True, zh="锁定", en="lock")
    def lock(self, _facts: NoFacts, moment: Moment) -> None:
        """Lock the month; what is entered from now on goes to the correction sheet."""
        self.locked_at = moment.occurred_at

    @step(source="locked", target="published", by=(), facts=Counted, automatic=True, zh="出数", en="publish")
    def publish(self, facts: Counted, _moment: Moment) -> None:
        """Its figures were counted and are kept."""
        self.digest = facts.digest

    @step(source="published", by=(), facts=Counted, automatic=True, zh="出更正单", en="correct")
    def correct(self, _facts: Counted, moment: Moment) -> None:
        """Facts of the month came late: a correction sheet says which figures they change."""
        self.corrections += 1
        self.corrected_at = moment.occurred_at

    def _open(self, facts: OpenMonth) -> None:
        month = Month.of(facts.month)
        self.place = self.subject.division_id
        self.month = month.first
        self.ends_on = month.last


class _Figure(models.Model):
    """One line of an indicator with its list: `[subject, counted, of, ref]` by row, numbers written exactly."""

    code = models.CharField(max_length=4)
    line = models.CharField(max_length=24)
    counted = models.DecimalField(max_digits=24, decimal_places=8)
    of = models.DecimalField(max_digits=24, decimal_places=8)
    value = models.DecimalField(max_digits=20, decimal_places=2, null=True)
    listed = models.JSONField()
    size = models.PositiveIntegerField()
    list_digest = models.CharField(max_length=64)

    class Meta:
        """No table of its own."""

        abstract = True


class UsedDefinition(models.Model):
    """The words of an indicator by which figures were locked, kept when the files go on to others.

    `body` is JSON as text, because the order of the lines is part of it.
    """

    code = models.CharField(max_length=4)
    version = models.PositiveSmallIntegerField()
    body = models.TextField()
    digest = models.CharField(max_length=64)

    class Meta:
        """Written once."""

        constraints = (models.UniqueConstraint(fields=("code", "digest"), name="used_definition_once"),)
        triggers: ClassVar = immutable("used_definition")

    def __str__(self) -> str:
        """Code and version."""
        return f"{self.code} v{self.version}"


class LockedFigure(_Figure):
    """A figure as it was locked, with its definition and the version of its counting; nobody changes it."""

    report = models.ForeignKey(MonthlyReport, models.PROTECT, related_name="figures")
    definition = models.ForeignKey(UsedDefinition, models.PROTECT, related_name="+")
    counting = models.PositiveSmallIntegerField()
    counted_at = models.DateTimeField()

    class Meta:
        """Written once."""

        constraints = (models.UniqueConstraint(fields=("report", "code", "line"), name="locked_figure_once"),)
        triggers: ClassVar = immutable("locked_figure")

    def __str__(self) -> str:
        """Code and line."""
        return f"{self.code} {self.line}"


class CorrectedFigure(_Figure):
    """One cell of a correction sheet: what stood there before, what stands now, and the late records it comes from.

    `number` is the sheet's; `entered` and `left` are the rows of the list that came and went, a changed one both.
    """

    report = models.ForeignKey(MonthlyReport, models.PROTECT, related_name="corrected_figures")
    number = models.PositiveSmallIntegerField()
    corrected_at = models.DateTimeField()
    old_counted = models.DecimalField(max_digits=24, decimal_places=8)
    old_of = models.DecimalField(max_digits=24, decimal_places=8)
    old_value = models.DecimalField(max_digits=20, decimal_places=2, null=True)
    entered = models.JSONField()
    left = models.JSONField()
    causes = models.JSONField()

    class Meta:
        """Written once."""

        constraints = (
            models.UniqueConstraint(fields=("report", "number", "code", "line"), name="corrected_figure_once"),
        )
        triggers: ClassVar = immutable("corrected_figure")

    def __str__(self) -> str:
        """Sheet, code and line."""
        return f"{self.number}: {self.code} {self.line}"


class LateFactsRead(models.Model):
    """Up to which midnight late facts were looked for, and a record before which none is new; one row."""

    record_id = models.BigIntegerField()
    until = models.DateTimeField()

    class Meta:
        """One row."""

        constraints = (models.CheckConstraint(name="late_facts_read_once", condition=models.Q(pk=1)),)

    def __str__(self) -> str:
        """The record."""
        return str(self.record_id)
