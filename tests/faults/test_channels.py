"""A channel that fails, and is mended."""

import uuid

from tests.faults.harness import eventually
from tests.faults.ledger import Outcome

_TRIED = "SELECT count(*) FROM notifications_notice WHERE owed_state = 'pending' AND last_error <> ''"


def test_the_outbox_cannot_be_written(town, note):
    folder = town.stack.state / "outbox" / "sms"
    kept = folder.with_name("sms.kept")
    folder.rename(kept)
    try:
        folder.write_text("a file stands where the folder should be")
        assert town.report(str(uuid.uuid4()))().status == 200
        eventually(lambda: town.stack.scalar(_TRIED) > 0)
    finally:
        folder.unlink()
        kept.rename(folder)
    settled = town.settle()
    with town.counter() as counter:
        count = counter.messages()
    note(Outcome("outbox cannot be written", "sending", count.lost, count.doubled, count.late, settled))
