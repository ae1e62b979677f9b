"""An owner asks for other times after he has chosen one, too."""

import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("claims", "0011_calls_back"),
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
                    func="IF TG_OP = 'INSERT' AND NEW.state IN ('offered') THEN RETURN NEW; END IF; IF TG_OP = 'UPDATE' AND (OLD.state = NEW.state OR (OLD.state, NEW.state) IN (('', 'offered'), ('chosen', 'failed_visit'), ('chosen', 'offered'), ('chosen', 'visited'), ('failed_visit', 'offered'), ('offered', 'chosen'), ('offered', 'offered'))) THEN RETURN NEW; END IF; IF EXISTS (SELECT 1 FROM records_record r WHERE r.subject_id = NEW.subject_id AND r.form = 'correction' AND r.written_in = pg_current_xact_id()::text::bigint) THEN RETURN NEW; END IF; RAISE EXCEPTION 'workflow.jump: % may not become %', TG_TABLE_NAME, NEW.state USING ERRCODE = '42501';",
                    hash="d5ba2d8ca0710dd278c33a7dd745464fafe1c284",
                    operation='INSERT OR UPDATE OF "state"',
                    pgid="pgtrigger_appointment_makes_no_jump_5cdf2",
                    table="claims_appointment",
                    when="BEFORE",
                ),
            ),
        ),
    ]
