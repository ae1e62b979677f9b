"""CommonPart: a part of a building that belongs to all its owners; it is covered like a home and never handed over."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from idi_platform.projects.guards import number_is_free
from idi_platform.projects.models.building import Building
from idi_platform.projects.roles import KEEPERS
from idi_platform.records.models import Aggregate, StateField
from idi_platform.workflow.facts import Code, Facts
from idi_platform.workflow.lifecycles import Moment, lifecycle, step


class CommonPartKind(models.TextChoices):
    """Where it is."""

    ROOF = "roof", _("屋面")
    FACADE = "facade", _("外墙面")
    BASEMENT = "basement", _("地下室")
    STAIRWELL = "stairwell", _("楼梯间")
    RISER = "riser", _("管道井")
    OTHER = "other", _("其他共有部分")


class RegisterCommonPart(Facts):
    """A part of the building that all owners share; its name stands beside, in the row."""

    number: Code
    part: CommonPartKind


@lifecycle(kind="common_part", rank=55, zh="共有部分", en="common part")
class CommonPart(Aggregate):
    """A common part."""

    identity = ("name", "building_id")

    state = StateField()
    building = models.ForeignKey(Building, models.PROTECT, related_name="common_parts")
    number = models.CharField(max_length=80)
    part = models.CharField(max_length=20, choices=CommonPartKind)
    name = models.CharField(max_length=60)

    class Meta:
        """Numbered within its building."""

        constraints = (models.UniqueConstraint(fields=("building", "number"), name="common_part_numbered_once"),)

    def __str__(self) -> str:
        """The name."""
        return self.name

    @step(
        source="",
        target="registered",
        by=KEEPERS,
        facts=RegisterCommonPart,
        locks=("building",),
        within=("building",),
        guards=(number_is_free("common_part.number_taken", "building_id"),),
        zh="登记共有部分",
        en="register",
    )
    def register(self, facts: RegisterCommonPart, _moment: Moment) -> None:
        """Enter the part."""
        self.number = facts.number
        self.part = facts.part
