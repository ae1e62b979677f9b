"""What differs between two rulebooks: entries added, removed and changed, each with its clause."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from .schema.book import Rulebook

Path = tuple[str, ...]
Leaves = Mapping[Path, Any]
_DEEP = frozenset({"cover", "planned"})
"""Sections whose entries stand one level deeper."""
_ABSENT = object()


@dataclass(frozen=True, slots=True)
class Detail:
    """One value inside an entry; None where it is not given."""

    path: str
    before: Any
    after: Any


@dataclass(frozen=True, slots=True)
class Difference:
    """One entry that differs. `clause` is that of the entry as it is, else as it was; empty where it names none."""

    section: str
    entry: str
    what: Literal["added", "removed", "changed"]
    clause: str
    details: tuple[Detail, ...]


def differences(before: Rulebook | None, after: Rulebook) -> tuple[Difference, ...]:
    """Return what differs, by section and entry; before None: everything is new."""
    old, new = _entries(_plain(before) if before is not None else {}), _entries(_plain(after))
    found = []
    for path in sorted({*old, *new}):
        was, becomes = old.get(path, _ABSENT), new.get(path, _ABSENT)
        if was != becomes:
            found.append(_difference(path, was, becomes))
    return tuple(found)


def _plain(book: Rulebook) -> dict[str, Any]:
    found: dict[str, Any] = book.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    return found


def _entries(body: Mapping[str, Any]) -> dict[Path, Any]:
    """Return the entries of a body by path: (section, name), or (section,) where the section is a value of its own."""
    found: dict[Path, Any] = {}
    for section, value in body.items():
        named = value.items() if isinstance(value, dict) else ()
        for name, entry in named:
            inner = entry.items() if section in _DEEP and isinstance(entry, dict) else ()
            found.update({(section, name, str(deeper)): one for deeper, one in inner})
            if not inner:
                found[section, name] = entry
        if not named:
            found[(section,)] = value
    return found


def _difference(path: Path, was: Any, becomes: Any) -> Difference:
    what: Literal["added", "removed", "changed"] = "changed"
    if was is _ABSENT:
        what = "added"
    elif becomes is _ABSENT:
        what = "removed"
    old, new = _leaves(was, ()), _leaves(becomes, ())
    details = tuple(
        Detail(".".join(leaf), old.get(leaf), new.get(leaf))
        for leaf in sorted({*old, *new})
        if old.get(leaf, _ABSENT) != new.get(leaf, _ABSENT)
    )
    clause = path[-1] if path[0] == "clauses" else _clause(becomes) or _clause(was)
    return Difference(path[0], ".".join(path[1:]), what, clause, details)


def _leaves(value: Any, path: Path) -> dict[Path, Any]:
    """Return the values inside an entry; a list of plain values is one value."""
    if value is _ABSENT:
        return {}
    if isinstance(value, dict) and value:
        return {leaf: one for key, inner in value.items() for leaf, one in _leaves(inner, (*path, str(key))).items()}
    if isinstance(value, list) and any(isinstance(item, dict) for item in value):
        numbered = enumerate(value)
        return {leaf: one for number, inner in numbered for leaf, one in _leaves(inner, (*path, str(number))).items()}
    return {path: value}


def _clause(entry: Any) -> str:
    """Return the clauses that an entry names, its own first."""
    return ", ".join(dict.fromkeys(_clauses(entry)))


def _clauses(entry: Any) -> Iterator[str]:
    if isinstance(entry, dict):
        if isinstance(entry.get("clause"), str):
            yield entry["clause"]
        for value in entry.values():
            yield from _clauses(value)
    elif isinstance(entry, list):
        for item in entry:
            yield from _clauses(item)
