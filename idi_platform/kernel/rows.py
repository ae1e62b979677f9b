"""Rows that acts write: the statement is put together once for a model, and the database plans it once.

Django puts each INSERT together anew, which costs more than to write the row. What is written is the same: every
concrete field, as the field itself prepares it for the database.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from functools import cache, lru_cache
from typing import Any, NamedTuple

from django.db import DEFAULT_DB_ALIAS, connection, connections
from django.db.models import Field, Model

from .prepared import ask, write

_AS_IT_IS = frozenset({str, int, bool, bytes, datetime, date, type(None)})
"""Types whose values the database takes as they are, whichever of the plain fields below they stand in."""
_MOST = 30_000
"""How many values go in one statement; the database takes 65,535."""
_LENGTH = re.compile(r"\([^)]*\)")


class Columns(NamedTuple):
    """Columns of a model, each with a place that says its type: `%s::bigint`."""

    names: tuple[str, ...]
    places: tuple[str, ...]
    fields: tuple[tuple[Field[Any, Any], bool], ...]
    """Each field, and whether values of plain types go to the database without its help."""

    def values(self, row: Model, *, is_new: bool) -> list[Any]:
        """Return what the columns of a row hold, as the database takes it."""
        found, connection = [], connections[DEFAULT_DB_ALIAS]
        for field, is_plain in self.fields:
            value = getattr(row, field.attname) if is_plain else field.pre_save(row, is_new)
            if not (is_plain and type(value) in _AS_IT_IS):
                value = field.get_db_prep_save(value, connection)
            found.append(value)
        return found


@cache
def columns_of(model: type[Model], *without: str) -> Columns:
    """Return the columns of a model but its key and those named, by their names in the database."""
    left_out = {key_of(model), *without}
    fields = [field for field in model._meta.concrete_fields if not field.generated and field.column not in left_out]
    return Columns(
        tuple(quoted(field.column or "") for field in fields),
        tuple(f"%s::{_LENGTH.sub('', field.db_type(connection) or '')}" for field in fields),
        tuple((field, _is_plain(field)) for field in fields),
    )


def insert(rows: Iterable[Model]) -> None:
    """Write new rows of one model, whose key is a running number, in one statement; they bear their keys afterwards."""
    together = Together()
    together.insert(rows)
    together.send()


def insert_once(rows: Iterable[Model]) -> None:
    """Write new rows of one model, but for those that a unique constraint says are there; none bears its key."""
    together = Together()
    together.insert_once(rows)
    together.send()


class Together:
    """Writes that look at nothing of each other, sent as one statement; what is added after that goes with the next."""

    def __init__(self) -> None:
        """Begin with none."""
        self._parts: list[tuple[str, Sequence[Any], Sequence[Model]]] = []

    def insert(self, rows: Iterable[Model]) -> None:
        """Add new rows of one model, whose key is a running number; they bear their keys when they are sent."""
        for new in _runs(rows):
            key = quoted(key_of(type(new[0])))
            self._parts.append((f"{_insert(type(new[0]), len(new))} RETURNING {key} AS pk", _values(new), new))

    def insert_once(self, rows: Iterable[Model]) -> None:
        """Add new rows of one model, but for those that a unique constraint says are there; none bears its key."""
        for new in _runs(rows):
            self._parts.append((f"{_insert(type(new[0]), len(new))} ON CONFLICT DO NOTHING", _values(new), ()))

    def run(self, sql: str, values: Sequence[Any]) -> None:
        """Add a statement that writes and whose answer nobody needs; it has no WITH of its own."""
        self._parts.append((sql, values, ()))

    def send(self) -> None:
        """Write all that was added; more values than one statement takes go in several, in their order."""
        waiting, self._parts = self._parts, []
        while waiting:
            end, values = 1, len(waiting[0][1])
            while end < len(waiting) and values + len(waiting[end][1]) <= _MOST:
                values += len(waiting[end][1])
                end += 1
            self._write(waiting[:end])
            waiting = waiting[end:]

    @staticmethod
    def _write(parts: Sequence[tuple[str, Sequence[Any], Sequence[Model]]]) -> None:
        sql = _joined(tuple((sql, bool(rows)) for sql, _values, rows in parts))
        values = [value for _sql, values, _rows in parts for value in values]
        if len(parts) == 1 and not parts[0][2]:
            write(sql, values)
            return
        keys = iter(ask(sql, values))
        for row in (row for _sql, _values, rows in parts for row in rows):
            (row.pk,) = next(keys)
            is_written(row)


@lru_cache(maxsize=256)
def _joined(parts: tuple[tuple[str, bool], ...]) -> str:
    """Return one statement for all; it answers with the keys of the parts that return them, part after part."""
    if len(parts) == 1:
        return parts[0][0]
    named = ", ".join(f"part_{number} AS ({sql})" for number, (sql, _has_keys) in enumerate(parts))
    keys = [f"SELECT pk FROM part_{number}" for number, (_sql, has_keys) in enumerate(parts) if has_keys]  # noqa: S608
    return f"WITH {named} {' UNION ALL '.join(keys) or 'SELECT 1'}"


def _runs(rows: Iterable[Model]) -> Iterator[list[Model]]:
    """Yield rows of one model in runs, none of which has more values than one statement takes."""
    found = list(rows)
    length = max(1, _MOST // len(columns_of(type(found[0])).names)) if found else 1
    for first in range(0, len(found), length):
        yield found[first : first + length]


def _values(rows: Sequence[Model]) -> list[Any]:
    columns = columns_of(type(rows[0]))
    return [value for row in rows for value in columns.values(row, is_new=True)]


def is_written(row: Model) -> None:
    """Let a row know that it stands in the database."""
    row._state.adding = False
    row._state.db = DEFAULT_DB_ALIAS


@lru_cache(maxsize=256)
def _insert(model: type[Model], count: int) -> str:
    columns = columns_of(model)
    one = f"({', '.join(columns.places)})"
    table, names = quoted(model._meta.db_table), ", ".join(columns.names)
    return f"INSERT INTO {table} ({names}) VALUES {', '.join([one] * count)}"  # noqa: S608  a model's own names


def _is_plain(field: Field[Any, Any]) -> bool:
    """Say whether a field is one of Django's whose plain values need no help, and which makes no value of its own."""
    named = getattr(field, "target_field", field)
    makes_its_own = type(field).pre_save is not Field.pre_save and (
        getattr(field, "auto_now", False) or getattr(field, "auto_now_add", False)
    )
    return named.get_internal_type() in _PLAIN_FIELDS and not makes_its_own


_PLAIN_FIELDS = frozenset({
    "AutoField", "BigAutoField", "BigIntegerField", "BinaryField", "BooleanField", "CharField", "DateField",
    "DateTimeField", "IntegerField", "PositiveIntegerField", "PositiveSmallIntegerField", "SmallIntegerField",
    "TextField", "OneToOneField", "ForeignKey",
})  # fmt: skip


def key_of(model: type[Model]) -> str:
    """Return the column of a model's key."""
    return model._meta.pk.column or ""


def quoted(name: str) -> str:
    """Return a name as it stands in a statement."""
    return connection.ops.quote_name(name)
