"""Who works where, as what, from when until when."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from idi_platform.accounts.roles import JURISDICTION_ROLES, MEMBERSHIP_ROLES, ROLE_TABLE, Role
from idi_platform.kernel.languages import words_later

from .dated import DatedQuerySet, days_in_order
from .division import Division
from .organisation import Organisation
from .person import Person

_CHOICES = [(role.value, words_later(ROLE_TABLE[role])) for role in Role if role in MEMBERSHIP_ROLES]


class Membership(models.Model):
    """One role of a person at an organisation; holds from `since` until before `until`, days in Shanghai.

    `division` is the top of the jurisdiction, compulsory for authorities' roles and empty for all others.
    `is_administrator` may invite, deactivate and substitute the organisation's people. `stands_in_for` names the
    colleague's role that is filled meanwhile.
    """

    person = models.ForeignKey(Person, models.PROTECT, related_name="memberships", verbose_name=_("人员"))
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="memberships", verbose_name=_("单位"))
    role = models.CharField(_("岗位"), max_length=20, choices=_CHOICES)
    division = models.ForeignKey(
        Division, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("管辖区划")
    )
    is_administrator = models.BooleanField(_("本单位管理员"), default=False)
    stands_in_for = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="substitutes", verbose_name=_("代谁的岗")
    )
    since = models.DateField(_("到岗日期"))
    until = models.DateField(_("离岗日期（当天起不再在岗）"), null=True, blank=True)

    objects = DatedQuerySet["Membership"].as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("任职")
        ordering = ("organisation_id", "role", "id")
        constraints = (
            days_in_order("membership_days_in_order"),
            models.CheckConstraint(
                name="membership_role_listed", condition=Q(role__in=sorted(role.value for role in MEMBERSHIP_ROLES))
            ),
            models.CheckConstraint(
                name="membership_jurisdiction_needs_division",
                condition=Q(role__in=sorted(role.value for role in JURISDICTION_ROLES), division__isnull=False)
                | (~Q(role__in=sorted(role.value for role in JURISDICTION_ROLES)) & Q(division__isnull=True)),
                violation_error_message=_("主管部门的人员要写明管辖的行政区划，其他人员不写。"),
            ),
            models.UniqueConstraint(
                name="membership_once",
                fields=("person", "organisation", "role", "division", "since", "stands_in_for"),
                nulls_distinct=False,
            ),
        )

    def __str__(self) -> str:
        """Return ids and role."""
        return f"{self.person_id} {self.role} @ {self.organisation_id}"
