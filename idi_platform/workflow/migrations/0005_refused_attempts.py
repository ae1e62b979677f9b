"""The log of refused attempts: rows that are written once."""

import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0006_substitutes_among_colleagues"),
        ("records", "0005_words"),
        ("workflow", "0004_gates_by_their_clause"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="RefusedAttempt",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("step", models.CharField(max_length=80)),
                ("acting", models.JSONField()),
                ("refusals", models.JSONField()),
                ("at", models.DateTimeField()),
                ("digest", models.BinaryField(max_length=32, unique=True)),
                (
                    "division",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.division"
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.organisation",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "subject",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="refused_attempts",
                        to="records.subject",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["subject", "at"], name="attempt_on_subject"),
                    models.Index(fields=["organisation", "at"], name="attempt_of_organisation"),
                    models.Index(fields=["at"], name="attempt_by_age"),
                ],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="refusedattempt",
            trigger=pgtrigger.compiler.Trigger(
                name="attempt_is_written_once",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'records.append_only: % of % is refused', TG_OP, TG_TABLE_NAME USING ERRCODE = '42501';",
                    hash="fbfd5705043029111dd3f0c6fadd61f9cba29ad9",
                    operation="UPDATE",
                    pgid="pgtrigger_attempt_is_written_once_f94f2",
                    table="workflow_refusedattempt",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="refusedattempt",
            trigger=pgtrigger.compiler.Trigger(
                name="attempt_is_never_emptied",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'records.append_only: % of % is refused', TG_OP, TG_TABLE_NAME USING ERRCODE = '42501';",
                    hash="369dc37892cb4ea619a3dec43da2237d932d17c3",
                    level="STATEMENT",
                    operation="TRUNCATE",
                    pgid="pgtrigger_attempt_is_never_emptied_45601",
                    table="workflow_refusedattempt",
                    when="BEFORE",
                ),
            ),
        ),
    ]
