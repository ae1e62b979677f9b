"""The one function that makes a record's hash, for steps and sweeps alike."""

from django.db import migrations

CREATE = """
CREATE FUNCTION record_hash(
    prev bytea, subject bigint, seq integer, form text, name text, source text, target text, acting jsonb,
    occurred timestamptz, recorded timestamptz, facts jsonb, reasons jsonb, revision bigint, clauses jsonb,
    cause bigint, corrects bigint
) RETURNS bytea LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT sha256(convert_to(jsonb_build_array(
        encode(prev, 'hex'), subject, seq, form, name, source, target, acting,
        to_char(occurred AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US'),
        to_char(recorded AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US'),
        facts, reasons, revision, clauses, cause, corrects
    )::text, 'UTF8'))
$$
"""
DROP = (
    "DROP FUNCTION record_hash(bytea, bigint, integer, text, text, text, text, jsonb, timestamptz, timestamptz,"
    " jsonb, jsonb, bigint, jsonb, bigint, bigint)"
)


class Migration(migrations.Migration):
    """Made before the tables, because the table's trigger calls it."""

    initial = True
    dependencies: list[tuple[str, str]] = []
    operations = [migrations.RunSQL(CREATE, DROP)]
