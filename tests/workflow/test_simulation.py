"""Records replayed under another law: what would be otherwise, with nothing written."""

from dataclasses import replace
from datetime import date

import pytest
from django.core.management import CommandError, call_command

from claims.cover import cover_of
from claims.models import Claim
from idi_platform.deadlines.models import Clock
from idi_platform.deadlines.rules.instants import ONE_SECOND
from idi_platform.kernel import clock
from idi_platform.projects.models import Building
from idi_platform.records.models import Record
from idi_platform.rulebooks.law import Law, national_law, rulebook_for, rulebooks_for, supposing
from idi_platform.rulebooks.schema.base import Duration
from idi_platform.rulebooks.shipped import load_shipped
from idi_platform.workflow.perform import perform
from idi_platform.workflow.simulation import simulate
from policies.models import CoverRow
from tests.claims.conftest import *  # noqa: F403  a home, its owner and a claim
from tests.claims.conftest import LEAK
from tests.policies.books import left_to_the_text

pytestmark = pytest.mark.django_db


@pytest.fixture
def book(book):
    return left_to_the_text(book)


def under(law):
    (found,) = simulate(Claim.objects.select_related("subject"), law, now=clock.now())
    return {(one.what, one.name): one for one in found.differences}


def test_under_its_own_law_nothing_differs(claim):
    assert under(rulebook_for(claim.subject.insured_object_id)) == {}


def test_another_city_counts_otherwise_and_nothing_is_written(claim):
    before = (Record.objects.count(), list(Clock.objects.order_by("pk").values()))
    found = under(Law(national_law().base, load_shipped("hangzhou-2024").rulebook))
    moved = found["clock_moves", "claim.determination"]
    assert (moved.present.clause, clock.local_date(moved.present.due_at - ONE_SECOND).isoformat()) == (
        "BJ-20-2b",
        "2026-10-08",
    )
    assert moved.other.clause.startswith("HZ-")
    assert moved.other.due_at > moved.present.due_at
    assert (Record.objects.count(), list(Clock.objects.order_by("pk").values())) == before


def test_without_any_city_its_clocks_fall_away_and_the_nations_stay(claim):
    found = under(Law(national_law().base))
    assert ("clock_falls_away", "claim.determination") in found
    assert not any(name.startswith("claim.national") for _what, name in found)


def test_a_gate_of_the_other_law_is_asked_of_the_step_as_it_was_taken(claim, handler):
    perform(claim, "note", acting=handler.acting, key="note")
    draft = load_shipped("hangzhou-2024").rulebook
    gate = draft.gates["claim.accept"][0].model_copy(update={"when": None})
    law = Law(national_law().base, draft.model_copy(update={"gates": {**draft.gates, "claim.note": (gate,)}}))
    found = under(law)
    assert found["gate_speaks", "claim.note"].other == (gate.clause,)


def test_the_command_says_what_would_differ(claim, capsys):
    call_command("simulate", "hangzhou-2024")
    printed = capsys.readouterr()
    assert (
        f"claim {claim.pk}: clock_moves claim.determination: open until 2026-10-08 (BJ-20-2b) → open until"
        in printed.out
    )
    assert "1 of claim under hangzhou-2024: " in printed.out
    assert "1 done" in printed.err
    call_command("simulate", "hangzhou-2024", "--division", "330100")
    assert "0 of claim" in capsys.readouterr().out


def test_a_draft_with_a_fault_is_refused_with_its_line(tmp_path):
    draft = tmp_path / "draft.yaml"
    draft.write_text("id: draft-2031\n", "utf-8")
    with pytest.raises(CommandError, match=r"draft\.yaml:1"):
        call_command("simulate", str(draft))


def test_what_is_asked_of_many_is_asked_of_the_supposed_law_too(claim):
    own = claim.subject.insured_object_id
    other = Law(national_law().base, load_shipped("hangzhou-2024").rulebook)
    with supposing(other):
        assert (rulebook_for(own), rulebooks_for([own])) == (other, {own: other})
    assert rulebooks_for([own])[own].id == rulebook_for(own).id == "beijing-2019"


def test_cover_is_read_under_the_simulated_text_with_the_rows_it_would_give(report, at):
    at("2028-01-10 09:00")
    claim = report(defect=replace(LEAK, discovered_on=date(2028, 1, 9))).claim
    stored = list(CoverRow.objects.order_by("pk").values())
    assert cover_of(claim).state == "ended", "Beijing's five years of waterproofing end on 2027-11-20"

    found = under(Law(national_law().base, load_shipped("hangzhou-2024").rulebook))
    differs = found["fact_differs", "claim.cover_state"]
    assert (differs.present, differs.other) == (("ended",), ("covered",))
    silent_text = under(Law(national_law().base, load_shipped("shanghai-2025").rulebook))
    assert silent_text["fact_differs", "claim.cover_state"].other == ("undetermined",)
    assert list(CoverRow.objects.order_by("pk").values()) == stored
    assert cover_of(claim).state == "ended", "what is supposed ends with the question"


def test_days_of_a_building_move_with_the_simulated_start_of_cover(home):
    building = Building.objects.select_related("subject").get(pk=home.building_id)
    draft = load_shipped("beijing-2019").rulebook
    three = draft.cover.starts.model_copy(update={"after": Duration(years=3)})
    law = Law(national_law().base, draft.model_copy(update={"cover": draft.cover.model_copy(update={"starts": three})}))
    (found,) = simulate([building], law, now=clock.now())
    assert [(one.name, one.present, one.other) for one in found.differences if one.what == "fact_differs"] == [
        ("building.cover_starts_on", ("2022-11-20",), ("2023-11-20",))
    ]
