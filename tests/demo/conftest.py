"""The demonstration's story, told once by a process into a database of its own; tests read it, or travel in a copy."""

from contextlib import contextmanager
from datetime import UTC, datetime

import pytest
from django.db import transaction

from idi_platform.embedded import databases, testing
from idi_platform.kernel import clock
from tests.standing import look_at


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items):
    """Keep the tests of the story in one process: it is told once."""
    for item in items:
        if "/tests/demo/" in str(item.path):
            item.add_marker(pytest.mark.xdist_group("demo_story"))


def instant(text):
    """Return an instant in UTC: instant("2026-09-29 20:10") in Shanghai."""
    return datetime.fromisoformat(text).replace(tzinfo=clock.SHANGHAI).astimezone(UTC)


@pytest.fixture(scope="session")
def told_databases(database_host):
    """The databases of this process in which the story stands: as the visitor finds it, and travelled through."""
    known = {}
    yield known
    for name in known.values():
        databases.drop(database_host, name)


@pytest.fixture(autouse=True)
def _papers_are_not_drawn(monkeypatch):
    """Drawing has tests of its own, and a first start of the demonstration draws every paper of the story."""
    from idi_platform.documents import producing
    from idi_platform.documents.drawing import Drawn

    monkeypatch.setattr(producing, "draw", lambda paper: Drawn(f"%PDF-1.7 {paper.pk}".encode(), 1))


@pytest.fixture
def story_database(told_databases, database_host, database_template, django_db_blocker):
    """The database in which the story stands as at a first start, but for the homes in which nobody of it lives."""
    if "told" not in told_databases:
        from idi_platform.demo import story

        told_databases["told"] = name = testing.database_name()
        databases.clone(database_host, database_template, name)
        with looking_at(database_host, name, django_db_blocker):
            story.tell(lambda _year: None, whole=False)
    return told_databases["told"]


@pytest.fixture
def told(story_database, database_host, django_db_blocker):
    """The story as it stands when the visitor comes in, at that instant; what a test does in it is rolled back."""
    from idi_platform.demo.legal_time import on_stage
    from idi_platform.demo.script import BEGINS_AT

    with looking_at(database_host, story_database, django_db_blocker), on_stage(BEGINS_AT), _rolled_back():
        yield


@pytest.fixture
def copy_of_the_story(story_database, database_host, django_db_blocker):
    """A copy of the story of this test alone, in which commits are real; legal time has begun."""
    from idi_platform.demo import story

    name = testing.database_name()
    databases.clone(database_host, story_database, name)
    with looking_at(database_host, name, django_db_blocker):
        story.begin()
        yield name
    databases.drop(database_host, name)


@contextmanager
def _rolled_back():
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@contextmanager
def looking_at(host, name, blocker):
    """Let Django look at a database, and at the legal time that stands in it."""
    from django.db import connections

    from idi_platform.deadlines import offset

    connection = connections["default"]
    before = dict(connection.settings_dict)
    with blocker.unblock():
        look_at(host, name)
        offset.forget()
        try:
            yield
        finally:
            connections.close_all()
            connection.settings_dict.update(HOST=before["HOST"], NAME=before["NAME"])
            offset.forget()
