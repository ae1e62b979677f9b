"""The tree of administrative divisions (GB/T 2260 codes), with validity."""

from datetime import date
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from idi_platform.kernel.languages import language


class Division(models.Model):
    """One division. The parent is data and never derived from the digits (419001 has no city above it).

    `valid_from` is the first day of existence, `valid_to` the first day without it. `successor` takes over what was
    filed under the code.
    """

    code = models.CharField(_("代码"), primary_key=True, max_length=6)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name=_("上级区划")
    )
    successor = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="predecessors", verbose_name=_("后继区划")
    )
    name_zh = models.CharField(_("名称"), max_length=60)
    name_en = models.CharField(_("英文名称"), max_length=60)
    valid_from = models.DateField(_("设立日期"))
    valid_to = models.DateField(_("撤销日期"), null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = _("行政区划")
        ordering = ("code",)
        constraints = (
            models.CheckConstraint(name="division_code_six_digits", condition=Q(code__regex=r"^[0-9]{6}$")),
            models.CheckConstraint(
                name="division_days_in_order",
                condition=Q(valid_to__isnull=True) | Q(valid_to__gt=models.F("valid_from")),
            ),
        )

    def __str__(self) -> str:
        """Return the Chinese name."""
        return self.name_zh

    @property
    def name(self) -> str:
        """The name in the reader's language."""
        return self.name_en if language() == "en" and self.name_en else self.name_zh


class DivisionClosureQuerySet(models.QuerySet["DivisionClosure"]):
    """Pairs of competent division and division."""

    def on(self, day: date) -> Self:
        """Keep the pairs that hold on the day."""
        return self.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=day), valid_from__lte=day)


class DivisionClosure(models.Model):
    """`ancestor` is competent for what is filed under `descendant`, from `valid_from` until before `valid_to`.

    Each division stands under itself. Written by `load_divisions` only.
    """

    ancestor = models.ForeignKey(Division, models.CASCADE, related_name="+")
    descendant = models.ForeignKey(Division, models.CASCADE, related_name="+")
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)

    objects = DivisionClosureQuerySet.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(name="division_closure_once", fields=("ancestor", "descendant", "valid_from")),
        )

    def __str__(self) -> str:
        """Return both codes."""
        return f"{self.ancestor_id} > {self.descendant_id}"
