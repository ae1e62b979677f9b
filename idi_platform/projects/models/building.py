"""Building: accepted and filed on its own days, from which its cover is counted."""

from collections.abc import Iterable

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from idi_platform.accounts.roles import Role
from idi_platform.kernel.errors import Refusal
from idi_platform.projects.guards import not_after_moment, number_is_free
from idi_platform.projects.models.insured_object import InsuredObject
from idi_platform.projects.roles import AUTHORITIES, BUILDERS, KEEPERS
from idi_platform.records.models import Aggregate, StateField
from idi_platform.workflow.facts import Amount, Code, Day, Facts
from idi_platform.workflow.lifecycles import Moment, lifecycle, step


class BuildingUse(models.TextChoices):
    """What a building is for; the texts ask for every building of the area or of the permit."""

    RESIDENTIAL = "residential", gettext_lazy("住宅")
    KINDERGARTEN = "kindergarten", gettext_lazy("幼儿园")
    COMMERCIAL = "commercial", gettext_lazy("商业办公")
    WORKSHOP = "workshop", gettext_lazy("厂房")
    GARAGE = "garage", gettext_lazy("车库")
    OTHER = "other", gettext_lazy("其他")


class PlanBuilding(Facts):
    """A building of the insured object; its name stands beside, in the row."""

    number: Code
    use: BuildingUse = BuildingUse.RESIDENTIAL
    floor_area: Amount | None = None
    is_in_property_area: bool = True


class OnDay(Facts):
    """The day on which it happened, in Shanghai."""

    on: Day


class AcceptBuilding(Facts):
    """The day on the acceptance report that all five parties signed, and the batch it belongs to."""

    accepted_on: Day
    batch: Code = ""


class FileAcceptance(Facts):
    """The day of the filing receipt, or of the integrated completion notice."""

    filed_on: Day


def _filed_after_acceptance(building: "Building", facts: FileAcceptance, _moment: Moment) -> Iterable[Refusal]:
    if building.accepted_on is not None and facts.filed_on < building.accepted_on:
        yield Refusal("filing.before_acceptance", _("备案日期早于竣工验收合格日期，请核对两个日期。"))


@lifecycle(kind="building", rank=40, zh="楼栋", en="building")
class Building(Aggregate):
    """One building. A corrected day of acceptance or filing re-anchors cover and clocks of everything in it."""

    identity = ("name", "insured_object_id")

    state = StateField()
    insured_object = models.ForeignKey(InsuredObject, models.PROTECT, related_name="buildings")
    number = models.CharField(max_length=80)
    name = models.CharField(max_length=60)
    use = models.CharField(max_length=20, choices=BuildingUse)
    floor_area = models.DecimalField(max_digits=16, decimal_places=2, null=True)
    is_in_property_area = models.BooleanField(default=True)
    batch = models.CharField(max_length=80, blank=True)
    begun_on = models.DateField(null=True)
    completed_on = models.DateField(null=True)
    accepted_on = models.DateField(null=True)
    filed_on = models.DateField(null=True)
    cover_announced_on = models.DateField(null=True)

    class Meta:
        """Numbered within its insured object."""

        constraints = (models.UniqueConstraint(fields=("insured_object", "number"), name="building_numbered_once"),)

    def __str__(self) -> str:
        """The name."""
        return self.name

    @step(
        source="",
        target="planned",
        by=KEEPERS,
        facts=PlanBuilding,
        locks=("insured_object",),
        within=("insured_object",),
        guards=(number_is_free("building.number_taken", "insured_object_id"),),
        zh="登记楼栋",
        en="plan",
    )
    def plan(self, facts: PlanBuilding, _moment: Moment) -> None:
        """Enter the building."""
        self.number = facts.number
        self.use = facts.use
        self.floor_area = facts.floor_area
        self.is_in_property_area = facts.is_in_property_area

    @step(
        source="planned",
        target="under_construction",
        by=BUILDERS,
        facts=OnDay,
        guards=(not_after_moment("on"),),
        report=True,
        zh="楼栋开工",
        en="begin",
    )
    def begin(self, facts: OnDay, _moment: Moment) -> None:
        """Record the start of works."""
        self.begun_on = facts.on

    @step(
        source=("planned", "under_construction"),
        target="completed",
        by=BUILDERS,
        facts=OnDay,
        guards=(not_after_moment("on"),),
        report=True,
        zh="楼栋完工",
        en="complete",
    )
    def complete(self, facts: OnDay, _moment: Moment) -> None:
        """Record that the building is complete."""
        self.completed_on = facts.on

    @step(
        source=("planned", "under_construction", "completed"),
        target="accepted",
        by=KEEPERS | AUTHORITIES | {Role.supervisor},
        facts=AcceptBuilding,
        reads=("project", "insured_object"),
        guards=(not_after_moment("accepted_on"),),
        report=True,
        zh="竣工验收合格",
        en="accept",
    )
    def accept(self, facts: AcceptBuilding, _moment: Moment) -> None:
        """Record that completion acceptance was passed."""
        self.accepted_on = facts.accepted_on
        self.batch = facts.batch

    @step(
        source="accepted",
        target="filed",
        by=KEEPERS | AUTHORITIES,
        facts=FileAcceptance,
        reads=("project", "insured_object"),
        guards=(not_after_moment("filed_on"), _filed_after_acceptance),
        report=True,
        zh="竣工验收备案",
        en="file the acceptance",
    )
    def file_acceptance(self, facts: FileAcceptance, _moment: Moment) -> None:
        """Record the filing of the acceptance."""
        self.filed_on = facts.filed_on

    @step(
        source=("accepted", "filed"),
        by={Role.developer},
        facts=OnDay,
        reads=("project", "insured_object"),
        guards=(not_after_moment("on"),),
        report=True,
        zh="向全体业主公告转入保险责任期",
        en="announce the cover to the owners",
    )
    def announce_cover(self, facts: OnDay, _moment: Moment) -> None:
        """Keep the day of the announcement."""
        self.cover_announced_on = facts.on
