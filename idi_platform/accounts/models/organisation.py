"""Organisations by their unified social credit code, and how they are related."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from idi_platform.accounts.roles import Role

from .dated import DatedQuerySet, days_in_order


class OrganisationKind(models.TextChoices):
    """What an organisation is in this trade."""

    developer = "developer", _("建设单位")
    insurer = "insurer", _("保险公司")
    agency = "agency", _("风险管理机构")
    contractor = "contractor", _("施工单位")
    designer = "designer", _("设计单位")
    supervisor = "supervisor", _("监理单位")
    lab = "lab", _("检测机构")
    appraiser = "appraiser", _("鉴定机构")
    property_firm = "property_firm", _("物业服务企业")
    owners_committee = "owners_committee", _("业主委员会")
    institution = "institution", _("保障机构")
    authority = "authority", _("主管部门")
    operator = "operator", _("平台运营机构")


class Organisation(models.Model):
    """A legal person or authority.

    `uscc` is the unified social credit code (GB 32100), 18 characters in capitals, checked by
    `accounts.actions.register_organisation`. `dissolved_on` is the day on which it ceased to exist.
    """

    uscc = models.CharField(_("统一社会信用代码"), max_length=18, unique=True)
    name = models.CharField(_("名称"), max_length=120)
    name_en = models.CharField(_("英文名称"), max_length=160, blank=True)
    kind = models.CharField(_("类别"), max_length=20, choices=OrganisationKind.choices)
    dissolved_on = models.DateField(_("注销日期"), null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = _("单位")
        ordering = ("name",)
        constraints = (
            models.CheckConstraint(
                name="organisation_uscc_shape",
                condition=Q(uscc__regex=r"^[1-9ANY][0-9A-HJ-NPQRTUWXY]{17}$"),
            ),
            models.CheckConstraint(
                name="organisation_kind_listed", condition=Q(kind__in=[kind.value for kind in OrganisationKind])
            ),
        )

    def __str__(self) -> str:
        """Return the registered name."""
        return self.name


class RelationKind(models.TextChoices):
    """How one organisation stands to another, read as "subject does this to object"."""

    controls = "controls", _("控股")
    holds_shares = "holds_shares", _("参股")
    has_branch = "has_branch", _("设有分支机构")
    delegates_to = "delegates_to", _("委托服务")
    succeeded_by = "succeeded_by", _("由其承继")
    affiliated = "affiliated", _("存在利害关系")


class OrganisationRelation(models.Model):
    """A dated relation between two organisations, with the paper that shows it.

    `share` is a fraction of one with six decimals, for holdings. Independence of agencies, designated delegates and
    successors are read from here.
    """

    subject = models.ForeignKey(Organisation, models.PROTECT, related_name="relations", verbose_name=_("单位"))
    object = models.ForeignKey(Organisation, models.PROTECT, related_name="relations_to", verbose_name=_("对方单位"))
    kind = models.CharField(_("关系"), max_length=20, choices=RelationKind.choices)
    share = models.DecimalField(_("持股比例"), max_digits=7, decimal_places=6, null=True, blank=True)
    source = models.CharField(_("依据"), max_length=200, blank=True)
    since = models.DateField(_("起始日"))
    until = models.DateField(_("终止日（当天起不再有效）"), null=True, blank=True)

    objects = DatedQuerySet["OrganisationRelation"].as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("单位之间的关系")
        constraints = (
            days_in_order("organisation_relation_days_in_order"),
            models.CheckConstraint(name="organisation_relation_two_sides", condition=~Q(subject=F("object"))),
            models.CheckConstraint(
                name="organisation_relation_share_fraction",
                condition=Q(share__isnull=True) | Q(share__gt=0, share__lte=1),
            ),
            models.UniqueConstraint(name="organisation_relation_once", fields=("subject", "object", "kind", "since")),
        )

    def __str__(self) -> str:
        """Return both ids and the kind."""
        return f"{self.subject_id} {self.kind} {self.object_id}"


ROLES_OF_KIND: Final[Mapping[str, frozenset[Role]]] = MappingProxyType(
    {
        OrganisationKind.developer: frozenset({Role.developer}),
        OrganisationKind.insurer: frozenset(
            {Role.hotline, Role.surveyor, Role.handler, Role.approver, Role.underwriter, Role.accountant}
        ),
        OrganisationKind.agency: frozenset({Role.agency}),
        OrganisationKind.contractor: frozenset({Role.contractor}),
        OrganisationKind.designer: frozenset({Role.designer}),
        OrganisationKind.supervisor: frozenset({Role.supervisor}),
        OrganisationKind.lab: frozenset({Role.lab}),
        OrganisationKind.appraiser: frozenset({Role.appraiser}),
        OrganisationKind.property_firm: frozenset({Role.property_desk}),
        OrganisationKind.owners_committee: frozenset({Role.property_desk}),
        OrganisationKind.institution: frozenset({Role.institution}),
        OrganisationKind.authority: frozenset({Role.regulator, Role.report_clerk}),
        OrganisationKind.operator: frozenset({Role.operator}),
    }
)
"""Which roles an organisation may give its people: an insurer cannot make anybody a regulator."""
