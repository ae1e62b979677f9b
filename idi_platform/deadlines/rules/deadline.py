"""What a count answers: the dates, and the steps by which they were reached."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any, NamedTuple


class Unit(StrEnum):
    """The units in which the texts measure a limit."""

    HOURS = "hours"
    SAME_DAY = "same_day"
    DAYS = "days"
    WORKING_DAYS = "working_days"
    MONTHS = "months"
    YEARS = "years"


class Length(NamedTuple):
    """A limit as the text names it: an amount (at least 1, or 0 for the same day) of a unit."""

    unit: Unit
    amount: int


class Step(NamedTuple):
    """One step of a count, as data: which rule of counting, what it did, from which day or instant to which.

    `since` and `until` are ISO dates (Shanghai) or instants (UTC). `source` is a notice, a clause or a holiday.
    """

    rule: int
    what: str
    since: str
    until: str
    amount: int = 0
    unit: str = ""
    source: str = ""

    def as_data(self) -> dict[str, Any]:
        """Return the step as it is stored."""
        kept: dict[str, Any] = {"rule": self.rule, "what": self.what, "from": self.since, "to": self.until}
        if self.amount or self.unit:
            kept["amount"] = self.amount
            kept["unit"] = self.unit
        if self.source:
            kept["source"] = self.source
        return kept


class Deadline(NamedTuple):
    """A counted limit.

    `target_at` is the text at face value, `due_at` the legal end; an act is in time when it is earlier than `due_at`.
    `provisional` says that a year without an official calendar was used.
    """

    started_at: datetime
    target_at: datetime
    due_at: datetime
    provisional: bool
    steps: tuple[Step, ...]

    def derivation(self) -> list[dict[str, Any]]:
        """Return the steps as they are stored with a clock."""
        return [step.as_data() for step in self.steps]


class Window(NamedTuple):
    """A right that is open from `opens_at` (included) until `closes_at` (excluded); never rolled (rule 3)."""

    opens_at: datetime
    closes_at: datetime
    steps: tuple[Step, ...]

    def holds(self, instant: datetime) -> bool:
        """Say whether the instant lies inside."""
        return self.opens_at <= instant < self.closes_at


def iso(day: int) -> str:
    """Return the ISO date of a day's ordinal."""
    return date.fromordinal(day).isoformat()
