"""What a determination rests on: when a correction changes it, a person looks again and nothing is undone by itself."""

from typing import Any

from claims.cover import cover_of
from claims.models import Agreement, Claim, Determination, Payment, Survey, Waiver
from idi_platform.records.histories import StepTaken, effective_steps
from idi_platform.records.models import Subject
from idi_platform.workflow.corrections import Corrected, rederives, reviews


def _decision(claim: Claim) -> dict[str, Any] | None:
    """Return the cover on which the claim was determined or routed; None while nothing is decided."""
    if claim.determined_at is None and claim.routed_at is None:
        return None
    cover = cover_of(claim)
    return {"cover_state": cover.state.value, "liable": cover.liable.value, "outcome": claim.outcome}


WAIVED = ("made_on", "by", "timing", "is_whole")
_INSTANTS = ((Determination, "determined_at"), (Agreement, "agreed_at"), (Survey, "visited_at"), (Payment, "paid_at"))


def _corrected(corrected: Corrected) -> None:
    """Keep the rows that a corrected step has made: superseded when it never happened, at its true instant else."""
    step = next(
        (taken for taken in effective_steps(corrected.subject.pk) if taken.record_id == corrected.corrected.pk), None
    )
    for model, instant in _INSTANTS:
        rows = model._default_manager.filter(record=corrected.corrected)
        if corrected.is_annulled or step is None:
            rows.update(superseded_at=corrected.now)
        else:
            rows.update(**{instant: step.occurred_at})
    _corrected_waiver(corrected, step)


def _corrected_waiver(corrected: Corrected, step: StepTaken | None) -> None:
    """A waiver has no instant: its row says again what the corrected step says."""
    rows = Waiver.objects.filter(record=corrected.corrected)
    if corrected.is_annulled or step is None:
        rows.update(superseded_at=corrected.now)
    else:
        rows.update(**{name: step.facts[name] for name in WAIVED if name in step.facts})


def _nothing_else(_subject: Subject) -> tuple[int, ...]:
    return ()


def register() -> None:
    """Register the reviewer, and what keeps the rows true."""
    rederives("claim", reach=_nothing_else)(_corrected)
    reviews("claim", about="claim.determination")(_decision)
