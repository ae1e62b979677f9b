"""Finding the line of a value from the path in which a model or a check speaks of it."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from .problems import Problem
from .strict import Path, Place

_ALIASES = {"from_": "from", "for_": "for", "is_": "is", "in_": "in", "not_": "not", "with_": "with"}


@dataclass(frozen=True, slots=True)
class Places:
    """The data as written and the place of each value."""

    data: Any
    places: dict[Path, Place]
    file: str

    def problem(self, location: Iterable[str | int], message: str, *, missing_kind: bool = False) -> Problem:
        """Return a fault at a location; parts that the file does not contain (tags of a union) are passed over."""
        path = self.path(location)
        file, line = self.places.get(path, (self.file, 1))
        return Problem(file, line, ".".join(str(part) for part in path), message, missing_kind)

    def path(self, location: Iterable[str | int]) -> Path:
        """Return the deepest path in the file that the location leads to."""
        at: Any = self.data
        path: Path = ()
        for raw in location:
            part = _ALIASES.get(raw, raw) if isinstance(raw, str) else raw
            if not _holds(at, part):
                continue
            at = at[part]
            path = (*path, part)
        return path


def _holds(at: Any, part: str | int) -> bool:
    if isinstance(at, dict):
        return part in at
    return isinstance(at, list) and isinstance(part, int) and part < len(at)
