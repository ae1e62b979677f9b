"""The prepared world is made once, kept as a database, and copied for each file of tests."""

from contextlib import contextmanager

import pytest
from django.core.cache import cache
from django.test import Client, override_settings
from django.test.client import ClientHandler

from idi_platform.embedded import databases, testing
from tests.cast import log_in
from tests.conftest import _close_connections, _point_django_at
from tests.doors import world as worlds

TOKEN = "0123456789abcdef" * 2
SITE = ClientHandler(enforce_csrf_checks=True)
"""The site as every browser here asks it: its chain of middleware is put together once, not for each browser."""


@contextmanager
def state_folder(tmp_path_factory):
    """Files go where the tests' files go, also while a world is made before a test begins."""
    folder = tmp_path_factory.getbasetemp() / "state"
    with override_settings(MEDIA_ROOT=folder / "media", OUTBOX_DIR=folder / "outbox"):
        yield


@contextmanager
def own_database(host, template):
    """Let Django look at a copy of the template; return to where it looked before."""
    from django.db import connection

    shared, name = connection.settings_dict["NAME"], testing.database_name()
    _close_connections()
    databases.clone(host, template, name)
    _point_django_at(host, name)
    try:
        yield name
    finally:
        _close_connections()
        _point_django_at(host, shared)


def prepared(words, request, tmp_path_factory):
    """Make a world in a database of its own, that is only copied afterwards."""
    host, template = request.getfixturevalue("database_host"), request.getfixturevalue("database_template")
    request.getfixturevalue("django_db_setup")
    before = worlds.clock._offset_provider
    unblocked = request.getfixturevalue("django_db_blocker").unblock()
    with unblocked, state_folder(tmp_path_factory), own_database(host, template) as name:
        try:
            found = worlds.build(words)
            found.sessions = {who: _session_of(found, who) for who in found.people}
        finally:
            worlds.clock._offset_provider = before
    request.addfinalizer(lambda: databases.drop(host, name))
    return found, name


@contextmanager
def standing_in(made, request):
    """Let the tests of one file stand in a copy of a prepared world."""
    found, template = made
    host, blocker = request.getfixturevalue("database_host"), request.getfixturevalue("django_db_blocker")
    before = worlds.clock._offset_provider
    blocker.unblock()
    with own_database(host, template) as name:
        blocker.restore()
        worlds.set_legal_time(worlds.NOW)
        yield found
        worlds.clock._offset_provider = before
        blocker.unblock()
    databases.drop(host, name)
    blocker.restore()


@pytest.fixture(scope="session")
def ordinary_world(request, tmp_path_factory):
    return prepared(worlds.Words(), request, tmp_path_factory)


@pytest.fixture(scope="module")
def world(ordinary_world, request):
    with standing_in(ordinary_world, request) as found:
        yield found


@pytest.fixture(autouse=True)
def _no_rate_limits_between_tests():
    cache.clear()


@pytest.fixture
def sessions(world, db):
    """Return a browser logged in as one of the world's people; `anonymous` is nobody."""
    return lambda who: browser_of(world, who)


def _session_of(world, who):
    """Log in while the world is made, so that every copy of it knows the session."""
    client = Client()
    log_in(client, world.people[who])
    return client.cookies["sessionid"].value


def browser_of(world, who, *, token=True):
    """Return a browser that checks CSRF, and sends the token as our pages do unless told not to."""
    sent = {"X-CSRFToken": TOKEN} if token else {}
    client = Client(enforce_csrf_checks=True, headers=sent, raise_request_exception=False)
    client.handler = SITE
    if who != "anonymous":
        client.cookies["sessionid"] = world.sessions[who]
    client.cookies["csrftoken"] = TOKEN
    return client
