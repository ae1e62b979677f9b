"""Another slot may be chosen instead of the one that stands."""

import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("claims", "0014_substitutes_stand_with_roles"),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name="appointment",
            name="appointment_makes_no_jump",
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="appointment",
            trigger=pgtrigger.compiler.Trigger(
                name="appointment_makes_no_jump",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="IF TG_OP = 'INSERT' AND NEW.state IN ('offered') THEN RETURN NEW; END IF; IF TG_OP = 'UPDATE' AND (OLD.state = NEW.state OR (OLD.state, NEW.state) IN (('', 'offered'), ('chosen', 'chosen'), ('chosen', 'failed_visit'), ('chosen', 'offered'), ('chosen', 'visited'), ('failed_visit', 'offered'), ('offered', 'chosen'), ('offered', 'offered'))) THEN RETURN NEW; END IF; IF EXISTS (SELECT 1 FROM records_record r WHERE r.subject_id = NEW.subject_id AND r.form = 'correction' AND r.written_in = pg_current_xact_id()::text::bigint) THEN RETURN NEW; END IF; RAISE EXCEPTION 'workflow.jump: % may not become %', TG_TABLE_NAME, NEW.state USING ERRCODE = '42501';",
                    hash="d6fc5166e6ec980c8c71a0e1a3601c86adc3ac6b",
                    operation='INSERT OR UPDATE OF "state"',
                    pgid="pgtrigger_appointment_makes_no_jump_5cdf2",
                    table="claims_appointment",
                    when="BEFORE",
                ),
            ),
        ),
    ]
