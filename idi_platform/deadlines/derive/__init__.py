"""A clock as a pure function of the rulebook, the effective history, the facts and the calendar."""

from .clocks import Known, Surroundings, derive
from .derived import Derived, Mark, MarkEvent
from .history import History, StepHistory
from .quotas import QuotaCase, QuotaSource, counts_with, derive_quota

__all__ = [
    "Derived",
    "History",
    "Known",
    "Mark",
    "MarkEvent",
    "QuotaCase",
    "QuotaSource",
    "StepHistory",
    "Surroundings",
    "counts_with",
    "derive",
    "derive_quota",
]
