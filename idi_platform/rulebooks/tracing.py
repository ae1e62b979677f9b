"""Finding every place in a rulebook that names something: the answer to "why does it do that?"."""

from collections.abc import Iterator
from typing import Any

from .loading import Loaded


def trace(loaded: Loaded, name: str) -> Iterator[str]:
    """Yield `file:line path` for each place whose key or value is the name (a clause, step, fact, clock, paper)."""
    for path, value in _walk(loaded.places.data, ()):
        last = str(path[-1]) if path else ""
        if name in {last, _plain(value)} or (isinstance(value, str) and value.rpartition(":")[2] == name):
            file, line = loaded.places.places[path]
            yield f"{file}:{line} {'.'.join(str(part) for part in path)}"


def _plain(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _walk(value: Any, path: tuple[str | int, ...]) -> Iterator[tuple[tuple[str | int, ...], Any]]:
    yield path, value
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _walk(inner, (*path, key))
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            yield from _walk(inner, (*path, number))
