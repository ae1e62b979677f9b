"""What people and organisations are called, one by one or many at once."""

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet, Value

from idi_platform.kernel.once import once
from idi_platform.kernel.questions import question

from .models import Organisation, Person

Names = dict[int, str]


def people_called(pks: Iterable[int]) -> "QuerySet[Any, Any]":
    """Return the names of people, to be read together with others by `names_in`."""
    return called("person", Person.objects.filter(pk__in=set(pks)), "name")


def organisations_called(pks: Iterable[int]) -> "QuerySet[Any, Any]":
    """Return the names of organisations, to be read together with others by `names_in`."""
    return called("organisation", Organisation.objects.filter(pk__in=set(pks)), "name")


def called(what: str, rows: "QuerySet[Any]", name: str) -> "QuerySet[Any, Any]":
    """Return what rows are called in the column `name`, to be read together with others by `names_in`."""
    return rows.order_by().values_list(Value(what), "pk", name)


def names_in(first: "QuerySet[Any, Any]", *others: "QuerySet[Any, Any]") -> dict[str, Names]:
    """Return all names by what they are names of and by number, in one query."""
    found: dict[str, Names] = {}
    for what, pk, name in first.union(*others, all=True):
        found.setdefault(what, {})[pk] = name
    return found


@once(of="accounts_person", is_guarded=False)
def person_name(pk: int | None) -> str:
    """Return a person's name; empty for nobody."""
    return next(iter(_of_person(pk)), "") if pk is not None else ""


@once(of="accounts_organisation", is_guarded=False)
def organisation_name(pk: int | None) -> str:
    """Return an organisation's name; empty for none."""
    return next(iter(_of_organisation(pk)), "") if pk is not None else ""


@question
def _of_person(pk: int) -> "QuerySet[Person, str]":
    return Person.objects.filter(pk=pk).values_list("name", flat=True)


@question
def _of_organisation(pk: int) -> "QuerySet[Organisation, str]":
    return Organisation.objects.filter(pk=pk).values_list("name", flat=True)
