"""The databases that tests run on: who may do what in them, and what is left behind."""

import os

import psycopg
import pytest
from django.db import connection, transaction

from idi_platform.embedded import databases


def _one(query):
    with connection.cursor() as cursor:
        cursor.execute(query)
        return cursor.fetchone()[0]


@pytest.mark.django_db
def test_tests_connect_as_the_role_that_owns_no_table():
    assert _one("SELECT current_user") == databases.APP_ROLE
    assert _one("SELECT count(*) FROM pg_tables WHERE tableowner = current_user") == 0
    assert _one("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'") > 5


@pytest.mark.django_db
def test_the_app_role_cannot_truncate():
    table = _one("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1 LIMIT 1")
    with pytest.raises(Exception, match="permission denied"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f'TRUNCATE "{table}" CASCADE')


def test_a_committing_test_has_a_database_of_its_own(committed_db, database_host):
    from django.utils.timezone import datetime

    from idi_platform.accounts.models import Session

    Session.objects.create(session_key="k", session_data="", expire_date=datetime(2030, 1, 1).astimezone())
    with databases.admin_connection(database_host, committed_db) as other:
        assert other.execute("SELECT count(*) FROM accounts_session").fetchone() == (1,)


@pytest.mark.django_db
def test_what_a_committing_test_wrote_is_gone():
    from idi_platform.accounts.models import Session

    assert Session.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_the_mark_for_transactions_means_a_copy_too():
    assert not connection.in_atomic_block


def test_the_fingerprint_is_stable_and_follows_migrations(tmp_path):
    migrations = tmp_path / "policies" / "migrations"
    migrations.mkdir(parents=True)
    (migrations / "0001_start.py").write_text("a")
    first = databases.fingerprint(tmp_path)
    assert databases.fingerprint(tmp_path) == first
    (migrations / "0001_start.py").write_text("b")
    assert databases.fingerprint(tmp_path) != first


def test_a_build_that_failed_leaves_nothing(database_host, monkeypatch):
    monkeypatch.setattr(databases, "fingerprint", lambda: "ffffffffffff")

    def fail(host, database, settings):
        raise RuntimeError("no")

    with pytest.raises(RuntimeError):
        databases.template(database_host, "unused", fail)
    assert not databases.exists(database_host, "idi_template_ffffffffffff")
    assert not databases.exists(database_host, "idi_template_ffffffffffff_building")


def test_a_command_is_heard_line_by_line_and_what_it_said_is_returned_or_stands_in_the_error():
    environment, heard = dict(os.environ), []
    printed = databases.manage("help", "check", environment=environment, heard=heard.append)
    assert "usage: manage.py check" in printed
    assert heard == [line.rstrip() for line in printed.splitlines()]
    with pytest.raises(RuntimeError, match="Unknown command"):
        databases.manage("no_such_command", environment=environment)


def test_a_dropped_database_is_gone_even_with_somebody_connected(database_host, database_template):
    name = f"{database_template}_x".replace("template", "scratch")
    databases.clone(database_host, database_template, name)
    held = psycopg.connect(host=database_host, dbname=name, user=databases.APP_ROLE)
    databases.drop(database_host, name)
    with pytest.raises(psycopg.OperationalError):
        held.execute("SELECT 1")
