"""Questions whose SQL is worked out once in a process.

To build a QuerySet and translate it costs several times what the database needs to answer it. A question that every
act or page asks is built once for each *shape* of its values (which of them are None, how many stand in a list) and
asked from then on with the values alone. The same statement goes to the database, and nothing that it answers is kept.
"""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from enum import Enum
from functools import wraps
from operator import itemgetter
from typing import Any, NamedTuple, NoReturn, ParamSpec, TypeVar
from uuid import UUID

from django.core.exceptions import EmptyResultSet
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import Expression, Model, QuerySet
from django.db.models.base import ModelState
from django.db.models.query import (
    FlatValuesListIterable,
    ModelIterable,
    ValuesListIterable,
    get_related_populators,
)
from django.db.models.signals import post_init, pre_init
from django.db.models.sql.compiler import SQLCompiler
from psycopg.sql import Literal

from . import clock
from .prepared import ask

P = ParamSpec("P")
R = TypeVar("R")
_MOST_SHAPES = 256
_PLACE = re.compile("%[s%]")
_populators: Callable[..., Any] = get_related_populators


class Fixed(str):
    """A text that belongs to the question itself, such as the name of a kind, and is no value of it."""

    __slots__ = ()


class Slot(Expression):
    """A place in a question where a value will stand; whoever builds the question may compare by it, not look at it."""

    def __init__(self, at: int) -> None:
        """Keep which of the values it stands for."""
        super().__init__()
        self.at = at

    def as_sql(self, _compiler: SQLCompiler, _connection: Any) -> tuple[str, Any]:
        """Stand as a parameter."""
        return "%s", [self]

    def __str__(self) -> NoReturn:
        """Refuse: a value that is turned into text would be that of the first who asked, for ever."""
        raise TypeError("A question was built that looks at a value.")

    def __hash__(self) -> int:
        """Be the same as another for the same value."""
        return hash((Slot, self.at))

    def __eq__(self, other: object) -> bool:
        """Be the same as another for the same value."""
        return isinstance(other, Slot) and other.at == self.at

    __int__ = __float__ = __str__


class Slots(Expression):
    """Places for as many values as a list holds; to be used with `__in`."""

    def __init__(self, at: Iterable[int]) -> None:
        """Keep which of the values they stand for."""
        super().__init__()
        self.slots = [Slot(one) for one in at]

    def __bool__(self) -> bool:
        """Say whether the list holds anything."""
        return bool(self.slots)

    def as_sql(self, _compiler: SQLCompiler, _connection: Any) -> tuple[str, Any]:
        """Stand as a list of parameters."""
        if not self.slots:
            raise EmptyResultSet
        return f"({', '.join(['%s'] * len(self.slots))})", list(self.slots)


class Apart:
    """The values of a question, taken apart while its shape is found."""

    def __init__(self) -> None:
        """Begin with none."""
        self.values: list[Any] = []

    def slot(self, value: Any) -> tuple[Hashable, Any]:
        """Return the shape of one value, and what stands for it while the question is built."""
        if isinstance(value, Fixed):
            return value, str(value)
        if isinstance(value, bool | Enum | type) or value is None or value in (0, ""):
            return (type(value), value), value
        if isinstance(value, int | str | date | UUID):
            self.values.append(value)
            return (type(value),), Slot(len(self.values) - 1)
        if isinstance(value, tuple | frozenset):
            first = len(self.values)
            self.values += value
            return (type(value), len(value)), Slots(range(first, len(self.values)))
        if isinstance(value, TakesApart):
            return value.apart(self)
        raise TypeError(f"A question takes no {type(value).__name__}.")


class TakesApart(ABC):
    """A value made of several, such as a capacity: it says what its shape is, and what stands for it."""

    __slots__ = ()

    @abstractmethod
    def apart(self, apart: Apart) -> tuple[Hashable, Any]:
        """Return the shape and what stands for the value while a question is built."""


class _Built(NamedTuple):
    """A question of one shape, ready to be asked; `sql` is empty where nothing can answer it."""

    sql: str
    places: tuple[int, ...]
    """Which of the values stands at each place of the statement."""
    converters: tuple[tuple[int, Sequence[Callable[..., Any]], Any], ...]
    """Which columns become other values, by what, and the expression that stands there."""
    reads: Callable[[Sequence[Any]], Any]
    """What makes of a row of the database what is answered."""


def question(build: Callable[P, QuerySet[Any, R]]) -> Callable[P, list[R]]:
    """Let a function that builds a QuerySet answer with its rows, built once for each shape of its values.

    It may ask whether a value is there (not None, 0 or empty), and nothing else of it; it reads neither the database
    nor the time. Classes, enumerations and what is Fixed it gets as they are.
    """
    shapes: dict[Hashable, _Built] = {}

    @wraps(build)
    def asked(*args: P.args, **kwargs: P.kwargs) -> list[R]:
        apart = Apart()
        named = [(name, apart.slot(value)) for name, value in kwargs.items()]
        placed = [apart.slot(value) for value in args]
        shape = (*(shape for shape, _ in placed), *((name, shape) for name, (shape, _) in named))
        built = shapes.get(shape)
        if built is None:
            with _blind():
                rows = build(*(stands for _, stands in placed), **{name: stands for name, (_, stands) in named})
                built = _translated(rows)
            if len(shapes) >= _MOST_SHAPES:
                shapes.clear()
            shapes[shape] = built
        return _rows(built, apart.values)

    return asked


