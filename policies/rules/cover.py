"""Who answers for a defect on a day: page rule R5, from the policy's own rows bounded by the text.

Days are days in Shanghai, stretches half-open: from 00:00 of the first day to 00:00 of the day after the last. Nothing
is rolled off a rest day; a report on the first working day after a stretch that ended on one is referred, not refused.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import TypeAlias

from idi_platform.deadlines.rules.deadline import Length
from idi_platform.kernel.clock import local_date

from .periods import corresponding_day
from .segments import end_of_insurer, segment_on, undetermined
from .terms_of_cover import (
    Basis,
    Cover,
    CoverLine,
    CoverState,
    CoverText,
    Liable,
    Place,
    PolicyCover,
    Repair,
    RestDays,
    Test,
)

INSURANCE_LAW_LATE_NOTICE = ("INS-21", "INS-26")
"""Shown where the text is silent about a report after the end of cover."""

Day: TypeAlias = date | datetime | None


class _Defect:
    """The defect's three days, in Shanghai, and which of them decides."""

    def __init__(self, text: CoverText, first_known: Day, discovered: Day, reported: Day, event: str) -> None:
        self.discovered = _day(discovered)
        self.reported = _day(reported)
        self.first_known = _earliest(_day(first_known), self.discovered, self.reported)
        self.event = event
        self.decides = self.reported if text.test is Test.REPORTED else self.discovered

    def dates(self) -> dict[str, date | None]:
        """Return the three days by name."""
        return {
            "first_known_on": self.first_known,
            "discovered_on": self.discovered,
            "reported_on": self.reported,
        }


def cover_on(
    place: Place,
    item: str | Sequence[str] | None,
    *,
    first_known: Day,
    discovered: Day,
    reported: Day,
    policy: PolicyCover,
    rest_days: RestDays | None = None,
    event: str = "",
) -> Cover:
    """Say where the defect stands and who answers for it.

    Args:
        place: The unit or common part, with its building's dates.
        item: The code of the item, or the codes that all fit; None or none when nobody knows yet.
        first_known: The earliest record of the same defect at the same place from any source that was not closed
            by an accepted repair; None when there is none.
        discovered: When it was discovered.
        reported: When it was reported to the insurer or anyone it entrusted with intake.
        policy: The policy's own rows and the text that bounds them.
        rest_days: The working calendar; without it nothing is referred for a rest day.
        event: The kind of event, where the text ties a window to some kinds only.
    """
    text = policy.text if place.is_unit else _without_units(policy.text)
    defect = _Defect(text, first_known, discovered, reported, event)
    line = _line_of(place, item, policy)
    if isinstance(line, Cover):
        return replace(line, dates={**place.dates(), **defect.dates()})
    dates = {**place.dates(), **_line_dates(line), **defect.dates()}
    verdict = _verdict(place, line, defect, text, dates, rest_days)
    return replace(verdict, item=line.item, dates=dates)


def _without_units(text: CoverText) -> CoverText:
    return replace(text, segments=tuple(segment for segment in text.segments if not segment.is_for_units))


def _day(value: Day) -> date | None:
    return local_date(value) if isinstance(value, datetime) else value


def _earliest(*days: date | None) -> date | None:
    return min((day for day in days if day is not None), default=None)


def _line_of(place: Place, item: str | Sequence[str] | None, policy: PolicyCover) -> CoverLine | Cover:
    """Return the row that answers, or the verdict where none does."""
    if policy.buildings and place.building not in policy.buildings:
        return Cover(CoverState.OUTSIDE_SCOPE, Liable.NOBODY, None, None, Basis.BUILDING_NOT_INSURED)
    wanted = ([item] if isinstance(item, str) else list(item or ())) or [""]
    fitting = [line for line in policy.lines if line.building == place.building and line.item in wanted]
    if not fitting:
        declined = policy.is_complete and all(code in policy.text.riders for code in wanted)
        if declined:
            return Cover(CoverState.OUTSIDE_SCOPE, Liable.NOBODY, None, None, Basis.NOT_IN_SCHEDULE)
        return undetermined(Basis.NO_ROW)
    if len(fitting) == 1:
        return fitting[0]
    if policy.text.several_items != "longest":
        return undetermined(Basis.SEVERAL_ITEMS)
    return max(fitting, key=lambda line: (line.ends_on or date.max, line.item))


