"""Finding every place in a rulebook that names something: the answer to "why does it do that?"."""

from collections.abc import Iterator
from typing import Any

from .loading import Loaded
from .schema.book import Rulebook

Path = tuple[str | int, ...]
_SECTIONS = {
    "clock": "clocks",
    "gate": "gates",
    "quota": "quotas",
    "paper": "papers",
    "figure": "figures",
    "term": "terms",
    "permission": "steps",
    "filing": "filings",
}
_IN_COVER = {"item": "items", "segment": "segments", "exclusion": "exclusions"}


def trace(loaded: Loaded, name: str) -> Iterator[str]:
    """Yield `file:line path` for each place whose key or value is the name (a clause, step, fact, clock, paper)."""
    for path, value in _walk(loaded.places.data, ()):
        last = str(path[-1]) if path else ""
        if name in {last, _plain(value)} or (isinstance(value, str) and value.rpartition(":")[2] == name):
            yield _line(loaded, path)


def explain(loaded: Loaded, clause: str) -> Iterator[str]:
    """Yield what a clause is, what realises it and where that stands, and every other place that cites it.

    Raises:
        KeyError: The index does not know the clause.
    """
    entry = loaded.rulebook.clauses[clause]
    yield f"{clause} {entry.article} {entry.title.zh} / {entry.title.en}"
    yield f"  kind: {', '.join(entry.kind)}; {entry.modality}"
    if entry.decided:
        yield f"  decided: {entry.decided.zh} / {entry.decided.en}"
    for reference in entry.realised_by:
        yield f"  realised by {reference}  {_where(loaded, reference)}"
    for reference, reason in entry.planned.items():
        yield f"  planned: {reference}: {reason.en if reason else '–'}"
    for place in trace(loaded, clause):
        yield f"  cited at {place}"


def _where(loaded: Loaded, reference: str) -> str:
    """Return where an entry stands; nothing for what the code or the platform realises."""
    path = _path_of(loaded.rulebook, reference)
    found = loaded.places.path(path)
    return _line(loaded, found) if path and found == path else ""


def _path_of(book: Rulebook, reference: str) -> Path:
    what, _, name = reference.partition(":")
    if what == "segment" and book.cover is not None:
        numbers = [number for number, segment in enumerate(book.cover.segments) if segment.name == name]
        return ("cover", "segments", numbers[0]) if numbers else ()
    if what in _IN_COVER:
        return "cover", _IN_COVER[what], name
    return (_SECTIONS.get(what, what), name) if name else (what,)


def _line(loaded: Loaded, path: Path) -> str:
    file, line = loaded.places.places[path]
    return f"{file}:{line} {'.'.join(str(part) for part in path)}"


def _plain(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _walk(value: Any, path: Path) -> Iterator[tuple[Path, Any]]:
    yield path, value
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _walk(inner, (*path, key))
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            yield from _walk(inner, (*path, number))
