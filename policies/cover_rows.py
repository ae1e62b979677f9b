"""Rows of cover: the stored ones, or those that the same contract would have under a law that is only supposed."""

from collections.abc import Sequence
from datetime import date

from django.db.models import QuerySet

from idi_platform.kernel.once import once
from idi_platform.kernel.questions import question
from idi_platform.rulebooks.law import is_supposing

from .derivation import rows_under
from .models import CoverRow, Policy
from .text import text_for


def rows_of(policy: Policy) -> Sequence[CoverRow]:
    """Return the rows of a policy, by building and item."""
    if is_supposing():
        found = rows_under(policy, text_for(policy.insured_object_id, policy.terms))
        return sorted(found, key=lambda row: (row.building_id, row.item))
    return _stored(policy.pk)


@once(of=("policies_coverrow", "policies_policy", "projects_"))
def _stored(policy_id: int) -> tuple[CoverRow, ...]:
    rows = CoverRow.objects.filter(policy=policy_id).order_by("building_id", "item")
    return tuple(rows.select_related("building__insured_object__project", "policy"))


@once(of=("policies_coverrow", "policies_policy"))
def rows_in(building_id: int) -> Sequence[CoverRow]:
    """Return the rows of a building under contracts that were not terminated, riders left out.

    A text names its other groups as it likes.
    """
    stored = CoverRow.objects.filter(building_id=building_id).exclude(policy__state="terminated")
    if not is_supposing():
        return tuple(stored.exclude(group="rider").order_by("pk"))
    policies = Policy.objects.filter(pk__in=stored.order_by().values("policy")).order_by("pk")
    supposed = [row for policy in policies for row in rows_of(policy)]
    return tuple(row for row in supposed if row.building_id == building_id and row.group != "rider")


@once(of="policies_coverrow")
def rows_at(policy_id: int, building_id: int) -> tuple[CoverRow, ...]:
    """Return a policy's rows of cover at one building, by item, without the policy and the building themselves."""
    if is_supposing():
        policy = Policy.objects.select_related("subject").get(pk=policy_id)
        return tuple(row for row in rows_of(policy) if row.building_id == building_id)
    return tuple(_stored_at(policy_id, building_id))


@question
def _stored_at(policy_id: int, building_id: int) -> "QuerySet[CoverRow]":
    return CoverRow.objects.filter(policy=policy_id, building=building_id).order_by("item", "pk")


def first_of(days: Sequence[date | None]) -> date | None:
    """Return the earliest day that is known."""
    return min((day for day in days if day is not None), default=None)
