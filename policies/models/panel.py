"""CoInsurer: one insurer of a policy's panel and its share."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from idi_platform.accounts.models import Organisation

from .policy import Policy


class CoInsurer(models.Model):
    """Derived from the contract; `rate` is a fraction of one, and the panel's rates sum to one."""

    class Role(models.TextChoices):
        """Who leads."""

        LEAD = "lead", _("主承保")
        FOLLOWER = "follower", _("从保")

    policy = models.ForeignKey(Policy, models.PROTECT, related_name="shares")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    role = models.CharField(max_length=10, choices=Role)
    rate = models.DecimalField(max_digits=9, decimal_places=8)

    class Meta:
        """One share per insurer, one lead per policy."""

        constraints = (
            models.UniqueConstraint(fields=("policy", "organisation"), name="co_insurer_once"),
            models.UniqueConstraint(fields=("policy",), condition=Q(role="lead"), name="co_insurer_one_lead"),
            models.CheckConstraint(name="co_insurer_has_a_share", condition=Q(rate__gt=0, rate__lte=1)),
        )

    def __str__(self) -> str:
        """Role and share."""
        return f"{self.role} {self.rate}"
