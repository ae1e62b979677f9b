"""Other database roles, for the tests that attack the log."""

import psycopg
import pytest
from django.db import connection


@pytest.fixture
def as_role(database_host):
    """Run statements in the test's own database as another role."""

    def run(role, *statements):
        from django.db import DatabaseError

        settings = connection.settings_dict
        with psycopg.connect(host=settings["HOST"], dbname=settings["NAME"], user=role, autocommit=True) as other:
            for statement in statements:
                try:
                    other.execute(statement)
                except psycopg.Error as error:
                    raise DatabaseError(str(error)) from error

    return run


@pytest.fixture
def as_owner(as_role):
    return lambda *statements: as_role("idi_owner", *statements)


@pytest.fixture
def as_superuser(as_role):
    return lambda *statements: as_role("postgres", *statements)


@pytest.fixture(autouse=True)
def _anchors_of_this_test(settings, tmp_path):
    settings.ANCHOR_DIR = tmp_path / "anchors"
