"""Kept connections: one that the server ended is noticed before a request asks; a silent one is not asked."""

import psycopg
import pytest
from django.db import connection

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def kept():
    connection.ensure_connection()
    return connection.connection


def test_a_silent_connection_is_not_asked(kept, monkeypatch):
    def refuse(*_args, **_how):
        raise AssertionError("the server was asked")

    monkeypatch.setattr(psycopg.Cursor, "execute", refuse)
    assert connection.is_usable()


def test_a_connection_that_the_server_ended_is_given_up(kept, database_host):
    number = kept.info.backend_pid
    with psycopg.connect(**{**kept.info.get_parameters(), "autocommit": True}) as other:
        other.execute("SELECT pg_terminate_backend(%s, 5000)", [number])
    assert not connection.is_usable()
    connection.health_check_enabled, connection.health_check_done = True, False
    with connection.cursor() as cursor:
        assert cursor.execute("SELECT 1").fetchone() == (1,)
    assert connection.connection.info.backend_pid != number


def test_a_notice_of_the_server_is_no_end(kept):
    """What is said on it makes it worth a question, and the answer decides."""
    with connection.cursor() as cursor:
        cursor.execute("LISTEN somebody")
    with psycopg.connect(**{**kept.info.get_parameters(), "autocommit": True}) as other:
        other.execute("NOTIFY somebody")
    assert connection.is_usable()


def test_a_closed_connection_is_not_usable(kept):
    kept.close()
    assert not connection.is_usable()
    connection.close()
