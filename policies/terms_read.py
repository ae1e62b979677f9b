"""A contract's terms, read once for all who ask in one act."""

from collections.abc import Mapping
from typing import Any

from django.db.models import QuerySet

from idi_platform.kernel.once import once
from idi_platform.kernel.questions import question

from .models import Policy


@once(of="policies_policy")
def terms_of(policy_id: int) -> Mapping[str, Any]:
    """Return a contract's terms by name; numbers as Decimal or int."""
    return next(iter(_terms(policy_id)), None) or {}


@question
def _terms(policy_id: int) -> "QuerySet[Policy, Any]":
    return Policy.objects.filter(pk=policy_id).values_list("terms", flat=True)
