"""The sweep: 10,000 breaches among many open clocks, each with record, chain link and outbox row.

The yardstick is one SQL script for all of them at once, with the same tables, keys, triggers and hash.
"""

from datetime import UTC, datetime

from django.db import connection, transaction

from idi_platform.accounts.models import Division
from idi_platform.deadlines.sweep import sweep

from .measuring import Compared, compare

NOW = datetime(2026, 3, 10, 0, 0, 0, tzinfo=UTC)
GOAL = 1.4
DUE = 10_000
GROWN_UP_TO = 100_000
FULL_SIZE = 5_000_000
IDLE = 50
"""Idle sweeps in a round: one takes a moment that says little."""

_SUBJECTS = """
INSERT INTO records_subject (kind, division_id, seq, head)
SELECT 'claim', %(division)s, 0, ''::bytea FROM generate_series(1, %(count)s)
"""
_CLOCKS = """
INSERT INTO deadlines_clock (subject_id, name, period, kind, force, measures, clause, owed_role, started_at, anchor,
    target_at, due_at, marks, next_at, state, provisional, derivation, history, entered_late)
SELECT s.id, 'claim.determination', '', 'duty', 'law', '', 'BJ-20-2b', 'lead_insurer',
    %(now)s - interval '8 days', '{}', d.due, d.due,
    jsonb_build_array(jsonb_build_object('at', to_char(d.due AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"+00:00"'),
        'event', 'due_passed', 'do', '[{"act": "notify", "what": {"routes": ["insurer_manager"]}}]'::jsonb)),
    d.due, 'open', false, '[]', '[]', false
FROM (SELECT id, row_number() OVER (ORDER BY id) AS number FROM records_subject WHERE kind = 'claim') s
CROSS JOIN LATERAL (
    SELECT CASE WHEN s.number %% %(every)s = 0 THEN %(now)s - (s.number %% 3600) * interval '1 second'
                ELSE %(now)s + (1 + s.number %% 8640) * interval '1 minute' END AS due) d
"""
_HISTORY = """
INSERT INTO records_record (subject_id, seq, form, name, source, target, acting, occurred_at, recorded_at, facts,
    reasons, clauses, prev, hash)
SELECT s.id, %(after)s + n, 'step', 'claim.note', '', '', '{}', %(now)s, %(now)s, '{}', '{}', '[]', ''::bytea, ''::bytea
FROM records_subject s CROSS JOIN generate_series(1, %(times)s) n
"""
_YARDSTICK = """
WITH due AS (
    SELECT c.id, c.subject_id, c.due_at, c.clause, c.name, c.owed_role, c.marks, s.seq, s.head
      FROM deadlines_clock c JOIN records_subject s ON s.id = c.subject_id
     WHERE c.next_at <= %(now)s
     ORDER BY s.id
       FOR NO KEY UPDATE OF s
), moved AS (
    UPDATE deadlines_clock c
       SET state = 'overdue', breached_at = d.due_at, looked_until = d.due_at, next_at = NULL, marks = '[]'
      FROM due d WHERE c.id = d.id
    RETURNING d.*
), numbered AS MATERIALIZED (
    SELECT m.*, nextval('records_record_id_seq') AS record_id FROM moved m
), written AS (
    INSERT INTO records_record (id, subject_id, seq, form, name, source, target, acting, occurred_at, recorded_at,
        facts, reasons, clauses, prev, hash)
    SELECT record_id, subject_id, seq + 1, 'event', 'clock.due_passed', '', '', '{"kind": "system"}', due_at, %(now)s,
        jsonb_build_object('clock', name, 'clock_id', id, 'owed_role', owed_role, 'due_at', due_at), '{}',
        jsonb_build_array(clause), head, ''::bytea FROM numbered
    RETURNING subject_id, seq, hash
), chained AS (
    UPDATE records_subject s SET seq = w.seq, head = w.hash FROM written w WHERE s.id = w.subject_id
)
INSERT INTO deadlines_followup (clock_id, subject_id, record_id, event, act, what, occurred_at, owed_state, attempts,
    next_try_at, last_error)
SELECT id, subject_id, record_id, 'due_passed', 'notify', marks -> 0 -> 'do' -> 0 -> 'what', due_at, 'pending', 0,
    %(now)s, ''
FROM numbered
"""


