"""Pages of a list by the last row seen: as quick on the thousandth page as on the first."""

import base64
import binascii
import json
from dataclasses import dataclass
from typing import Any, Generic, TypeVar
from urllib.parse import urlencode

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.fields.tuple_lookups import TupleGreaterThan, TupleLessThan
from django.http import QueryDict

PARAMETER = "after"

Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class Page(Generic[Item]):
    """One page; the addresses are empty where there is nothing further."""

    items: tuple[Item, ...]
    next_href: str = ""
    first_href: str = ""


def page_of(
    rows: "models.QuerySet[Any, Any]",
    *,
    by: tuple[str, ...],
    query: QueryDict,
    size: int = 50,
    descending: bool = False,
) -> "Page[Any]":
    """Cut one page out of a queryset.

    Args:
        rows: what the reader may see, filtered; never sliced or ordered.
        by: the columns of the order, never null, ending with a unique one, all in one direction.
        query: `request.GET`; its other parameters stay in the addresses.
        size: rows on a page.
        descending: the largest first.
    """
    ordered = rows.order_by(*(f"-{column}" if descending else column for column in by))
    cursor = _read(query.get(PARAMETER, ""), rows.model, by)
    if cursor is not None:
        columns = tuple(models.F(column) for column in by)
        compare = TupleLessThan if descending else TupleGreaterThan
        ordered = ordered.filter(compare(columns, cursor))
    found = list(ordered[: size + 1])
    items = tuple(found[:size])
    more = len(found) > size
    return Page(
        items=items,
        next_href=_address(query, _write(items[-1], by)) if more else "",
        first_href=_address(query, "") if cursor is not None else "",
    )


def _address(query: QueryDict, cursor: str) -> str:
    rest = [(name, value) for name, values in query.lists() if name != PARAMETER for value in values]
    if cursor:
        rest.append((PARAMETER, cursor))
    return "?" + urlencode(rest)


def _write(row: models.Model, by: tuple[str, ...]) -> str:
    values = [field.value_to_string(row) for field in _fields(type(row), by)]
    return base64.urlsafe_b64encode(json.dumps(values).encode()).decode().rstrip("=")


def _fields(model: type[models.Model], by: tuple[str, ...]) -> "list[models.Field[Any, Any]]":
    found = [model._meta.pk if column == "pk" else model._meta.get_field(column) for column in by]
    return [field for field in found if isinstance(field, models.Field)]


def _read(text: str, model: type[models.Model], by: tuple[str, ...]) -> tuple[Any, ...] | None:
    """Read a cursor; a damaged one is the first page, since nothing but a place in a list is lost."""
    if not text:
        return None
    try:
        values = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
        if not isinstance(values, list) or len(values) != len(by):
            return None
        return tuple(field.to_python(value) for field, value in zip(_fields(model, by), values, strict=True))
    except (ValueError, binascii.Error, UnicodeDecodeError, ValidationError):
        return None
