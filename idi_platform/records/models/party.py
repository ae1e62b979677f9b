"""Party: who stands on a project, policy, engagement or unit, in which role, from when to when."""

from datetime import date
from typing import Self

from django.db import models
from django.db.models import F, Q

from idi_platform.accounts.roles import PartyRole

CARRIERS = frozenset({"project", "policy", "engagement", "unit"})
"""The kinds of subject that parties stand on; everything below carries their ids on its Subject row."""


class PartyQuerySet(models.QuerySet["Party"]):
    """Parties by day."""

    def on(self, day: date) -> Self:
        """Parties whose half-open stretch [since, until) holds the day."""
        return self.filter(Q(until__isnull=True) | Q(until__gt=day), since__lte=day)


class Party(models.Model):
    """One organisation or person in one role on one subject; `since` inclusive, `until` exclusive."""

    subject = models.ForeignKey("records.Subject", models.PROTECT, related_name="parties")
    organisation = models.ForeignKey("accounts.Organisation", models.PROTECT, null=True, blank=True, related_name="+")
    person = models.ForeignKey("accounts.Person", models.PROTECT, null=True, blank=True, related_name="+")
    role = models.CharField(max_length=20, choices=[(role.value, role.value) for role in PartyRole])
    since = models.DateField()
    until = models.DateField(null=True)

    objects = PartyQuerySet.as_manager()

    class Meta:
        """Exactly one holder; the two look-ups that visible_to makes are indexed."""

        constraints = (
            models.CheckConstraint(
                name="party_has_one_holder",
                condition=Q(organisation__isnull=False, person__isnull=True)
                | Q(organisation__isnull=True, person__isnull=False),
            ),
            models.CheckConstraint(
                name="party_ends_after_it_begins", condition=Q(until__isnull=True) | Q(until__gte=F("since"))
            ),
        )
        indexes = (
            models.Index(fields=("organisation", "role", "subject"), name="party_by_organisation"),
            models.Index(fields=("person", "role", "subject"), name="party_by_person"),
        )

    def holds_on(self, day: date) -> bool:
        """Say whether the stretch holds the day."""
        return self.since <= day and (self.until is None or day < self.until)

    def __str__(self) -> str:
        """Role and subject."""
        return f"{self.role} on {self.subject_id}"