def prepare(clocks: int, due: int) -> None:
    """Fill the tables with open clocks, of which `due` are due, and one record for each."""
    division = Division.objects.order_by("pk").values_list("pk", flat=True).first()
    _run(_SUBJECTS, division=division, count=clocks)
    _run(_CLOCKS, now=NOW, every=clocks // due)
    prepare_history(1, after=1_000_000)
    _analyse()


def prepare_history(times: int, *, after: int) -> None:
    """Add so many further records to every subject, numbered far away from those of the sweep."""
    _run(_HISTORY, now=NOW, times=times, after=after)
    _analyse()


def _analyse() -> None:
    from tests.copying import analyse

    analyse()


def _run(statement: str, **values: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values or None)


def _make_due_again(due: int) -> None:
    """Undo the clocks of a round (the log stays, being append-only) and checkpoint; both sides start alike."""
    _run(
        """
        UPDATE deadlines_clock SET state = 'open', breached_at = NULL, looked_until = NULL, next_at = due_at,
            marks = jsonb_build_array(jsonb_build_object('at',
                to_char(due_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"+00:00"'), 'event', 'due_passed',
                'do', '[{"act": "notify", "what": {"routes": ["insurer_manager"]}}]'::jsonb))
        WHERE state = 'overdue'
        """
    )
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM deadlines_clock WHERE next_at <= %s", [NOW])
        assert cursor.fetchone()[0] == due


def _bare() -> None:
    """Run the script as a person would who has read its plan: every join by index, no walk over all clocks."""
    with transaction.atomic():
        for join in ("hashjoin", "mergejoin", "seqscan"):
            _run(f"SET LOCAL enable_{join} = off")
        _run(_YARDSTICK, now=NOW)


def run(clocks: int = 100_000, due: int = 10_000, rounds: int = 5, checkpoint: bool = True) -> list[Compared]:
    """Compare sweep and yardstick on a prepared database; also the sweep that finds nothing to do."""
    _check(due)

    def again() -> None:
        _make_due_again(due)
        if checkpoint:
            _checkpoint()

    ours, theirs = compare(lambda: sweep(NOW), _bare, rounds=rounds, before_each=again)
    size = f"{due:,} of {clocks:,}"
    found = [
        Compared(
            "sweep, 10,000 breaches" if due == DUE else "sweep", "one SQL script for all", size, ours, theirs, goal=GOAL
        )
    ]
    _make_due_again(due)
    for _ in range(3):
        sweep(NOW)
    many, scan = compare(_idle, _scan, rounds=rounds)
    idle = tuple(seconds / IDLE for seconds in many)
    goal = 1 / 5_000 if clocks >= FULL_SIZE else None
    found.append(Compared("idle sweep", "Python scan of open rows", f"{clocks:,} open", idle, scan, goal=goal))
    return found


def of_size(clocks: int) -> list[Compared]:
    """Compare at one size; then once more after the log has grown fivefold with the same open clocks."""
    prepare(clocks, DUE)
    found = run(clocks, DUE)
    if clocks <= GROWN_UP_TO:
        sweep_before = found[0].ours
        prepare_history(4, after=2_000_000)
        grown = run(clocks, DUE)[0]
        found.append(Compared("sweep, log grown 5×", "the same before", grown.size, grown.ours, sweep_before, goal=1.1))
    return found


def _idle() -> None:
    for _ in range(IDLE):
        sweep(NOW)


def _scan() -> None:
    from idi_platform.deadlines.models import Clock

    rows = Clock.objects.filter(state="open").values_list("id", "due_at").iterator(chunk_size=5_000)
    assert not [number for number, due_at in rows if due_at <= NOW]


def _checkpoint() -> None:
    """Ask for a checkpoint where the role may; the small run of the ordinary tests goes without."""
    from idi_platform.embedded import databases

    with databases.admin_connection(connection.settings_dict["HOST"], connection.settings_dict["NAME"]) as admin:
        admin.execute("CHECKPOINT")


def _check(due: int) -> None:
    """Both sides must have the same effects before a time counts."""
    effects = []
    for side in (lambda: sweep(NOW), _bare):
        _make_due_again(due)
        before = _counts()
        side()
        effects.append([after - earlier for earlier, after in zip(before, _counts(), strict=True)])
    assert effects[0] == effects[1] == [due, due, due, due]


def _counts() -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT (SELECT count(*) FROM deadlines_clock WHERE state = 'overdue' AND breached_at = due_at),
                   (SELECT count(*) FROM records_record WHERE form = 'event'),
                   (SELECT count(*) FROM deadlines_followup),
                   (SELECT COALESCE(sum(seq), 0) FROM records_subject)
            """
        )
        return [int(value) for value in cursor.fetchone()]
