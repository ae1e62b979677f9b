"""What `cover_on` reads and answers: the place, the policy's own rows, the text's segments, the verdict."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Protocol

from idi_platform.deadlines.rules.deadline import Length

Dates = Mapping[str, date | None]
"""Named days in Shanghai: `building.accepted_on`, `unit.handed_over_on`, `item.ends_on` and the like."""


class RestDays(Protocol):
    """The part of the working calendar that a verdict needs; days are ordinals."""

    def is_rest(self, day: int, /) -> bool:
        """Say whether the day is a rest day."""

    def roll(self, day: int, /) -> int:
        """Return the first working day not before this one."""


class CoverState(StrEnum):
    """Where a defect stands; for every day and item exactly one holds."""

    BEFORE_COVER = "before_cover"
    COVERED = "covered"
    TAIL = "tail"
    REPAIR_WARRANTY = "repair_warranty"
    FUND_WINDOW = "fund_window"
    ENDED = "ended"
    OUTSIDE_SCOPE = "outside_scope"
    UNDETERMINED = "undetermined"


class Liable(StrEnum):
    """Who answers for the defect; `nobody` means nobody under this regime, ordinary law remains."""

    DEVELOPER = "developer"
    CONTRACTOR = "contractor"
    INSURER = "insurer"
    FUND = "fund"
    NOBODY = "nobody"


class Test(StrEnum):
    """Which day decides: the one on which the defect was discovered, or the one on which it was reported."""

    __test__ = False

    DISCOVERED = "discovered"
    REPORTED = "reported"


class Basis(StrEnum):
    """Why a verdict is what it is; pages turn it into a sentence."""

    SEGMENT = "segment"
    NOT_ACCEPTED_YET = "not_accepted_yet"
    NO_SEGMENT = "no_segment"
    AFTER_ALL_SEGMENTS = "after_all_segments"
    NOT_IN_SCHEDULE = "not_in_schedule"
    BUILDING_NOT_INSURED = "building_not_insured"
    NO_ROW = "no_row"
    NO_DATES_IN_ROW = "no_dates_in_row"
    NO_DATE_OF_DEFECT = "no_date_of_defect"
    SEVERAL_ITEMS = "several_items"
    LEFTOVER = "leftover"
    FIRST_KNOWN_IN_COVER = "first_known_in_cover"
    REPORTED_AFTER_END = "reported_after_end"
    FIRST_WORKING_DAY = "first_working_day"
    SEGMENT_UNKNOWN = "segment_unknown"
    WARRANTY_UNKNOWN = "warranty_unknown"


@dataclass(frozen=True, slots=True)
class Repair:
    """A repair at this place, and since when its warranty counts.

    Attributes:
        item: The item that was repaired.
        since: The day of its acceptance; the day of its completion where nobody accepted it.
        of_warranty: Whether it was itself done under a repair's warranty.
        is_accepted: Whether the owner, or the desk for him, said that it is right.
    """

    item: str
    since: date
    of_warranty: bool = False
    is_accepted: bool = True


@dataclass(frozen=True, slots=True)
class Place:
    """A unit or a common part in its building, with the dates that cover hangs on.

    A common part is never handed over: `is_unit` false leaves out every segment that hangs on a handover.
    """

    building: int
    is_unit: bool = True
    accepted_on: date | None = None
    filed_on: date | None = None
    handed_over_on: date | None = None
    in_use_on: date | None = None
    repairs: tuple[Repair, ...] = ()

    def dates(self) -> dict[str, date | None]:
        """Return the named days."""
        return {
            "building.accepted_on": self.accepted_on,
            "building.filed_on": self.filed_on,
            "building.in_use_on": self.in_use_on,
            "unit.handed_over_on": self.handed_over_on,
        }


@dataclass(frozen=True, slots=True)
class CoverLine:
    """One row of a policy's schedule, half-open: from 00:00 of `starts_on` to 00:00 of `ends_on`."""

    item: str
    group: str
    building: int
    starts_on: date | None = None
    ends_on: date | None = None
    limit: Decimal | None = None
    deductible: Decimal | None = None
    clause: str = ""

    def holds(self, day: date) -> bool:
        """Say whether the day is covered; False while the dates are not known."""
        return self.starts_on is not None and self.ends_on is not None and self.starts_on <= day < self.ends_on


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of time in the text, for one item at one place, and who answers in it.

    It opens at 00:00 of the named day `since`, or of that day plus `opens_after`. It ends with the last day of `lasts`,
    a window after `since` (rule 9); or at 00:00 of the named day `until`, or of that day plus `until_after`; or never.
    `when` answers whether it applies at all; None is unknown.
    `kinds_of_event` narrows it to named events, `is_for_units` to units.
    """

    name: str
    state: CoverState
    liable: Liable
    since: str
    opens_after: Length | None = None
    until: str = ""
    until_after: Length | None = None
    lasts: Length | None = None
    clause: str = ""
    when: Callable[[CoverLine, Dates], bool | None] | None = None
    kinds_of_event: frozenset[str] = frozenset()
    is_for_units: bool = False


@dataclass(frozen=True, slots=True)
class CoverText:
    """What a rulebook says about cover, as far as a verdict needs it.

    `test` None: the text is silent, discovery decides and a report after the end is referred. `starts_from` is the
    named day that a start is counted from; empty where only the policy gives it. `leftover` and `several_items` are
    `stays_with_developer` or `longest`, else `refer`.
    """

    test: Test | None = None
    test_clause: str = ""
    starts_from: str = ""
    covered_clause: str = ""
    segments: tuple[Segment, ...] = ()
    leftover: str = "refer"
    leftover_clause: str = ""
    several_items: str = "refer"
    several_items_clause: str = ""
    repair_warranty: Length | None = None
    repair_warranty_clause: str = ""
    fresh_after_warranty_repair: bool = False
    riders: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class PolicyCover:
    """A policy's own rows, and the text that bounds them.

    `buildings` are those the policy insures. `is_complete` says that the insurer has declared the schedule entered
    in full: only then is a rider of the text that has no row *not bought* rather than unknown.
    """

    lines: tuple[CoverLine, ...] = ()
    text: CoverText = field(default_factory=CoverText)
    buildings: frozenset[int] = frozenset()
    is_complete: bool = False


@dataclass(frozen=True, slots=True)
class Cover:
    """The verdict: state, who answers, the stretch from 00:00 of `from_` to 00:00 of `to`, and why.

    `from_` None: no beginning in the text; `to` None: no end yet. `backstop` names a window that stands
    behind the liable party (Hangzhou's fund before cover). `notes` are hints for a person, never the verdict.
    """

    state: CoverState
    liable: Liable
    from_: date | None
    to: date | None
    basis: Basis
    clause: str = ""
    dates: Dates = field(default_factory=dict)
    item: str = ""
    clauses: tuple[str, ...] = ()
    backstop: str = ""
    notes: tuple[str, ...] = ()

    @property
    def last_day(self) -> date | None:
        """The last day of the stretch, to its 24:00."""
        return self.to - timedelta(days=1) if self.to else None

    @property
    def needs_decision(self) -> bool:
        """Whether a person named by the rulebook decides."""
        return self.state is CoverState.UNDETERMINED
