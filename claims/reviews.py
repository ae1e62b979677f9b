"""What a determination rests on: when a correction changes it, a person looks again and nothing is undone by itself."""

from typing import Any

from claims.cover import cover_of
from claims.models import Claim
from idi_platform.workflow.corrections import reviews


def _decision(claim: Claim) -> dict[str, Any] | None:
    """Return the cover on which the claim was determined or routed; None while nothing is decided."""
    if claim.determined_at is None and claim.routed_at is None:
        return None
    cover = cover_of(claim)
    return {"cover_state": cover.state.value, "liable": cover.liable.value, "outcome": claim.outcome}


def register() -> None:
    """Register the reviewer."""
    reviews("claim", about="claim.determination")(_decision)
