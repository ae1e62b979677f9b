"""Who is locked with a step because clocks there look at it: by the law as it is now, not as a process once read it."""

import pytest

from idi_platform.rulebooks.loading import load_body
from idi_platform.rulebooks.shipped import load_shipped
from idi_platform.rulebooks.store import publish
from idi_platform.workflow.onlookers import onlookers_of

pytestmark = pytest.mark.django_db
CLOCK = """\
  building.attention:
    kind: reminder
    title: {zh: 关注, en: Attention}
    starts: {step: claim.note}
    within: {days: 1}
    met_by: {any: [claim.accept]}
    owed_by: developer
    clause: INS-24
  claim.interim_payment:
"""


def test_a_newly_published_national_text_is_noticed_by_a_running_process(claim):
    before = onlookers_of(claim.subject)
    body = load_shipped("china-national").body
    assert body.count("  claim.interim_payment:\n") == 1
    publish(load_body(body.replace("  claim.interim_payment:\n", CLOCK)), reason="test", approver="test")
    assert onlookers_of(claim.subject).keys() - before.keys() == {claim.subject.building_id}
