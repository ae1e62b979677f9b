"""The agency's staff on an engagement: what a text asks of them is counted in rows, without names."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from .engagement import Engagement


class Degree(models.TextChoices):
    """The highest degree."""

    BACHELOR = "bachelor", _("本科")
    MASTER = "master", _("硕士及以上")
    OTHER = "other", _("其他")


class EngagedStaff(models.Model):
    """One person of the agency who works on an engagement."""

    engagement = models.ForeignKey(Engagement, models.PROTECT, related_name="staff")
    person = models.ForeignKey("accounts.Person", models.PROTECT, related_name="+")
    has_licence = models.BooleanField(_("有注册执业资格"), default=False)
    has_senior_title = models.BooleanField(_("有高级职称"), default=False)
    degree = models.CharField(_("学历"), max_length=16, choices=Degree, default=Degree.OTHER)
    experience = models.PositiveSmallIntegerField(_("从业年限"), default=0)
    is_active = models.BooleanField(_("在岗"), default=True)

    class Meta:
        """A person is listed once."""

        constraints = (models.UniqueConstraint(fields=("engagement", "person"), name="staff_listed_once"),)

    def __str__(self) -> str:
        """The engagement and the row."""
        return f"{self.engagement} {self.pk}"
