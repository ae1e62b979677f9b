"""What happens at an instant of the background, before it is put together with what else happens then."""

from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime
from typing import TYPE_CHECKING, Final

from idi_platform.demo.script import Act, at

if TYPE_CHECKING:
    from idi_platform.demo.teller import Teller

Happening = tuple[datetime, Callable[["Teller"], None]]
VISITED: Final = "10:30"
"""When an agency is on a site."""
WRITTEN: Final = "15:00"
"""When papers are signed and handed in."""


def visited(day: date) -> datetime:
    """Return the instant at which a site is visited on a day."""
    return at(day.isoformat(), VISITED)


def written(day: date) -> datetime:
    """Return the instant at which papers are signed and handed in on a day."""
    return at(day.isoformat(), WRITTEN)


def at_once(happenings: Iterable[Happening], code: str) -> Iterator[Act]:
    """Yield one act for each instant, at which all that happens then is done: the teller works once after it."""
    by_instant: dict[datetime, list[Callable[[Teller], None]]] = {}
    for instant, take in happenings:
        by_instant.setdefault(instant, []).append(take)
    for instant, takes in sorted(by_instant.items()):
        yield Act(instant, f"{code}.{instant:%Y%m%d.%H%M}", _all(takes))


def _all(takes: list[Callable[["Teller"], None]]) -> Callable[["Teller"], None]:
    def take(teller: "Teller") -> None:
        for one in takes:
            one(teller)

    return take
