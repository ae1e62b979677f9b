"""A calendar notice as a file: read strictly, checked for sense, then stored for its year."""

from datetime import date
from pathlib import Path
from typing import Any

import yaml

from idi_platform.kernel.errors import BadInput

from .rules.calendar import DayKind, SpecialDay, YearOfDays

_KEYS = {"year", "notice", "published_on", "rest", "work"}
_WEEKEND = (6, 7)


def read_notice(path: Path) -> tuple[YearOfDays, date]:
    """Return a year as a notice orders it, and the day on which the notice was published.

    The file names `year`, `notice` (title and number), `published_on`, `rest` (a holiday's name to its days) and
    `work` (the weekend days that are worked).

    Raises:
        BadInput: a key is missing or unknown, a day lies in another year, or a make-up day is no weekend day.
    """
    body = yaml.safe_load(path.read_text(encoding="utf-8"))
    if not isinstance(body, dict) or set(body) != _KEYS:
        raise BadInput("calendar.keys", f"{path.name} must hold exactly: {', '.join(sorted(_KEYS))}.")
    year = int(body["year"])
    rest = [
        SpecialDay(_day(found, year), DayKind.REST, str(name))
        for name, days in dict(body["rest"]).items()
        for found in days
    ]
    work = [SpecialDay(_day(found, year), DayKind.WORK, "调休上班") for found in body["work"]]
    for day in work:
        if day.day.isoweekday() not in _WEEKEND:
            raise BadInput("calendar.make_up", f"{day.day} is no weekend day, so it cannot be a make-up working day.")
    doubled = {day.day for day in rest} & {day.day for day in work}
    if doubled:
        raise BadInput("calendar.both", f"{min(doubled)} is named both as rest and as work; keep one.")
    days = tuple(sorted((*rest, *work)))
    return YearOfDays(year, official=True, notice=str(body["notice"]), days=days), _day(body["published_on"], None)


def _day(found: Any, year: int | None) -> date:
    if not isinstance(found, date):
        raise BadInput("calendar.day", f"{found!r} is no day; write it as 2027-02-06.")
    if year is not None and found.year != year:
        raise BadInput("calendar.year", f"{found} does not lie in {year}.")
    return found
