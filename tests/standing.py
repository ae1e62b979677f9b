"""The book that most tests begin with: opened once by a process, kept as a database, in which tests stand in turn.

To open a book takes twenty real acts. A test whose `opened` is one of those below finds it done: it stands in that
database, in a transaction of its own that is rolled back, and the people who opened the book are its cast. A test that
changes what the book says, or who opens it, opens its own; a file of tests that changes it for all of them says how.
"""

from collections.abc import Callable, Mapping
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

import pytest

from idi_platform.embedded import databases, testing

STANDING: "pytest.StashKey[StandingBook]" = pytest.StashKey()
_CAST_OF = "tests.cast"
_PEOPLE = ("insurer_organisation", "owner", "underwriter", "approver")


@dataclass(frozen=True)
class StandingBook:
    """The database in which a book stands; `people` and `opened` by number."""

    database: str
    people: Mapping[str, tuple[int, int | None, str]]
    book: dict[str, Any]
    opened: Any

    def player(self, name: str, organisation: Any = None) -> Any:
        """Return a member of the cast as the database has it."""
        from idi_platform.accounts.models import Organisation, Person
        from tests.cast import Player

        person_id, organisation_id, key = self.people[name]
        if organisation is None and organisation_id is not None:
            organisation = Organisation.objects.get(pk=organisation_id)
        return Player(Person.objects.get(pk=person_id), organisation, key)

    def read(self) -> Any:
        """Return what was opened, read anew."""
        from policies.opening.desk import Opened

        was = self.opened
        return Opened(
            project=_again(was.project),
            insured_object=_again(was.insured_object),
            buildings={number: _again(building) for number, building in was.buildings.items()},
            policy=_again(was.policy),
            units={label: _again(unit) for label, unit in was.units.items()},
            acts=list(was.acts),
        )


def _again(aggregate: Any) -> Any:
    return type(aggregate).objects.select_related("subject").get(pk=aggregate.pk)


Writes = Callable[[Mapping[str, Any]], dict[str, Any]]
_books: dict[str, Writes] = {}


def standing_book(module: str, writes: Writes) -> None:
    """Say how the `book` of a conftest, or of a file, is written for the cast; who names the same writing shares it."""
    _books[module] = writes


def open_standing(book: dict[str, Any], cast: Mapping[str, Any]) -> Any:
    """Open a book as its underwriter, with the approver as second person."""
    from policies.book import read_book
    from policies.opening import open_book

    second = cast["approver"].acting
    return open_book(read_book(book), acting=cast["underwriter"].acting, key="book:bj-2", second_person=second)


def standing_for(request: pytest.FixtureRequest) -> StandingBook | None:
    """Return the book that a test stands on, opening it if it is the first; None for a test that opens its own."""
    definitions = request.node._fixtureinfo.name2fixturedefs
    if "opened" not in definitions or request.node.get_closest_marker("own_book") is not None:
        return None
    made_by = {
        name: definitions[name][-1].func.__module__ for name in ("opened", "book", *_PEOPLE) if name in definitions
    }
    module = made_by.get("book", "")
    is_own = made_by["opened"] not in _books or any(made_by.get(name, _CAST_OF) != _CAST_OF for name in _PEOPLE)
    if is_own or module not in _books:
        return None
    known, writes = request.getfixturevalue("standing_books"), _books[module]
    if writes not in known:
        known[writes] = _build(request, writes)
    found: StandingBook = known[writes]
    request.node.stash[STANDING] = found
    return found


def _build(request: pytest.FixtureRequest, writes: Writes) -> StandingBook:
    host, template = request.getfixturevalue("database_host"), request.getfixturevalue("database_template")
    name = testing.database_name()
    with request.getfixturevalue("django_db_blocker").unblock():
        databases.clone(host, template, name)
        look_at(host, name)
        cast = _new_cast()
        book = writes(cast)
        opened = open_standing(deepcopy(book), cast)
    organisations = {who: getattr(player.organisation, "pk", None) for who, player in cast.items()}
    people = {who: (player.person.pk, organisations[who], player.key) for who, player in cast.items()}
    return StandingBook(name, people, book, opened)


def _new_cast() -> dict[str, Any]:
    from idi_platform.accounts.roles import Role
    from tests.cast import OrganisationFactory, member, owner_player

    insurer = OrganisationFactory.create(kind="insurer")
    return {
        "owner": owner_player("业主"),
        "underwriter": member(Role.underwriter, insurer),
        "approver": member(Role.approver, insurer),
    }


def look_at(host: str, name: str) -> None:
    """Let Django look at a database; a connection to it stays open from test to test, one to another is closed."""
    from django.db import connections

    looks = connections["default"].settings_dict
    if looks["NAME"] != name:
        connections.close_all()
        looks.update(HOST=host, NAME=name, USER=databases.APP_ROLE, PASSWORD="")


def stood(request: pytest.FixtureRequest) -> StandingBook | None:
    """Return the book that the present test stands on."""
    return request.node.stash.get(STANDING, None)
