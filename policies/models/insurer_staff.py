"""The people whom an insurer keeps for this business: what a text asks of them is counted in rows."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from idi_platform.accounts.models import Organisation


class Function(models.TextChoices):
    """What the person is there for."""

    RISK_CONTROL = "risk_control", _("风控人员")
    PROJECT_MANAGER = "project_manager", _("项目经理")


class Degree(models.TextChoices):
    """The highest degree; a doctorate counts as a master's."""

    BACHELOR = "bachelor", _("本科")
    MASTER = "master", _("硕士及以上")
    OTHER = "other", _("其他")


class InsurerStaff(models.Model):
    """One person in one function; years of practice are counted from `practising_since`."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name=_("保险公司"))
    person = models.ForeignKey("accounts.Person", models.PROTECT, related_name="+", verbose_name=_("人员"))
    function = models.CharField(_("岗位"), max_length=16, choices=Function)
    has_licence = models.BooleanField(_("有一级注册执业资格"), default=False)
    has_senior_title = models.BooleanField(_("有高级职称"), default=False)
    degree = models.CharField(_("学历"), max_length=16, choices=Degree, default=Degree.OTHER)
    practising_since = models.DateField(_("从业起始日期"))
    has_passed_assessment = models.BooleanField(_("经公司考核合格"), default=False)
    is_real_name = models.BooleanField(_("已实名核验"), default=False)
    is_active = models.BooleanField(_("在岗"), default=True)

    class Meta:
        """A person is listed once in a function."""

        verbose_name = _("保险公司专业人员")
        verbose_name_plural = _("保险公司专业人员")
        constraints = (
            models.UniqueConstraint(fields=("organisation", "person", "function"), name="insurer_staff_listed_once"),
        )

    def __str__(self) -> str:
        """The function and the row."""
        return f"{self.function} {self.pk}"
