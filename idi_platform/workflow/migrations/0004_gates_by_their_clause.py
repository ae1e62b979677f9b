"""Legal decisions name a gate by its code or its clause, no longer by its place in the list."""

from django.db import migrations

NAMED = r"""
UPDATE workflow_legaldecision SET gate = regexp_replace(gate, '\.[0-9]+$', '.' || clause)
WHERE gate ~ '\.[0-9]+$' AND clause <> '';
"""


class Migration(migrations.Migration):
    dependencies = [("workflow", "0003_words_only")]

    operations = [migrations.RunSQL(NAMED, migrations.RunSQL.noop)]
