"""The role of web and workers may add to the log, and nothing else."""

from typing import Any

from django.conf import settings
from django.db import migrations

_TABLES = ("records_record", "records_anchor")


def revoke(apps: Any, schema_editor: Any) -> None:
    """Take UPDATE, DELETE and TRUNCATE on the log, and DELETE on subjects, from the app role."""
    quote = schema_editor.connection.ops.quote_name
    role = quote(settings.DB_APP_ROLE)
    with schema_editor.connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [settings.DB_APP_ROLE])
        if cursor.fetchone() is None:
            return
        for table in _TABLES:
            cursor.execute(f"REVOKE UPDATE, DELETE, TRUNCATE ON {quote(table)} FROM {role}")
        cursor.execute(f"REVOKE DELETE, TRUNCATE ON {quote('records_subject')} FROM {role}")


class Migration(migrations.Migration):
    """After the tables."""

    dependencies = [("records", "0002_subjects_parties_records")]
    operations = [migrations.RunPython(revoke, migrations.RunPython.noop)]
