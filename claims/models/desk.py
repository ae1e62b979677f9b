"""How an insurer runs its desk, as its own data: rules of assignment, who can do what, duty roster."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from idi_platform.accounts.models import Division, Organisation, Person
from idi_platform.projects.models import Project

ALARM_AFTER_MINUTES = 120
"""When a report that nobody handles is told, where the insurer has not set its own time."""


class RuleDays(models.TextChoices):
    """On which days a rule of assignment counts."""

    ANY = "any", _("每天")
    WORKING = "working", _("工作日")
    REST = "rest", _("休息日和节假日")


class DeskSettings(models.Model):
    """One row per insurer that has changed anything; `alarm_after` in minutes since the report was received."""

    organisation = models.OneToOneField(Organisation, models.PROTECT, primary_key=True, related_name="+")
    assigns_by_rule = models.BooleanField(_("新报案按规则自动分派"), default=True)
    alarm_after = models.PositiveSmallIntegerField(_("几分钟没人接就提醒"), default=ALARM_AFTER_MINUTES)

    def __str__(self) -> str:
        """The insurer."""
        return f"desk of {self.organisation_id}"


class DeskPerson(models.Model):
    """What the desk knows of a colleague: team, skills in the insurer's own words, how many open claims at most."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name=_("同事"))
    team = models.CharField(_("小组"), max_length=40, blank=True)
    skills = models.JSONField(_("专长"), default=list)
    most_open = models.PositiveSmallIntegerField(_("最多在办几件"), null=True, blank=True)

    class Meta:
        """One row per colleague."""

        constraints = (models.UniqueConstraint(fields=("organisation", "person"), name="desk_person_once"),)

    def __str__(self) -> str:
        """Numbers, no names."""
        return f"{self.person_id} @ {self.organisation_id}"


class AssignmentRule(models.Model):
    """For which new claims, who: all conditions that are set must hold; the first rule that finds somebody decides.

    Whom: the named person, else whoever of the desk has the skill (and is on duty, where that is asked) and fewest
    open claims. A rule that is replaced is switched off and kept: the log names it.
    """

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    position = models.PositiveSmallIntegerField(_("顺序"))
    title = models.CharField(_("叫什么"), max_length=60)
    project = models.ForeignKey(Project, models.PROTECT, null=True, blank=True, related_name="+")
    division = models.ForeignKey(Division, models.PROTECT, null=True, blank=True, related_name="+")
    item = models.CharField(_("保险项目"), max_length=80, blank=True)
    only_danger = models.BooleanField(_("只管紧急报案"), default=False)
    days = models.CharField(_("哪些日子"), max_length=8, choices=RuleDays, default=RuleDays.ANY)
    person = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    skill = models.CharField(_("要有的专长"), max_length=40, blank=True)
    on_duty = models.BooleanField(_("只派给当天值班的同事"), default=False)
    is_active = models.BooleanField(default=True)
    made_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        """Read in order by insurer."""

        indexes = (
            models.Index(fields=("organisation", "position"), condition=Q(is_active=True), name="assignment_rules"),
        )

    def __str__(self) -> str:
        """Place and title."""
        return f"{self.position} {self.title}"


class DutyDay(models.Model):
    """Somebody is on duty on a day in Shanghai."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    day = models.DateField(_("日期"))
    person = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name=_("同事"))

    class Meta:
        """Once a day each."""

        constraints = (models.UniqueConstraint(fields=("organisation", "day", "person"), name="duty_once_a_day"),)

    def __str__(self) -> str:
        """Day and number."""
        return f"{self.day} {self.person_id}"


class AssignmentLog(models.Model):
    """Why a claim went to whom under the rules: everything that was looked at, so that anybody can work it out again.

    `seen` holds case, rules and colleagues as `claims.desk.choosing` reads them; `rule` decided, `record` is the step.
    """

    claim = models.ForeignKey("claims.Claim", models.PROTECT, related_name="assignments")
    record = models.ForeignKey("records.Record", models.PROTECT, related_name="+")
    rule = models.ForeignKey(AssignmentRule, models.PROTECT, null=True, related_name="+")
    handler = models.BigIntegerField()
    seen = models.JSONField()
    made_at = models.DateTimeField()

    class Meta:
        """One line per step."""

        constraints = (models.UniqueConstraint(fields=("record",), name="assignment_log_once"),)

    def __str__(self) -> str:
        """Claim and rule."""
        return f"claim {self.claim_id} by rule {self.rule_id}"


class AssignmentRun(models.Model):
    """Many claims handed to colleagues at once: what was confirmed on the preview, done claim by claim."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    maker = models.ForeignKey(Person, models.PROTECT, related_name="+")
    key = models.CharField(max_length=120)
    handed_over_from = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    by_rules = models.BooleanField(default=False)
    made_at = models.DateTimeField()

    class Meta:
        """The same form twice is one run."""

        constraints = (models.UniqueConstraint(fields=("maker", "key"), name="assignment_run_once"),)

    def __str__(self) -> str:
        """The number."""
        return f"run {self.pk}"


class RunState(models.TextChoices):
    """What became of one claim of a run."""

    WAITING = "waiting", _("还没办")
    DONE = "done", _("已交")
    REFUSED = "refused", _("没交成")


class AssignmentItem(models.Model):
    """One claim of a run, to whom it goes, and what became of it; `seen` where the rules chose."""

    run = models.ForeignKey(AssignmentRun, models.PROTECT, related_name="items")
    claim = models.ForeignKey("claims.Claim", models.PROTECT, related_name="+")
    handler = models.ForeignKey(Person, models.PROTECT, related_name="+")
    rule = models.ForeignKey(AssignmentRule, models.PROTECT, null=True, related_name="+")
    seen = models.JSONField(default=dict)
    state = models.CharField(max_length=8, choices=RunState, default=RunState.WAITING)
    words = models.CharField(max_length=300, blank=True)

    class Meta:
        """Each claim once a run."""

        constraints = (models.UniqueConstraint(fields=("run", "claim"), name="assignment_item_once"),)

    def __str__(self) -> str:
        """Run and claim."""
        return f"claim {self.claim_id} of run {self.run_id}"