def _line_dates(line: CoverLine) -> dict[str, date | None]:
    return {
        "cover.starts": line.starts_on,
        "building.cover_starts_on": line.starts_on,
        "item.starts_on": line.starts_on,
        "item.ends_on": line.ends_on,
    }


def _verdict(
    place: Place,
    line: CoverLine,
    defect: _Defect,
    text: CoverText,
    dates: dict[str, date | None],
    rest_days: RestDays | None,
) -> Cover:
    day = defect.decides
    if day is None:
        return undetermined(Basis.NO_DATE_OF_DEFECT)
    warranty = _repair_warranty(place, line, day, text)
    if warranty is not None and not warranty.needs_decision:
        return warranty
    verdict = _by_row(line, defect, text, dates, day)
    if verdict.state is not CoverState.ENDED or verdict.basis is Basis.SEGMENT:
        return verdict
    if warranty is not None:
        return warranty
    ends = [end_of_insurer(text, line, dates), *_warranty_ends(place, line, text)]
    if any(_is_reported_just_after(end, defect.reported, rest_days) for end in ends):
        return undetermined(Basis.FIRST_WORKING_DAY, text.covered_clause or line.clause)
    return verdict


def _by_row(line: CoverLine, defect: _Defect, text: CoverText, dates: dict[str, date | None], day: date) -> Cover:
    """Return the verdict of the row alone: before it, in it or after it."""
    is_to_come = line.starts_on is None and bool(text.starts_from) and dates.get(text.starts_from) is None
    if is_to_come or (line.starts_on is not None and day < line.starts_on):
        return _before(line, defect, text, dates, day)
    if line.starts_on is None or line.ends_on is None:
        return undetermined(Basis.NO_DATES_IN_ROW)
    if day < line.ends_on:
        return _in_cover(line, line.starts_on, line.ends_on, defect, text)
    return _after(line, defect, text, dates, day)


def _before(line: CoverLine, defect: _Defect, text: CoverText, dates: dict[str, date | None], day: date) -> Cover:
    """Return the verdict of a day before cover: the text's party, and a fund that stands behind it."""
    named = segment_on(text, (CoverState.BEFORE_COVER,), line, dates, day)
    if isinstance(named, Cover) and named.state is CoverState.UNDETERMINED:
        return named
    backstop = segment_on(text, (CoverState.FUND_WINDOW,), line, dates, day, event=defect.event)
    behind = backstop.notes[0] if isinstance(backstop, Cover) and backstop.notes else ""
    if named is not None:
        return replace(named, backstop=behind, notes=())
    basis = Basis.NO_SEGMENT if dates["building.accepted_on"] else Basis.NOT_ACCEPTED_YET
    return Cover(CoverState.BEFORE_COVER, Liable.NOBODY, None, line.starts_on, basis, backstop=behind)


def _in_cover(line: CoverLine, starts_on: date, ends_on: date, defect: _Defect, text: CoverText) -> Cover:
    """Return the verdict of a day inside cover, unless the defect was known before it or reported after it."""
    if defect.first_known is not None and defect.first_known < starts_on:
        return _leftover(starts_on, text)
    if text.test is None and defect.reported is not None and defect.reported >= ends_on:
        return undetermined(Basis.REPORTED_AFTER_END, *INSURANCE_LAW_LATE_NOTICE)
    clause = text.covered_clause or line.clause
    return Cover(CoverState.COVERED, Liable.INSURER, starts_on, ends_on, Basis.SEGMENT, clause)


