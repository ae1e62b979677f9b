"""A sixth city is one file and no Python."""

from datetime import date
from pathlib import Path

import pytest

from idi_platform.rulebooks import bindings
from idi_platform.rulebooks.law import rulebook_for
from idi_platform.rulebooks.loading import load_path
from idi_platform.rulebooks.shipped import faults, load_shipped
from idi_platform.rulebooks.store import publish
from idi_platform.rulebooks.vocabulary import vocabulary

SIXTH = Path(__file__).parent / "sixth-2030.yaml"


def test_every_name_it_uses_is_known_to_the_process():
    assert [str(fault) for fault in faults(load_path(SIXTH), vocabulary)] == []


@pytest.mark.django_db
def test_it_binds_and_rules_at_once():
    for loaded in (load_shipped("china-national"), load_path(SIXTH)):
        publish(loaded, reason="test", approver="test")
    bindings.settle(
        9001,
        divisions=["999901"],
        project_kind="commodity_housing",
        days={"policy.sign_contract": date(2031, 5, 6)},
        on=date(2031, 5, 6),
    )
    law = rulebook_for(9001)

    assert law.clocks["claim.determination"].within.working_days == 5
    assert [gate.clause for gate in law.gates_of("claim.pay")] == ["INS-61", "SX-4"]
    assert {"comfort_letter"} == set(law.papers_of("claim.accept"))
    assert law.cover.segments[0].liable == "contractor"
    assert law.papers_of("claim.send_refusal")["refusal_notice"].clause == "INS-24"
