"""What must be true in the same instant as a step of the agency's file."""

from idi_platform.records.models import Subject
from idi_platform.workflow.corrections import Corrected, rederives
from idi_platform.workflow.reactions import Happened, reaction

from .parties import derive_agency


def _agency(happened: Happened) -> None:
    derive_agency(happened.aggregate.pk)


def _corrected_agency(corrected: Corrected) -> None:
    derive_agency(corrected.subject.pk)


def _nothing(_subject: Subject) -> tuple[int, ...]:
    return ()


def register() -> None:
    """Register reactions and what is derived anew after corrections."""
    for name in ("select", "replace"):
        reaction(f"engagement.{name}")(_agency)
    rederives("engagement", reach=_nothing)(_corrected_agency)
