"""How an organisation runs its own people: invitations, amounts of authority, and the log of what was done."""

from typing import Any

import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .dated import DatedQuerySet, days_in_order
from .division import Division
from .membership import Membership
from .organisation import Organisation
from .person import Person


class Invitation(models.Model):
    """An invitation into one role. Its link works once, until `expires_at`; of the link only the digest is kept here.

    All instants are legal time. `form_key` is the key of the form that made it: sent twice, it is one invitation.
    """

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="invitations")
    name = models.CharField(_("姓名"), max_length=100)
    address = models.CharField(_("手机号或邮箱"), max_length=254)
    role = models.CharField(_("岗位"), max_length=20)
    division = models.ForeignKey(Division, models.PROTECT, null=True, blank=True, related_name="+")
    is_administrator = models.BooleanField(_("本单位管理员"), default=False)
    digest = models.CharField(max_length=64, unique=True)
    form_key = models.UUIDField()
    invited_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    invited_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    accepted_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    accepted_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        """One for each form; nothing is accepted and withdrawn."""

        constraints = (
            models.UniqueConstraint(fields=("organisation", "form_key"), name="invitation_once_per_form"),
            models.CheckConstraint(
                name="invitation_accepted_by_somebody",
                condition=Q(accepted_at__isnull=True, accepted_by__isnull=True)
                | Q(accepted_at__isnull=False, accepted_by__isnull=False, withdrawn_at__isnull=True),
            ),
        )

    def __str__(self) -> str:
        """Number and role."""
        return f"{self.pk} {self.role} @ {self.organisation_id}"


class AuthorityAmount(models.Model):
    """Up to which sum, in yuan, a member decides alone; holds from `since` until before `until`, days in Shanghai.

    Of somebody who prepares it says up to where no second person is asked, of a second person up to where he may
    agree. Who has none prepares for a second person always, and agrees without limit.
    """

    membership = models.ForeignKey(Membership, models.PROTECT, related_name="amounts")
    amount = models.DecimalField(_("金额（元）"), max_digits=16, decimal_places=2)
    since = models.DateField(_("起始日"))
    until = models.DateField(_("终止日（当天起不再有效）"), null=True, blank=True)

    objects = DatedQuerySet["AuthorityAmount"].as_manager()

    class Meta:
        """One at a time."""

        constraints = (
            days_in_order("authority_amount_days_in_order"),
            models.CheckConstraint(name="authority_amount_not_negative", condition=Q(amount__gte=0)),
            models.UniqueConstraint(
                fields=("membership",), condition=Q(until__isnull=True), name="authority_amount_one_open"
            ),
        )

    def __str__(self) -> str:
        """Membership and sum."""
        return f"{self.membership_id} {self.amount}"


class OrganisationAct(models.Model):
    """One thing done to an organisation's people: which, to whom, by whom, when (legal time); never changed."""

    class Name(models.TextChoices):
        """What can be done."""

        INVITED = "invited", _("邀请")
        WITHDRAWN = "withdrawn", _("收回邀请")
        JOINED = "joined", _("接受邀请")
        APPOINTED = "appointed", _("给予岗位")
        DISMISSED = "dismissed", _("结束岗位")
        AMOUNT_SET = "amount_set", _("设定权限金额")
        AMOUNT_ENDED = "amount_ended", _("取消权限金额")

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="acts")
    name = models.CharField(max_length=20, choices=Name.choices)
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    acting: "models.JSONField[Any, Any]" = models.JSONField()
    facts: "models.JSONField[Any, Any]" = models.JSONField(default=dict)
    done_at = models.DateTimeField()

    class Meta:
        """Read by organisation, the newest first; the database refuses every change."""

        triggers = (
            pgtrigger.Protect(name="organisation_act_is_append_only", operation=pgtrigger.Update | pgtrigger.Delete),
        )
        indexes = (models.Index(fields=("organisation", "-id"), name="organisation_act_newest"),)

    def __str__(self) -> str:
        """What, where."""
        return f"{self.name} @ {self.organisation_id}"