def _rows(built: _Built, values: list[Any]) -> list[Any]:
    """Ask; return all rows."""
    if not built.sql:
        return []
    connection = connections[DEFAULT_DB_ALIAS]
    found: list[Any] = ask(built.sql, [values[at] for at in built.places], connection)
    if built.converters:
        found = [list(row) for row in found]
        for row in found:
            for at, converters, expression in built.converters:
                for convert in converters:
                    row[at] = convert(row[at], expression, connection)
    return [built.reads(row) for row in found]


def _translated(rows: QuerySet[Any, Any]) -> _Built:
    compiler = rows.query.get_compiler(using=DEFAULT_DB_ALIAS)
    try:
        sql, parameters = compiler.as_sql()
    except EmptyResultSet:
        return _Built("", (), (), tuple)
    found = compiler.get_converters([expression for expression, *_rest in compiler.select])
    converters = tuple((at, tuple(converters), expression) for at, (converters, expression) in found.items())
    said = _with_fixed(sql, parameters)
    places = tuple(one.at for one in parameters if isinstance(one, Slot))
    return _Built(said, places, converters, _reader(rows, compiler))


def _with_fixed(sql: str, parameters: Sequence[Any]) -> str:
    """Write what is the same for everybody into the statement, and leave the places of values.

    The database plans a prepared statement for any value: that a state is not the empty one tells it nothing while it
    is a parameter, and how many rows that leaves is a guess.
    """
    following = iter(parameters)

    def put(found: re.Match[str]) -> str:
        if found[0] == "%%":
            return "%%"
        one = next(following)
        return "%s" if isinstance(one, Slot) else _literal(one)

    return _PLACE.sub(put, sql)


def _literal(value: Any) -> str:
    return Literal(value.value if isinstance(value, Enum) else value).as_string().replace("%", "%%")


def _reader(rows: QuerySet[Any, Any], compiler: SQLCompiler) -> Callable[[Sequence[Any]], Any]:
    """Return what makes of a row what the QuerySet would give, as Django's own iterables do."""
    inside = vars(rows)
    if inside["_prefetch_related_lookups"] or inside["_known_related_objects"]:
        raise TypeError("A question reads one statement, and what hangs on it is asked for by another.")
    answers = inside["_iterable_class"]
    if answers is FlatValuesListIterable:
        return itemgetter(0)
    if answers is ValuesListIterable:
        return lambda row: tuple(row[: compiler.col_count])
    if answers is not ModelIterable:
        raise TypeError("A question answers with rows of a model, or with a values_list.")
    model, fields = compiler.klass_info["model"], compiler.klass_info["select_fields"]
    first, last = fields[0], fields[-1] + 1
    names = [column[0].target.attname for column in compiler.select[first:last]]
    related = _populators(compiler.klass_info, compiler.select, DEFAULT_DB_ALIAS)
    annotated = compiler.annotation_col_map.items()
    made = _maker_of(model)
    _let_make(related)

    def read(row: Sequence[Any]) -> Any:
        found = made.from_db(DEFAULT_DB_ALIAS, names, row[first:last])
        for populator in related:
            populator.populate(row, found)
        for name, at in annotated:
            setattr(found, name, row[at])
        return found

    return read


class _Maker:
    """Makes rows of a model as Django does where the model adds nothing to that; values go straight to their place."""

    def __init__(self, model: type[Model]) -> None:
        self.model = model

    def from_db(self, db: str, names: Sequence[str], values: Sequence[Any]) -> Model:
        """Return a row that stands in the database."""
        found = self.model.__new__(self.model)
        state = ModelState()
        state.adding, state.db = False, db
        vars(found).update(zip(names, values, strict=True), _state=state)
        return found


def _maker_of(model: type[Model]) -> Any:
    """Return what makes rows of a model: the model itself where it, or somebody who listens, has a hand in that."""
    is_plain = model.__init__ is Model.__init__ and model.from_db.__func__ is Model.from_db.__func__  # type: ignore[attr-defined]
    return _Maker(model) if is_plain and not any(one.has_listeners(model) for one in (pre_init, post_init)) else model


def _let_make(populators: Iterable[Any]) -> None:
    """Let what reads related rows make them so, too."""
    for populator in populators:
        populator.model_cls = _maker_of(populator.model_cls)
        _let_make(populator.related_populators)


@contextmanager
def _blind() -> Iterator[None]:
    """Refuse to read the database or the time: what is built must hold for all who ask later."""

    def refuse(*_args: Any) -> NoReturn:
        raise RuntimeError("What builds a question reads nothing.")

    with clock.unread(), connections["default"].execute_wrapper(refuse):
        yield
