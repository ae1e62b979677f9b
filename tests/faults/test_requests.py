"""The same request twice, two deciders at once, and uploads beside a step that takes long."""

import io
import re
import uuid

from PIL import Image

from tests.faults.harness import PATIENCE
from tests.faults.ledger import Outcome
from tests.faults.moments import Moment
from tests.faults.running import Asked

_REFUSAL = "SELECT id, subject_id FROM workflow_proposal WHERE step = 'claim.refuse' AND state = 'open'"
_ACCEPTANCE = "SELECT id FROM workflow_proposal WHERE step = 'claim.accept' AND state = 'open' AND subject_id = %s"
_DRAFTS = "SELECT count(*) FROM documents_attachment WHERE draft = %s::uuid"


def filed(town, key):
    town.settle()
    with town.counter() as counter:
        return counter.filings(key)


def outcome(fault, moment, count):
    return Outcome(fault, moment, count.lost, count.doubled, count.late)


def claim_of(answer):
    """Return the claim that the owner was led to."""
    assert answer.status == 200, (answer.status, answer.body[:2000])
    return re.search(r"/owner/claims/([A-Z]+-\d{4}-\d+)/(?:receipt/)?$", answer.url)[1]


def photo():
    drawn = io.BytesIO()
    Image.new("RGB", (320, 240), "#c9b98f").save(drawn, "JPEG")
    return drawn.getvalue()


def test_the_same_filing_in_parallel(town, note):
    key = str(uuid.uuid4())
    ask = town.report(key)
    town.holds.hold(Moment.FILING)
    both = [Asked(ask) for _ in range(3)]
    town.until_reached(Moment.FILING)
    town.holds.release()
    assert len({claim_of(one.wait()) for one in both}) == 1
    note(outcome("same request three times, in parallel", "filing", filed(town, key)))


def test_the_same_filing_after_a_timeout(town, note):
    key = str(uuid.uuid4())
    fields = town.report_form(key)
    town.holds.hold(Moment.FILING)
    given_up = town.owner.post_exactly("/owner/claims/new/", fields, timeout=1.5)
    assert given_up.status == 0
    again = Asked(lambda: town.owner.post_exactly("/owner/claims/new/", fields, timeout=PATIENCE))
    town.until_reached(Moment.FILING)
    town.holds.release()
    first = claim_of(again.wait())
    assert claim_of(town.owner.post_exactly("/owner/claims/new/", fields)) == first
    note(outcome("client gave up and asked again", "filing", filed(town, key)))


def test_two_approve_the_same(town, note):
    proposal, claim = town.next_proposal()
    asks = [town.approval(proposal), town.approval(proposal, town.other_approver)]
    town.holds.hold(Moment.DECIDING)
    both = [Asked(ask) for ask in asks]
    town.until_reached(Moment.DECIDING)
    town.holds.release()
    assert sorted(one.wait().status for one in both) == [200, 409]
    town.settle()
    with town.counter() as counter:
        note(outcome("two approve the same", "deciding", counter.decisions(claim)))


def test_one_accepts_and_one_refuses(town, note):
    [(refusal, claim)] = town.rows(_REFUSAL)
    [(acceptance,)] = town.rows(_ACCEPTANCE, claim)
    asks = [town.approval(acceptance), town.approval(refusal, town.other_approver)]
    town.holds.hold(Moment.DECIDING)
    both = [Asked(ask) for ask in asks]
    town.until_reached(Moment.DECIDING)
    town.holds.release()
    assert sorted(one.wait().status for one in both) == [200, 409]
    town.settle()
    with town.counter() as counter:
        note(outcome("one accepts, one refuses", "deciding", counter.decisions(claim)))


def test_a_photo_does_not_wait_for_a_step(town, note):
    key, draft = str(uuid.uuid4()), str(uuid.uuid4())
    fields = {**town.report_form(draft), "more": "1"}
    town.holds.hold(Moment.FILING)
    filing = Asked(town.report(key))
    town.until_reached(Moment.FILING)
    assert town.owner.post_file("/owner/claims/new/", fields, "photos", photo()).status == 200
    assert town.holds.is_reached(Moment.FILING)
    town.holds.release()
    claim_of(filing.wait())
    kept = town.stack.scalar(_DRAFTS, draft)
    note(
        outcome("a filing takes long", "filing", filed(town, key)),
        Outcome("a filing takes long", "uploading a photo", lost=int(kept == 0), doubled=max(0, kept - 1)),
    )


def test_a_photo_that_cannot_be_stored_is_sent_again(town, note):
    draft = str(uuid.uuid4())
    fields = {**town.report_form(draft), "more": "1"}
    folder = town.stack.state / "media" / "evidence"
    kept_folder = folder.with_name("evidence.kept")
    folder.rename(kept_folder)
    try:
        folder.write_text("a file stands where the folder should be")
        refused = town.owner.post_file("/owner/claims/new/", fields, "photos", photo())
        assert refused.status >= 400
        half = town.stack.scalar(_DRAFTS, draft)
    finally:
        folder.unlink()
        kept_folder.rename(folder)
    for _ in range(2):
        assert town.owner.post_file("/owner/claims/new/", fields, "photos", photo()).status == 200
    kept = town.stack.scalar(_DRAFTS, draft)
    note(Outcome("storage cannot be written", "uploading a photo", int(kept == 0), max(0, kept - 1) + half))
