"""Entries that lie in the past: what they need, and when they would turn the actor's own breach into a timely act."""

from __future__ import annotations

from datetime import timedelta

from django.utils.translation import gettext as _

from idi_platform.deadlines.queries import would_be_met_late
from idi_platform.kernel.errors import Refusal
from idi_platform.records.histories import effective_steps
from idi_platform.records.models import Aggregate

from .requests import Request

LATE = timedelta(hours=24)
REASON = "late_entry"


def late_entry_refusals(request: Request, aggregate: Aggregate) -> list[Refusal]:
    """Return what stands against the instant that was given: order, reason, evidence; for a new subject the reason.

    Nothing stands against a step of the system. Its legal instant follows from facts: cover begins on its day although
    the acceptance was entered years later, a delivery is recorded when its channel reports it. The chain keeps the
    order of recording, and a step that does not follow from the present state is refused by the lifecycle.
    """
    if request.occurred_at >= request.now or request.acting.is_system:
        return []
    if request.definition.is_creating:
        return _unexplained(request)
    refusals: list[Refusal] = []
    before = [step.occurred_at for step in effective_steps(aggregate.pk) if step.source != step.target]
    if before and request.occurred_at < max(before):
        refusals.append(
            Refusal("step.out_of_order", _("发生时间早于上一步，请核对时间；若上一步记错了，请先更正上一步。"))
        )
    refusals += _unexplained(request)
    if turns_a_breach(request, aggregate) and not request.evidence:
        refusals.append(Refusal("late_entry.evidence", _("补录会使已逾期的事项显示为按时办理，请附上当时办理的证据。")))
    return refusals


def _unexplained(request: Request) -> list[Refusal]:
    """Return the refusal of an entry more than 24 hours old without a reason."""
    if request.occurred_at >= request.now - LATE or request.reasons.get(REASON, "").strip():
        return []
    return [Refusal(REASON, _("这件事发生在一天以前，请写明为什么现在才录入。"))]


def turns_a_breach(request: Request, aggregate: Aggregate) -> bool:
    """Say whether the entry would meet a duty of the actor's own organisation whose end has passed meanwhile."""
    if request.occurred_at >= request.now or request.acting.organisation_id is None:
        return False
    return would_be_met_late(
        subject_id=aggregate.pk,
        organisation_id=request.acting.organisation_id,
        step=request.definition.full_name,
        occurred_at=request.occurred_at,
        now=request.now,
    )