def _leftover(starts_on: date, text: CoverText) -> Cover:
    if text.leftover != "stays_with_developer":
        return undetermined(Basis.LEFTOVER, text.leftover_clause)
    return Cover(CoverState.BEFORE_COVER, Liable.DEVELOPER, None, starts_on, Basis.LEFTOVER, text.leftover_clause)


def _after(line: CoverLine, defect: _Defect, text: CoverText, dates: dict[str, date | None], day: date) -> Cover:
    """Return the verdict of a day after cover: a tail, a fund window, a referral or the end."""
    later = (CoverState.TAIL, CoverState.FUND_WINDOW, CoverState.ENDED)
    named = segment_on(text, later, line, dates, day, event=defect.event)
    if named is not None and named.state is CoverState.TAIL:
        return _in_tail(named, line, defect, text, dates)
    if named is not None:
        return replace(named, notes=())
    if text.test is not Test.REPORTED and defect.first_known is not None and line.holds(defect.first_known):
        return undetermined(Basis.FIRST_KNOWN_IN_COVER, text.test_clause)
    ended = end_of_insurer(text, line, dates)
    return Cover(CoverState.ENDED, Liable.NOBODY, ended, None, Basis.AFTER_ALL_SEGMENTS)


def _in_tail(tail: Cover, line: CoverLine, defect: _Defect, text: CoverText, dates: dict[str, date | None]) -> Cover:
    """Return the tail, unless the defect was known between the end of cover and the tail: then that stretch answers."""
    known = defect.first_known
    if known is None or tail.from_ is None or known >= tail.from_:
        return replace(tail, notes=())
    if line.starts_on is not None and known < line.starts_on:
        return _leftover(line.starts_on, text)
    if line.holds(known):
        return undetermined(Basis.FIRST_KNOWN_IN_COVER, text.test_clause)
    earlier = segment_on(text, (CoverState.ENDED,), line, dates, known)
    return replace(earlier, notes=()) if earlier is not None else undetermined(Basis.LEFTOVER, text.leftover_clause)


def _is_reported_just_after(end: date, reported: date | None, rest_days: RestDays | None) -> bool:
    """Say whether a stretch ended on a rest day and the report came no later than the first working day after it."""
    last = end.toordinal() - 1
    if reported is None or rest_days is None or reported < end or not rest_days.is_rest(last):
        return False
    return reported.toordinal() <= rest_days.roll(last)


def _repair_warranty(place: Place, line: CoverLine, day: date, text: CoverText) -> Cover | None:
    """Return the warranty of a repair of the same item at the same place, which outlives the policy.

    A repair done under a warranty carries a fresh one only where the text says so; else its time is referred, as is
    that of a repair which nobody has accepted.
    """
    if text.repair_warranty is None:
        return None
    found: Cover | None = None
    for repair in sorted(place.repairs, key=lambda repair: repair.since):
        end = _warranty_end(repair, text.repair_warranty)
        if repair.item != line.item or not repair.since <= day < end:
            continue
        candidate = _warranty_of(repair, end, text)
        if found is None or found.needs_decision:
            found = candidate
    return found


def _warranty_ends(place: Place, line: CoverLine, text: CoverText) -> list[date]:
    if text.repair_warranty is None:
        return []
    return [_warranty_end(repair, text.repair_warranty) for repair in place.repairs if repair.item == line.item]


def _warranty_end(repair: Repair, length: Length) -> date:
    """Return the first day after the warranty: the day after its last one, which counts in full (rule 9)."""
    return corresponding_day(repair.since, length) + timedelta(days=1)


def _warranty_of(repair: Repair, end: date, text: CoverText) -> Cover:
    if not repair.is_accepted or (repair.of_warranty and not text.fresh_after_warranty_repair):
        return undetermined(Basis.WARRANTY_UNKNOWN, text.repair_warranty_clause)
    return Cover(
        CoverState.REPAIR_WARRANTY,
        Liable.INSURER,
        repair.since,
        end,
        Basis.SEGMENT,
        text.repair_warranty_clause,
    )
