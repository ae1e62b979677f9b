"""What a step would say in its papers: the real step, taken and rolled back."""

from typing import Any

from django.db import transaction

from claims.actions.handling import take
from claims.models import Claim
from idi_platform.accounts.acting import Acting
from idi_platform.workflow.requests import Proposed


def preview_step(claim: Claim, step: str, *, acting: Acting, key: str, **given: Any) -> dict[str, Any]:
    """Return the drafts of the papers that the step would lead to, by code; nothing is kept.

    Raises what taking the step raises: whatever stands against it stands against its preview.
    """
    with transaction.atomic():
        done = take(claim, step, acting=acting, key=key, **given)
        found = dict(done.proposal.preview) if isinstance(done, Proposed) else {}
        transaction.set_rollback(True)
    return found
