"""What may begin beside a claim, and who may act there: nothing serves a claim in which nothing is owed any more."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from claims.codes import CLAIM_ENDED, CLAIM_REFUSED
from claims.models.owner_guards import may_act
from idi_platform.kernel.errors import Refusal
from idi_platform.workflow.lifecycles import Moment, asked_once


@asked_once
def claim_goes_on(beside: Any, _facts: Any, _moment: Moment) -> Iterable[Refusal]:
    """Refuse to begin for a claim that has ended."""
    if _state_now(beside) in CLAIM_ENDED:
        yield Refusal("claim.ended", _("这个案件已经结束，不能再办这一项；又出现问题的请重新报案。"))


@asked_once
def claim_may_be_repaired(beside: Any, _facts: Any, _moment: Moment) -> Iterable[Refusal]:
    """Refuse works on a claim that has ended or is refused; a danger is removed before anything is determined."""
    if _state_now(beside) in CLAIM_ENDED | CLAIM_REFUSED:
        yield Refusal("claim.not_repaired", _("这个案件已经结束或者不予赔偿，不能派工维修；请先核对案件。"))


def owner_may_act(beside: Any, facts: Any, moment: Moment) -> Iterable[Refusal]:
    """Let an owner act on what stands beside a claim as on the claim itself: while the home is his."""
    yield from may_act(beside.claim, facts, moment)


def _state_now(beside: Any) -> str:
    """Return the state of the claim as it is stored: what a caller hands over may be older."""
    state: str = type(beside.claim).objects.values_list("state", flat=True).get(pk=beside.claim_id)
    return state
