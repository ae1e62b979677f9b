"""Violations: opened for each gate that a fact in breach has passed."""

from idi_platform.records.models import Record

from .gates import Verdict
from .models import Violation


def open_violations(record: Record, verdict: Verdict) -> list[Violation]:
    """Open one violation per gate that stood against the recorded fact."""
    return Violation.objects.bulk_create(
        Violation(
            subject_id=record.subject_id,
            record=record,
            gate=refusal.code,
            clause=refusal.clause,
            message=refusal.message,
            opened_at=record.recorded_at,
        )
        for refusal in verdict.gates
    )
