"""Who had failed work of the system tried again: an append-only table of its own."""

from typing import Any

import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models


def revoke(apps: Any, schema_editor: Any) -> None:
    """Take UPDATE, DELETE and TRUNCATE from the role of web and workers."""
    quote = schema_editor.connection.ops.quote_name
    with schema_editor.connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [settings.DB_APP_ROLE])
        if cursor.fetchone() is not None:
            role = quote(settings.DB_APP_ROLE)
            cursor.execute(f"REVOKE UPDATE, DELETE, TRUNCATE ON records_retry FROM {role}")


class Migration(migrations.Migration):
    """After the log."""

    dependencies = [
        ("records", "0003_app_role_appends_only"),
    ]

    operations = [
        migrations.CreateModel(
            name="Retry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("owed", models.CharField(max_length=40)),
                ("row", models.BigIntegerField()),
                ("at", models.DateTimeField()),
                ("by", models.JSONField()),
                ("attempts", models.PositiveSmallIntegerField()),
                ("fault", models.CharField(blank=True, max_length=200)),
            ],
            options={
                "verbose_name_plural": "retries",
                "indexes": [models.Index(fields=["owed", "row", "id"], name="retry_of_row")],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="retry",
            trigger=pgtrigger.compiler.Trigger(
                name="retry_is_append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'records.append_only: % of % is refused', TG_OP, TG_TABLE_NAME USING ERRCODE = '42501';",
                    hash="63583520557d42fdcd946c06986d0e0ac8b3a7d9",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_retry_is_append_only_cfa1e",
                    table="records_retry",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="retry",
            trigger=pgtrigger.compiler.Trigger(
                name="retry_is_never_emptied",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'records.append_only: % of % is refused', TG_OP, TG_TABLE_NAME USING ERRCODE = '42501';",
                    hash="c44478fa1aa11d7c4392c1be49effcbccaf7cacc",
                    level="STATEMENT",
                    operation="TRUNCATE",
                    pgid="pgtrigger_retry_is_never_emptied_c5ec5",
                    table="records_retry",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.RunPython(revoke, migrations.RunPython.noop),
    ]
