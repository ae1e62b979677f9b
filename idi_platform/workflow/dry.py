"""What a step would do to clocks: the real step, taken and rolled back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction

from idi_platform.accounts.acting import Acting
from idi_platform.kernel import clock
from idi_platform.records.models import Aggregate

from .act import Act
from .impacts import Impact, impact_of, newest_under
from .lifecycles import lifecycle_of
from .models import Proposal, ProposalState
from .perform import in_one_transaction
from .proposals import request_of
from .requests import Request


def impact_if(
    target: Aggregate,
    step: str,
    *,
    acting: Acting,
    reasons: Mapping[str, str] | None = None,
    evidence: Sequence[int] = (),
    **facts: Any,
) -> Impact:
    """Return what the step would change; nothing is kept. Raises what perform() raises."""
    definition, now = lifecycle_of(target.kind).steps[step], clock.now()
    request = Request(
        definition=definition,
        target=target,
        acting=acting,
        key="",
        facts=definition.facts.read(facts),
        now=now,
        occurred_at=now,
        reasons=dict(reasons or {}),
        evidence=tuple(evidence),
    )
    return in_one_transaction(lambda: would_change(request))


def impact_now(proposal: Proposal, *, acting: Acting) -> Impact:
    """Return what a waiting step would change if its second person agreed now; raises what approving raises."""
    return in_one_transaction(lambda: would_change(request_of(proposal.pk, acting=acting, key="", now=clock.now())))


def count_step_again(proposal: Proposal, *, acting: Acting) -> Impact:
    """Count anew what a waiting step would change, and keep it; raises what approving raises."""
    counted = impact_now(proposal, acting=acting)
    Proposal.objects.filter(pk=proposal.pk, state=ProposalState.OPEN).update(preview=counted.as_json())
    return counted


def would_change(request: Request) -> Impact:
    """Return what the step would change; the caller's transaction goes on as if nothing had happened."""
    newest = newest_under(request.target.subject)
    with transaction.atomic():
        act = Act(request.now, is_dry=True)
        act.take(request)
        brought = act.finish()
        found = impact_of({}, brought.clocks, (), (), subjects=len(brought.subjects), newest=newest)
        transaction.set_rollback(True)
    return found
