"""Beat asleep for two days, and a clock that is set back."""

import time
import uuid
from datetime import timedelta

from tests.faults.harness import eventually
from tests.faults.ledger import Outcome
from tests.faults.test_requests import claim_of, outcome

_EVENTS = "SELECT count(*) FROM records_record WHERE starts_with(name, 'clock.')"
_NEXT_DUE = "SELECT min(due_at) FROM deadlines_clock WHERE kind = 'duty' AND state = 'open' AND due_at > %s"
_DUE = "SELECT count(*) FROM deadlines_clock WHERE kind = 'duty' AND due_at > %s AND due_at <= %s"
_WITHDRAWN = """
SELECT count(*) FROM records_record r JOIN claims_claim c ON c.subject_id = r.subject_id
WHERE r.name = 'claim.withdraw' AND c.number = %s
"""


def swept(town, fault):
    settled = town.settle()
    with town.counter() as counter:
        count = counter.events()
    broken = len(town.broken_links())
    return Outcome(fault, "sweeping", count.lost + broken, count.doubled, count.late, settled)


def test_beat_sleeps_for_two_days(town, note):
    assert town.report(str(uuid.uuid4()))().status == 200
    next_due = town.stack.scalar(_NEXT_DUE, town.now)
    town.move_time(max(next_due - town.now - timedelta(days=1), timedelta(minutes=1)))  # holidays move what is due
    town.settle()
    events, began = town.stack.scalar(_EVENTS), town.now
    town.stack.beat.kill()
    eventually(lambda: town.stack.redis.ask("LLEN celery") == b":0")
    time.sleep(4)  # what a worker has taken is done, and what it takes later has run out
    town.move_time(timedelta(days=2))
    assert town.stack.scalar(_EVENTS) == events
    assert town.stack.scalar(_DUE, began, town.now), "Nothing fell due while beat slept: the test shows nothing."
    town.stack.beat.start()
    note(swept(town, "beat stopped for two days"))
    assert town.stack.scalar(_EVENTS) > events


def test_the_clock_is_set_back(town, note):
    number = claim_of(town.report(str(uuid.uuid4()))())
    town.move_time(timedelta(days=3, hours=2))
    town.settle()
    town.move_time(timedelta(hours=-3))
    try:
        key = str(uuid.uuid4())
        claim_of(town.report(key)())
        page = f"/owner/claims/{number}/withdraw/"
        assert town.owner.post(page, {}).status == 200
        town.settle()
        with town.counter() as counter:
            filed = counter.filings(key)
    finally:
        town.move_time(timedelta(hours=3))
    withdrawn = town.stack.scalar(_WITHDRAWN, number)
    note(
        swept(town, "clock set back by three hours"),
        outcome("clock set back by three hours", "filing", filed),
        Outcome("clock set back by three hours", "withdrawing", int(withdrawn == 0), max(0, withdrawn - 1)),
    )
