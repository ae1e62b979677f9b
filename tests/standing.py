"""What tests begin with is made once by a process, kept as a database, and stood in by one test after the other.

To open a book takes twenty real acts, and most tests begin with one. A fixture that is marked as a `beginning` is made,
with every fixture that it takes, in a database of its own and there committed. Each test that takes it stands in that
database, in a transaction of its own that is rolled back; the marked fixture and those below it are given to it as they
were when they were made, as copies of its own, and legal time is set again where they had set it.

- Tests share a beginning whose fixtures are the same; a file or a class that overrides one of them has its own.
- A fixture that gives a function (`at`, `report`) is a tool: it is made anew in each test, so it writes nothing itself.
- Fixtures that yield, that have parameters or that belong to a class make no beginning: such a test makes its own.
- What has to happen before a beginning is taken by its fixture, or by one that is marked above it.
"""

import inspect
from collections.abc import Callable, Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

import pytest
from django.db import connection, connections, transaction

from idi_platform.embedded import databases, testing
from idi_platform.kernel import clock

Made = Callable[..., Any]
"""The function of a fixture."""
_Above = tuple[str, ...]
"""The names of the fixtures that take the one in question, outermost first."""
STANDING: "pytest.StashKey[Beginning]" = pytest.StashKey()
_COPIES: pytest.StashKey[dict[int, Any]] = pytest.StashKey()
_GIVEN = {"request", "db", "monkeypatch", "tmp_path"}
"""What pytest gives and a beginning may take; of `request` nothing but `getfixturevalue`."""


def beginning(fixture: Made) -> Made:
    """Mark the function of a fixture as what tests begin with; stands below `@pytest.fixture`."""
    fixture.is_beginning = True  # type: ignore[attr-defined]
    return fixture


@dataclass(frozen=True)
class Value:
    """What a fixture gave, and the clock where it set one."""

    given: Any
    clock: Callable[[], Any] | None


@dataclass(frozen=True)
class Beginning:
    """The database in which a beginning stands, and what its fixtures gave."""

    database: str
    made: Mapping[Made, Value]


def standing_for(request: pytest.FixtureRequest) -> Beginning | None:
    """Return what a test stands on, made now if it is the first; None for a test that makes its own beginning."""
    marked = _marked(request)
    taken = [one for name in marked for one in _taken(request, name)]
    if not taken or any(one.params or "." in one.func.__qualname__ for one in taken):
        return None
    looks_around = any("request" in one.argnames for one in taken)  # then it may take what its file overrides
    key = (frozenset(one.func for one in taken), request.node.path if looks_around else None)
    known = request.getfixturevalue("standing_books")
    if key not in known:
        known[key] = _make(request, marked)
    request.node.stash[STANDING] = found = known[key]
    return found


def _definition(request: pytest.FixtureRequest, name: str, above: _Above) -> Any:
    """Return the fixture that a name stands for, as seen from those `above`: one that takes its own name overrides."""
    known = request.node._fixtureinfo.name2fixturedefs
    found = known.get(name) or request.session._fixturemanager.getfixturedefs(name, request.node)
    return found[-1 - above.count(name)]


def _marked(request: pytest.FixtureRequest) -> list[str]:
    """Return the marked fixtures of a test, those that take the most first: they say what comes before what."""
    known = request.node._fixtureinfo.name2fixturedefs
    found = [name for name, (*_, last) in known.items() if getattr(last.func, "is_beginning", False)]
    return sorted(found, key=lambda name: (-len(list(_taken(request, name))), name))


def _taken(request: pytest.FixtureRequest, name: str, above: _Above = ()) -> Iterator[Any]:
    """Yield the definition of a fixture of our tests and those of all that it takes."""
    definition = _definition(request, name, above) if name not in _GIVEN else None
    if definition is not None and definition.scope == "function":
        yield definition
        for one in definition.argnames:
            yield from _taken(request, one, (*above, name))


def _make(request: pytest.FixtureRequest, names: list[str]) -> Beginning:
    request.getfixturevalue("_state_in_a_folder_of_its_own")
    host, template = request.getfixturevalue("database_host"), request.getfixturevalue("database_template")
    database = testing.database_name()
    databases.clone(host, template, database)
    with request.getfixturevalue("django_db_blocker").unblock(), pytest.MonkeyPatch.context() as patch:
        patch.setattr(clock, "_offset_provider", clock._offset_provider)  # set back, whoever sets it
        look_at(host, database)
        maker = _Maker(request, patch)
        with transaction.atomic():
            for name in names:
                maker.getfixturevalue(name)
            connection.run_on_commit = []  # nor does a test that is rolled back do what follows a commit
    return Beginning(database, maker.made)


class _Maker:
    """Calls fixtures as pytest does, once each; it is the `request` of those that look around."""

    def __init__(self, request: pytest.FixtureRequest, patch: pytest.MonkeyPatch) -> None:
        self._request = request
        self._tools = {"request": self, "db": None, "monkeypatch": patch}
        self.made: dict[Made, Value] = {}

    def getfixturevalue(self, name: str, above: _Above = ()) -> Any:
        if name == "tmp_path":
            return self._request.getfixturevalue("tmp_path_factory").mktemp("beginning")
        if name in self._tools:
            return self._tools[name]
        definition = _definition(self._request, name, above)
        if definition.scope != "function":
            return self._request.getfixturevalue(name)
        if definition.func not in self.made:
            self.made[definition.func] = self._call(definition, (*above, name))
        return self.made[definition.func].given

    def _call(self, definition: Any, above: _Above) -> Value:
        if inspect.isgeneratorfunction(definition.func):
            raise pytest.UsageError(f"{above[-1]} yields: it cannot be part of a beginning, see tests/standing.py")
        taken = {one: self.getfixturevalue(one, above) for one in definition.argnames}
        before = clock._offset_provider
        given = definition.func(**taken)
        return Value(given, clock._offset_provider if clock._offset_provider is not before else None)


def give_again(fixturedef: Any, request: pytest.FixtureRequest) -> bool:
    """Give a fixture what it gave when the beginning was made on which the test stands; False if it is to be made."""
    standing = request.node.stash.get(STANDING, None)
    value = standing.made.get(fixturedef.func) if standing else None
    if value is None or callable(value.given):
        return False
    if value.clock is not None:
        request.getfixturevalue("monkeypatch").setattr(clock, "_offset_provider", value.clock)
    copies = request.node.stash.setdefault(_COPIES, {})
    fixturedef.cached_result = (deepcopy(value.given, copies), fixturedef.cache_key(request), None)
    return True


def look_at(host: str, name: str) -> None:
    """Let Django look at a database; a connection to it stays open from test to test, one to another is closed."""
    looks = connections["default"].settings_dict
    if looks["NAME"] != name:
        connections.close_all()
        looks.update(HOST=host, NAME=name, USER=databases.APP_ROLE, PASSWORD="")
