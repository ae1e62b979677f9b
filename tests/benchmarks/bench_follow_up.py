"""Following up: what an event of time owes becomes messages, one row after the other, by one worker.

Every event is the sweep's own, on a claim of its own. The yardstick inserts the same messages, row by row.
"""

from datetime import datetime, timedelta
from itertools import count

from django.db import connection

from idi_platform.deadlines.follow_up import follow_up
from idi_platform.deadlines.models import Clock, FollowUp
from idi_platform.deadlines.sweep import sweep
from idi_platform.kernel import clock
from idi_platform.notifications.models import Notice

from .estate import at, sold_homes
from .measuring import Compared, compare

MOST = 10_000
GOAL_PER_SECOND = 150
AT = datetime.fromisoformat("2026-09-29T20:10:00+08:00")
"""When the claims are reported; sixty days later each has several events behind it."""
_keys = count(1)


def of_size(rows: int = 100_000, rounds: int = 5) -> list[Compared]:
    """Drain what a sweep left to do; the number of claims is bounded by what the rounds need."""
    from tests.copying import analyse, copied

    due = min(rows, MOST)
    with at(AT):
        claim = _reported()
    with at(AT + timedelta(days=60)):
        copied(type(claim), claim.number, due // 4, prefix="X")
        analyse()
        sweep(clock.now())
        each = FollowUp.objects.filter(owed_state="pending", act="notify").count() // (rounds + 1)
        _drain(each)
        like, messages = Notice.objects.latest("pk"), Notice.objects.count()
        share = round(messages / each)
        ours, theirs = compare(lambda: _drain(each), lambda: _insert(like, each * share), rounds=rounds)
    rate = each / sorted(ours)[len(ours) // 2]
    note = f"{rate:.0f} a second (goal ≥ {GOAL_PER_SECOND}); {share} messages each"
    sides = [tuple(seconds / each for seconds in side) for side in (ours, theirs)]
    return [Compared("following up by one worker", "the same messages inserted", f"{each:,}", *sides, note=note)]


def _reported():
    """Open a book with one home and report a defect in it; return the claim."""
    from claims import actions
    from claims.models import Claim
    from idi_platform.projects.models import Unit
    from tests.claims.conftest import LEAK

    ((unit_id, owner),) = sold_homes(1)
    unit = Unit.objects.select_related("subject", "building").get(pk=unit_id)
    actions.report_defect(acting=owner.acting, key="bench", at=unit, defect=LEAK)
    assert Clock.objects.filter(subject__kind="claim").exists()
    return Claim.objects.get()


def _drain(rows: int) -> None:
    while rows > 0:
        settled = follow_up(min(100, rows))
        assert settled, "a row failed, or none is left"
        rows -= settled


def _insert(like: Notice, messages: int) -> None:
    columns = [field.column for field in Notice._meta.concrete_fields if not field.primary_key]
    names = ", ".join(columns)
    values = ", ".join("%s" if column == "dedupe_key" else column for column in columns)
    statement = (
        f"INSERT INTO {Notice._meta.db_table} ({names}) SELECT {values} FROM {Notice._meta.db_table} WHERE id = %s"
    )
    with connection.cursor() as cursor:
        for _ in range(messages):
            cursor.execute(statement, [f"bench:{next(_keys)}", like.pk])
