"""What must be true in the same instant as a step of the project file: its Party rows, and the edition that applies."""

from idi_platform.records.models import Subject
from idi_platform.workflow.corrections import Corrected, rederives
from idi_platform.workflow.reactions import Happened, reaction
from idi_platform.workflow.rebinding import all_carrying, all_under

from . import parties
from .decisions import register_decision, withdraw_decision
from .edition import DECIDED, settle_edition
from .extensions import correct_extension, write_extension


def _participants(happened: Happened) -> None:
    parties.derive_participants(happened.aggregate.pk)


def _participant_joins(happened: Happened) -> None:
    _participants(happened)
    happened.rebind(happened.aggregate.pk)


def _holders(happened: Happened) -> None:
    parties.derive_holders(happened.aggregate.pk)


def _new_holders(happened: Happened) -> None:
    _holders(happened)
    happened.rebind(happened.aggregate.pk)


def _edition(happened: Happened) -> None:
    if settle_edition(happened.aggregate, happened.moment.occurred_at):
        happened.rebind(happened.aggregate.pk)


def _decision(happened: Happened) -> None:
    _edition(happened)
    register_decision(happened)


def _corrected_edition(corrected: Corrected) -> None:
    settle_edition(corrected.aggregate, corrected.corrected.occurred_at)
    if corrected.corrected.name == DECIDED:
        withdraw_decision(corrected)


def _nothing(_subject: Subject) -> tuple[int, ...]:
    return ()


def _corrected_participants(corrected: Corrected) -> None:
    parties.derive_participants(corrected.subject.pk)


def _corrected_holders(corrected: Corrected) -> None:
    parties.derive_holders(corrected.subject.pk)


def register() -> None:
    """Register reactions and what is derived anew after corrections."""
    reaction("project.register")(_participants)
    reaction("project.name_participant", reach=all_carrying)(_participant_joins)
    reaction("unit.sell")(_holders)
    reaction("unit.transfer", reach=all_carrying)(_new_holders)
    for name in ("register", "apply_construction_permit", "obtain_construction_permit", "adopt_revision"):
        reaction(f"insured_object.{name}", reach=all_under)(_edition)
    reaction(DECIDED, reach=all_under)(_decision)
    rederives("insured_object", reach=all_under)(_corrected_edition)
    reaction("text_extension.record")(write_extension)
    rederives("text_extension", reach=_nothing)(correct_extension)
    rederives("project", reach=_nothing)(_corrected_participants)
    rederives("unit", reach=_nothing)(_corrected_holders)
