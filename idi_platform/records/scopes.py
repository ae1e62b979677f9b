"""The conditions that visibility is made of; models are looked up late because they import the access classes."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db.models import Q, QuerySet

from idi_platform.accounts.acting import Acting
from idi_platform.accounts.roles import PartyRole

if TYPE_CHECKING:
    from .models.party import Party
    from .models.subject import Subject


def subjects(seen: Q) -> QuerySet[Subject]:
    """Return the subjects under a condition."""
    model: type[Subject] = apps.get_model("records", "Subject")
    return model.objects.filter(seen)


def parties_of(acting: Acting, roles: Collection[PartyRole], on: date) -> QuerySet[Party]:
    """Return the Party rows through which the capacity's person or organisation holds one of the roles on the day."""
    model: type[Party] = apps.get_model("records", "Party")
    held = model.objects.filter(Q(until__isnull=True) | Q(until__gt=on), since__lte=on, role__in=list(roles))
    if acting.organisation_id is not None:
        return held.filter(organisation_id=acting.organisation_id)
    if acting.person_id is not None:
        return held.filter(person_id=acting.person_id)
    return held.none()


def any_of(*found: QuerySet[Any, Any]) -> Q:
    """Return the condition that a subject is what one of some queries for subjects answers.

    Said as one list put together from theirs: conditions joined by OR would be tried on every subject that there is.
    """
    first, *others = found
    return Q(pk__in=first.union(*others))


def in_divisions(codes: Collection[str]) -> Q:
    """Return the condition that a subject lies in one of the divisions or below it."""
    closure = apps.get_model("accounts", "DivisionClosure")
    return Q(division__in=closure._default_manager.filter(ancestor__in=codes).values("descendant"))
