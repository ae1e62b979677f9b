"""Writing links: one statement inserts the Record, moves its subject's head, and writes the row that changed."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from types import MappingProxyType
from typing import Any

from idi_platform.kernel.prepared import ask
from idi_platform.kernel.rows import columns_of, is_written, key_of, quoted

from .models import LINKS, Aggregate, Subject

_SAYS: Mapping[str, str] = MappingProxyType({
    "form": "text", "name": "text", "source": "text", "target": "text", "acting": "jsonb", "occurred_at": "timestamptz",
    "recorded_at": "timestamptz", "facts": "jsonb", "reasons": "jsonb", "revision_id": "bigint", "clauses": "jsonb",
    "cause_id": "bigint", "corrects_id": "bigint",
})  # fmt: skip
"""What a link says, by column, each with its type."""
_LINK = f"""
link AS (
    INSERT INTO records_record ({", ".join(_SAYS)}, subject_id, seq, prev, hash)
    SELECT {", ".join(f"%s::{kind}" for kind in _SAYS.values())}, s.id, s.seq + 1, s.head, ''::bytea FROM {{subject}}
    RETURNING id, subject_id, seq, hash
)
"""  # noqa: S608  the names are the ones above
_LINKED = _LINK.format(subject="records_subject s WHERE s.id = %s")
_NEXT = f"""
{_LINKED} UPDATE records_subject s SET seq = link.seq, head = link.hash FROM link WHERE s.id = link.subject_id
RETURNING link.id, link.subject_id, link.seq, link.hash
"""  # noqa: S608  put together from constants
NEXT_NUMBER = "nextval(pg_get_serial_sequence('records_subject', 'id'))"
"""What gives a new subject its number, in a statement that gives it to something else first."""
_BORN = f"""
born AS MATERIALIZED (SELECT coalesce(%s::bigint, {NEXT_NUMBER}) AS id, 0 AS seq, ''::bytea AS head)
"""


@dataclass(frozen=True, slots=True)
class Link:
    """What one Record says; instants are UTC, kept to the second. The first link of a subject does not know it yet."""

    subject_id: int | None
    form: str
    name: str
    acting: Mapping[str, Any]
    occurred_at: datetime
    recorded_at: datetime
    source: str = ""
    target: str = ""
    facts: Mapping[str, Any] = field(default_factory=dict)
    reasons: Mapping[str, Any] = field(default_factory=dict)
    revision_id: int | None = None
    clauses: Sequence[str] = ()
    cause_id: int | None = None
    corrects_id: int | None = None


@dataclass(frozen=True, slots=True)
class Written:
    """Where the link stands now."""

    record_id: int
    subject_id: int
    seq: int
    hash: bytes


def append(link: Link, row: Aggregate | None = None) -> Written:
    """Append a link to its subject's chain, and save the row that it has changed, if one is given.

    The caller holds the Subject row FOR NO KEY UPDATE. Raises LookupError where there is no such subject.
    """
    values = [*_said(link), link.subject_id]
    if row is None:
        return _written(f"WITH {_NEXT}", values)
    return _written(_moving(type(row)), [*columns_of(type(row)).values(row, is_new=False), row.pk, *values])


def reserve(subject: Subject) -> int:
    """Take the number that a new subject will bear, for rows that name it before it is written; return it."""
    if subject.reserved is None:
        subject.reserved = int(ask(f"SELECT {NEXT_NUMBER}")[0][0])
    return subject.reserved


def begin(link: Link, subject: Subject, row: Aggregate) -> Written:
    """Write a new subject, its row and the first link of its chain; subject and row bear its number afterwards."""
    placed = columns_of(Subject, *_known_of(subject.kind)).values(subject, is_new=True)
    shown = columns_of(type(row)).values(row, is_new=True)
    written = _written(_beginning(subject.kind, type(row)), [subject.reserved, *_said(link), *placed, *shown])
    subject.pk = written.subject_id
    if subject.kind in LINKS:
        setattr(subject, f"{subject.kind}_id", subject.pk)
    row.subject = subject
    for new in (subject, row):
        is_written(new)
    return written


def _written(sql: str, values: Sequence[Any]) -> Written:
    found = ask(sql, values)
    if not found:
        raise LookupError("The subject of a link does not exist.")
    record_id, subject_id, seq, digest = found[0]
    return Written(record_id=record_id, subject_id=subject_id, seq=seq, hash=bytes(digest))


def _said(link: Link) -> list[Any]:
    """Return what a link says, in the order of the columns."""
    found = []
    for name, kind in _SAYS.items():
        value = getattr(link, name)
        if kind == "jsonb":
            value = json.dumps(dict(value) if isinstance(value, Mapping) else list(value))
        found.append(value)
    return found


@cache
def _moving(model: type[Aggregate]) -> str:
    """Return the statement that saves a row of a model and appends the link that says so."""
    columns = columns_of(model)
    changed = ", ".join(f"{name} = {place}" for name, place in zip(columns.names, columns.places, strict=True))
    key = quoted(key_of(model))
    row = f"UPDATE {quoted(model._meta.db_table)} SET {changed} WHERE {key} = %s"  # noqa: S608  a model's own names
    return f"WITH moved AS ({row}), {_NEXT}"


@cache
def _beginning(kind: str, model: type[Aggregate]) -> str:
    """Return the statement that writes a subject of a kind, its row and its first link."""
    known, placed, shown = _known_of(kind), columns_of(Subject, *_known_of(kind)), columns_of(model)
    subject = _insert(Subject, [*placed.names, *map(quoted, known)], [*placed.places, *known.values()])
    row = _insert(model, shown.names, shown.places)
    link = _LINK.format(subject="born s")
    return (
        f"WITH {_BORN}, {link}, placed AS ({subject}), shown AS ({row}) "  # noqa: S608  models' own names
        "SELECT id, subject_id, seq, hash FROM link"
    )


def _known_of(kind: str) -> dict[str, str]:
    """Return the columns of a new subject that its first link gives, each with where it stands there."""
    own = {f"{kind}_id": "link.subject_id"} if kind in LINKS else {}
    return {"seq": "link.seq", "head": "link.hash", **own}


def _insert(model: type[Subject | Aggregate], names: Sequence[str], places: Sequence[str]) -> str:
    table, key = quoted(model._meta.db_table), quoted(key_of(model))
    return (
        f"INSERT INTO {table} ({key}, {', '.join(names)}) "  # noqa: S608  models' own names
        f"SELECT link.subject_id, {', '.join(places)} FROM link"
    )
