"""The database of the tests.

Ordinary tests run inside a transaction that is rolled back, connected as the role that web and workers use, which owns
no table. Tests that really commit (``committed_db``, ``transactional_db``, ``live_server``, or the mark
``django_db(transaction=True)``) get a database of their own, copied from a migrated template and dropped afterwards:
records are append-only, so nothing can be flushed. docs/decisions/0002 tells the story.
"""

import gc
import os
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.conf import settings
from django.core.cache import cache
from django.utils import translation
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings

from idi_platform.embedded import databases, testing
from tests.standing import give_again, look_at, standing_for

pytest_plugins = ("tests.alone", "tests.spreading", "tests.cast", "tests.browser", "tests.faults.ledger")

# The same examples in every run, however busy the machine is: what they find is never a matter of chance.
hypothesis_settings.register_profile(
    "ours", derandomize=True, deadline=None, database=None, suppress_health_check=[HealthCheck.too_slow]
)
hypothesis_settings.load_profile("ours")

COMMITTING = {"committed_db", "transactional_db", "live_server", "django_db_reset_sequences"}


def pytest_configure(config):
    if not hasattr(config, "workerinput"):
        config.stash[testing.SERVER] = testing.TestServer()
        if getattr(config.option, "numprocesses", None):
            config.stash[testing.SERVER].ensure()  # the workers inherit the environment that leads to it


def pytest_collection_finish():
    """Leave what is loaded by now to itself: looking for dead circles in it again and again takes longer than tests."""
    gc.collect()
    gc.freeze()


def pytest_unconfigure(config):
    server = config.stash.get(testing.SERVER, None)
    if server is not None:
        server.stop()


@pytest.fixture(autouse=True)
def _nothing_of_the_last_test():
    """Forget what a process keeps for a while: language of the thread, counts of attempts, calendar, shift of time.

    Which tests follow each other in a process, and within which second, is chance.
    """
    from idi_platform import celery
    from idi_platform.deadlines import calendars, offset

    translation.activate(settings.LANGUAGE_CODE)
    cache.clear()
    calendars.forget()
    offset.forget()
    celery._Broker.quiet_until = float("-inf")
    yield
    translation.activate(settings.LANGUAGE_CODE)


@pytest.fixture(scope="session")
def database_host(request):
    """The socket folder of the test server."""
    server = request.config.stash.get(testing.SERVER, None)
    return server.ensure() if server is not None else os.environ["IDI_TEST_DB_HOST"]


@pytest.fixture(scope="session")
def database_template(database_host):
    """The name of the migrated and seeded database that is only ever copied."""
    return databases.template(database_host, "idi_platform.settings.test", testing.migrate_and_try_to_seed)


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment, django_db_blocker, database_host, database_template):
    """One copy of the template for all tests of this process that roll back."""
    testing.drop_leftovers(database_host)
    name = testing.database_name()
    databases.clone(database_host, database_template, name)
    _point_django_at(database_host, name)
    yield name
    with django_db_blocker.unblock():
        _close_connections()
    databases.drop(database_host, name)


@pytest.hookimpl(tryfirst=True)
def pytest_fixture_setup(fixturedef, request):
    return give_again(fixturedef, request) or None


@pytest.fixture
def _django_db_helper(request):
    """Every way to a database comes through here; those that commit are sent to a copy of their own."""
    mark = request.node.get_closest_marker("django_db")
    commits = COMMITTING & set(request.fixturenames) or (mark is not None and mark.kwargs.get("transaction"))
    own = request.getfixturevalue("django_db_setup")
    host = request.getfixturevalue("database_host")
    standing = standing_for(request)
    if commits:
        template = standing.database if standing else request.getfixturevalue("database_template")
        with request.getfixturevalue("django_db_blocker").unblock(), _own_copy(host, template):
            yield
        return
    known = request.getfixturevalue("standing_books").values()
    if standing or _where_django_looks() in {book.database for book in known}:  # not out of a prepared world
        look_at(host, standing.database if standing else own)
    request.getfixturevalue("_django_db_helper")  # pytest-django's own: a transaction, rolled back
    yield


def _where_django_looks():
    from django.db import connections

    return connections["default"].settings_dict["NAME"]


@pytest.fixture(scope="session")
def standing_books():
    """The beginnings that this process has made, see tests/standing.py; the next run drops what is left of them."""
    return {}


@pytest.fixture
def committed_db(_django_db_helper):
    """A fresh database of this test alone, in which commits are real; its name."""
    from django.db import connection

    return connection.settings_dict["NAME"]


@contextmanager
def _own_copy(host, template):
    from django.db import connection

    shared, own = connection.settings_dict["NAME"], testing.database_name()
    _close_connections()
    databases.clone(host, template, own)
    _point_django_at(host, own)
    try:
        yield own
    finally:
        _close_connections()
        _point_django_at(host, shared)
        databases.drop(host, own)


def _point_django_at(host, name):
    from django.db import connections

    connections["default"].settings_dict.update(HOST=host, NAME=name, USER=databases.APP_ROLE, PASSWORD="")


def _close_connections():
    from django.db import connections

    connections.close_all()


@pytest.fixture(autouse=True)
def _state_in_a_folder_of_its_own(settings, tmp_path_factory):
    """Files that a test writes (papers, uploads, outbox) never reach the developer's own state."""
    folder: Path = tmp_path_factory.getbasetemp() / "state"
    settings.MEDIA_ROOT = folder / "media"
    settings.OUTBOX_DIR = folder / "outbox"
    settings.ANCHOR_DIR = folder / "anchors"
