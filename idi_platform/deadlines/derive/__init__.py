"""A clock as a pure function of the rulebook, the effective history, the facts and the calendar."""

from .clocks import Known, Surroundings, derive
from .derived import Derived, Mark, MarkEvent
from .history import History, StepHistory

__all__ = ["Derived", "History", "Known", "Mark", "MarkEvent", "StepHistory", "Surroundings", "derive"]
