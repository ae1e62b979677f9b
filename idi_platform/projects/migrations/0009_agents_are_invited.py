"""An owner invites an agent, who accepts: one more way for a binding to begin and to be bound."""

import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("projects", "0008_found_by_last_digits"),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name="homebinding",
            name="home_binding_makes_no_jump",
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="homebinding",
            trigger=pgtrigger.compiler.Trigger(
                name="home_binding_makes_no_jump",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="IF TG_OP = 'INSERT' AND NEW.state IN ('asked', 'checked') THEN RETURN NEW; END IF; IF TG_OP = 'UPDATE' AND (OLD.state = NEW.state OR (OLD.state, NEW.state) IN (('', 'asked'), ('', 'checked'), ('asked', 'checked'), ('asked', 'rejected'), ('bound', 'ended'), ('checked', 'bound'), ('checked', 'rejected'))) THEN RETURN NEW; END IF; IF EXISTS (SELECT 1 FROM records_record r WHERE r.subject_id = NEW.subject_id AND r.form = 'correction' AND r.written_in = pg_current_xact_id()::text::bigint) THEN RETURN NEW; END IF; RAISE EXCEPTION 'workflow.jump: % may not become %', TG_TABLE_NAME, NEW.state USING ERRCODE = '42501';",
                    hash="93e2289856f72f57e8ac626c50c7961d2437b221",
                    operation='INSERT OR UPDATE OF "state"',
                    pgid="pgtrigger_home_binding_makes_no_jump_fcd70",
                    table="projects_homebinding",
                    when="BEFORE",
                ),
            ),
        ),
    ]
