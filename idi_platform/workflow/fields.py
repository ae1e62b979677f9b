"""Columns of a lifecycle model as facts of the vocabulary: their label is the column's own name for people.

A column with a Chinese `verbose_name` becomes the fact `kind.column`; one without stays the code's own business.
"""

from collections.abc import Callable, Iterable
from typing import Any

from django.db import models

from idi_platform.records.models import Aggregate
from idi_platform.rulebooks.vocabulary import FactType, vocabulary

_TYPES: tuple[tuple[type[models.Field[Any, Any]], FactType], ...] = (
    (models.DateTimeField, "instant"),
    (models.DateField, "date"),
    (models.BooleanField, "bool"),
    (models.IntegerField, "int"),
    (models.CharField, "code"),
)
Labels = dict[str, tuple[str, str]]


def register_fields(model: type[Aggregate], *, money: Iterable[str] = (), units: dict[str, str] | None = None) -> None:
    """Register every named column of a lifecycle model as a fact.

    Args:
        model: The model; its kind is the head of the facts.
        money: Decimal columns that are amounts in yuan; the others are plain decimals.
        units: Units of columns, such as years.
    """
    amounts = frozenset(money)
    for column in model._meta.local_concrete_fields:
        if not _is_named(column):
            continue
        choices = _labelled(column.choices or ())
        vocabulary.fact(
            f"{model.kind}.{column.name}",
            type="choice" if choices else _type_of(column, amounts),
            zh=str(column.verbose_name),
            en=column.name.replace("_", " "),
            unit=(units or {}).get(column.name),
            choices=choices or None,
            read=reader(column.attname),
        )


def column_fact(name: str, kind: FactType, zh: str, en: str, **more: Any) -> None:
    """Register one fact that is read from an attribute of its thing, named as the fact is unless `attribute` says so.

    Args:
        name: `kind.name`.
        kind: Its type.
        zh: Its label.
        en: Its label in English.
        more: `attribute`, or `read` where it is computed; `choices` and `unit` as the vocabulary takes them.
    """
    attribute = more.pop("attribute", name.partition(".")[2])
    more.setdefault("read", reader(attribute))
    vocabulary.fact(name, type=kind, zh=zh, en=en, **more)


def labels_of(choices: type[models.Choices]) -> Labels:
    """Return the choices of a code with both labels."""
    return _labelled(choices.choices)


def linked(model: type[Aggregate], *related: str) -> Callable[[Any], Any]:
    """Return what reads the aggregate that the Subject's column of the model's kind leads to; None where it is empty.

    Args:
        model: The kind that is read.
        related: What is read with it besides its subject.
    """

    def read(aggregate: Any) -> Any:
        pk = getattr(aggregate.subject, f"{model.kind}_id")
        found = model._default_manager.select_related("subject", *related)
        return None if pk is None else found.filter(pk=pk).first()

    return read


def _labelled(choices: Iterable[Any]) -> Labels:
    return {str(value): (str(label), str(value).replace("_", " ")) for value, label in choices}


def reader(attribute: str) -> Callable[[Any], Any]:
    """Return what reads a column; an empty text is no value."""

    def read(aggregate: Any) -> Any:
        value = getattr(aggregate, attribute)
        return None if value == "" else value

    return read


def _is_named(column: Any) -> bool:
    return not column.is_relation and any(ord(letter) > 0x2E7F for letter in str(column.verbose_name))


def _type_of(column: Any, money: frozenset[str]) -> FactType:
    if isinstance(column, models.DecimalField):
        return "money" if column.name in money else "decimal"
    return next(name for kind, name in _TYPES if isinstance(column, kind))
