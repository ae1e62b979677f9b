"""What people and organisations are called, many at once."""

from collections.abc import Iterable

from django.db.models import Value

from .models import Organisation, Person

Names = dict[int, str]


def names_of(people: Iterable[int], organisations: Iterable[int]) -> tuple[Names, Names]:
    """Return the names of people and of organisations by their numbers, in one query."""
    rows = (
        Person.objects.filter(pk__in=set(people))
        .values_list(Value("person"), "pk", "name")
        .union(Organisation.objects.filter(pk__in=set(organisations)).values_list(Value("organisation"), "pk", "name"))
    )
    found: dict[str, Names] = {"person": {}, "organisation": {}}
    for kind, pk, name in rows:
        found[kind][pk] = name
    return found["person"], found["organisation"]
