"""Many cases like one, for lists and queues that must not mind how many there are."""

from django.db import connection

from idi_platform.embedded import databases

# A copy of a row under a new subject, number and state; rules of the log stay untouched, for nothing is recorded.
COPY = """
WITH one AS (SELECT * FROM records_subject WHERE id = %(like)s),
made AS (
    INSERT INTO records_subject ({columns})
    SELECT {values} FROM one, generate_series(1, %(many)s) AS n RETURNING id
)
SELECT id FROM made ORDER BY id
"""


def analyse():
    """Let the database count what is committed, as it does by itself after a while: it plans by that, or it guesses.

    Only a table's owner may ask for it; to anybody else the database says so in a warning and does nothing.
    """
    with databases.admin_connection(connection.settings_dict["HOST"], connection.settings_dict["NAME"]) as owner:
        owner.execute("ANALYZE")


def columns_of(table):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT column_name FROM information_schema.columns WHERE table_name = %s AND is_generated = 'NEVER' "
            "AND identity_generation IS NULL ORDER BY ordinal_position",
            [table],
        )
        return [row[0] for row in cursor.fetchall()]


def copied(model, number, many, *, prefix):
    """Copy a case `many` times, with its open clocks; returns the new numbers of subjects.

    The copies stand in the state in which a case begins to be: the triggers refuse a row that jumps into another.
    """
    like = model.objects.get(number=number).pk
    own = [name for name in columns_of("records_subject") if name != "id"]
    table = model._meta.db_table
    case = [name for name in columns_of(table) if name not in {"subject_id", "number"}]
    clock = [name for name in columns_of("deadlines_clock") if name not in {"id", "subject_id"}]
    with connection.cursor() as cursor:
        cursor.execute(COPY.format(columns=", ".join(own), values=", ".join(own)), {"like": like, "many": many})
        ids = [row[0] for row in cursor.fetchall()]
        cursor.execute(
            f"INSERT INTO {table} (subject_id, number, {', '.join(case)}) "
            f"SELECT made, %s || made, {', '.join(case)} FROM {table}, unnest(%s::bigint[]) AS made "
            "WHERE subject_id = %s",
            [prefix, ids, like],
        )
        cursor.execute(
            f"INSERT INTO deadlines_clock (subject_id, {', '.join(clock)}) "
            f"SELECT made, {', '.join(clock)} FROM deadlines_clock, unnest(%s::bigint[]) AS made WHERE subject_id = %s",
            [ids, like],
        )
    return ids
