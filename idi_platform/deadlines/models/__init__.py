"""Clocks, the calendar they are counted by, the offset of legal time, and what follows from an event of time."""

from idi_platform.deadlines.states import OPEN_STATES, ClockKind, ClockState

from .calendar import CalendarDay, CalendarYear
from .clock import Clock, ClockQuerySet
from .follow_up import FollowUp
from .offset import TimeOffset

__all__ = [
    "OPEN_STATES",
    "CalendarDay",
    "CalendarYear",
    "Clock",
    "ClockKind",
    "ClockQuerySet",
    "ClockState",
    "FollowUp",
    "TimeOffset",
]
