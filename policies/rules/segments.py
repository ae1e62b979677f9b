"""Segments of the text on one row's dates: from which day to which day each runs, and which one holds a day."""

from collections.abc import Iterable
from datetime import date, timedelta

from .periods import corresponding_day
from .terms_of_cover import Basis, Cover, CoverLine, CoverState, CoverText, Dates, Liable, Segment


def undetermined(basis: Basis, *clauses: str) -> Cover:
    """Return the verdict that a person gives instead, with the provisions that bear on it."""
    clauses = tuple(clause for clause in clauses if clause)
    clause = clauses[0] if clauses else ""
    return Cover(CoverState.UNDETERMINED, Liable.NOBODY, None, None, basis, clause, clauses=clauses)


def segment_on(
    text: CoverText, states: Iterable[CoverState], line: CoverLine, dates: Dates, day: date, *, event: str = ""
) -> Cover | None:
    """Return the first segment of these states, in their order, that holds the day; an unknown condition is referred.

    The segment's name stands first in the notes.
    """
    for state in states:
        for segment in text.segments:
            if segment.state is not state or (segment.kinds_of_event and event not in segment.kinds_of_event):
                continue
            found = _on(segment, line, dates, day)
            if found is not None:
                return found
    return None


def _on(segment: Segment, line: CoverLine, dates: Dates, day: date) -> Cover | None:
    stretch = stretch_of(segment, dates)
    if stretch is None or day < stretch[0] or (stretch[1] is not None and day >= stretch[1]):
        return None
    applies = segment.when(line, dates) if segment.when else True
    if applies is None:
        return undetermined(Basis.SEGMENT_UNKNOWN, segment.clause)
    if not applies:
        return None
    return Cover(segment.state, segment.liable, *stretch, Basis.SEGMENT, segment.clause, notes=(segment.name,))


def stretch_of(segment: Segment, dates: Dates) -> tuple[date, date | None] | None:
    """Return [first day, end) of the segment (None: open), or None where its beginning is not known yet."""
    since = dates.get(segment.since)
    if since is None:
        return None
    first = corresponding_day(since, segment.opens_after) if segment.opens_after else since
    if segment.lasts is not None:
        return first, corresponding_day(since, segment.lasts) + timedelta(days=1)
    until = dates.get(segment.until) if segment.until else None
    if until is not None and segment.until_after is not None:
        until = corresponding_day(until, segment.until_after)
    return first, until


def end_of_insurer(text: CoverText, line: CoverLine, dates: Dates) -> date:
    """Return the first day on which the insurer no longer answers: after cover, or after a tail that applied."""
    ends = [line.ends_on or date.min]
    for segment in text.segments:
        if segment.state is CoverState.TAIL and (segment.when is None or segment.when(line, dates)):
            stretch = stretch_of(segment, dates)
            ends += [stretch[1]] if stretch and stretch[1] else []
    return max(ends)
