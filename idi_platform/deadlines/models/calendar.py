"""The State Council's calendar as rows: what a notice ordered for a year, day by day."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class CalendarYear(models.Model):
    """One year and where its days come from; a year without a row is only estimated (rule 14)."""

    year = models.PositiveSmallIntegerField(_("年份"), primary_key=True)
    is_official = models.BooleanField(_("已有国务院办公厅通知"))
    notice = models.CharField(_("通知文号"), max_length=200, blank=True)
    published_on = models.DateField(_("公布日期"), null=True)
    loaded_at = models.DateTimeField(_("载入时间"), null=True)

    class Meta:
        """An official year names its notice."""

        verbose_name = verbose_name_plural = _("日历年份")
        constraints = (
            models.CheckConstraint(
                name="calendar_official_names_notice", condition=Q(is_official=False) | ~Q(notice="")
            ),
        )

    def __str__(self) -> str:
        """The year, and whether it is official."""
        return f"{self.year} {'official' if self.is_official else 'estimated'}"


class CalendarDay(models.Model):
    """A day that is not what its weekday suggests: rest in the week, or work at a weekend."""

    class Kind(models.TextChoices):
        """What the day is."""

        REST = "rest", _("休息日")
        WORK = "work", _("调休上班")

    day = models.DateField(_("日期"), primary_key=True)
    year = models.ForeignKey(CalendarYear, models.PROTECT, related_name="days", verbose_name=_("年份"))
    kind = models.CharField(_("类别"), max_length=4, choices=Kind)
    name = models.CharField(_("名称"), max_length=60)

    class Meta:
        """Only the days that differ."""

        verbose_name = verbose_name_plural = _("调休和放假")

    def __str__(self) -> str:
        """The day and what it is."""
        return f"{self.day} {self.kind} {self.name}"
