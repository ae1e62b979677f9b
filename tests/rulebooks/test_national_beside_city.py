"""What a city and the national law both say is told once, by the city and with both articles."""

import pytest

from idi_platform.rulebooks.layers import Law
from idi_platform.rulebooks.loading import check, load_body
from idi_platform.rulebooks.schema.gates import BY_STRENGTH
from idi_platform.rulebooks.shipped import BASE, load_shipped, shipped
from idi_platform.workflow.examples import Example
from idi_platform.workflow.examples.running import world_of
from idi_platform.workflow.gates import standing_against

from .test_loading import BOOK
from .words import words

BASE_BOOK = load_shipped(BASE).rulebook
CITIES = [code for code in shipped() if code != BASE]
BEYOND = {"claim.indemnity": "100.01", "policy.limit_left": "100"}


def speaking(code, step, given, sets=None, clauses=()):
    """Which gates of a step speak in a case, as (effect, clauses); only those of the clauses named, if any."""
    law = Law(BASE_BOOK, load_shipped(code).rulebook)
    asked = {"clauses": ["X-1"], "about": "一", "says": True, "expect": {}, "given": given, "sets": sets or {}}
    world = world_of(Example.model_validate(asked), step.partition(".")[0], law)
    gates = [gate for gate in law.gates_of(step) if standing_against(gate, world) is not None]
    return {(gate.effect, gate.clauses) for gate in gates if not clauses or not {*clauses}.isdisjoint(gate.clauses)}


@pytest.mark.parametrize(
    ("code", "clauses"),
    [
        ("beijing-2019", ("BJ-10-2c", "INS-18-4")),
        ("hangzhou-2024", ("HZ-7-1g", "INS-18-4")),
        ("shanghai-2025", ("INS-18-4",)),
        ("jiyuan-2022", ("INS-18-4",)),
        ("longgang-trial", ("INS-18-4",)),
    ],
)
@pytest.mark.parametrize("step", ["claim.pay", "claim.pay_interim"])
def test_a_payment_beyond_the_limit_is_refused_once_under_the_text_that_says_so(code, step, clauses):
    """A city that names no maximum is not cited for one: the Insurance Law alone is."""
    assert speaking(code, step, BEYOND) == {("block", clauses)}
    assert speaking(code, step, {**BEYOND, "policy.limit_left": "100.01"}) == set()


@pytest.mark.parametrize(
    ("code", "step", "given", "told"),
    [
        ("hangzhou-2024", "subrogation.identify", {"subrogation.liable_kind": "developer"},
         {("block", ("HZ-18-1", "HZ-2-3a", "INT4-8"))}),
        ("beijing-2019", "subrogation.identify", {"subrogation.liable_kind": "developer"},
         {("refer", ("BJ-24-1", "INT4-8"))}),
        ("beijing-2019", "subrogation.demand", {}, {("block", ("BJ-24-2a", "INS-60"))}),
        ("longgang-trial", "subrogation.demand", {"subrogation.liable_kind": "works"}, {("block", ("INS-60",))}),
    ],
)  # fmt: skip
def test_recourse_meets_one_answer(code, step, given, told):
    assert speaking(code, step, given) == told


def test_a_waiver_is_pointed_out_once_in_shanghai():
    waivers = {"claim.waivers": [{"waiver.by": "insured", "waiver.timing": "before_payment", "waiver.is_whole": True}]}
    for step in ("claim.accept", "claim.accept_in_part", "claim.pay", "claim.pay_interim"):
        told = speaking("shanghai-2025", step, {"claim.indemnity": "1", "policy.limit_left": "1"}, waivers,
                        ("SH-16-1", "INS-61"))  # fmt: skip
        assert told == {("hint", ("SH-16-1", "INS-61"))}
        assert speaking("hangzhou-2024", step, {}, waivers, ("INS-61",)) == {("hint", ("INS-61",))}


def test_who_pays_an_appraisal_is_the_citys_where_it_has_a_rule():
    """INS-64 is shown where the city has no rule on the fee, never against what the city says."""
    said = {"appraisal.matter": "liability", "appraisal.outcome": "not_covered", "appraisal.payer": "owner"}
    for code in ("beijing-2019", "hangzhou-2024", "longgang-trial"):
        assert speaking(code, "appraisal.allocate_cost", said) == set()
    for code in ("shanghai-2025", "jiyuan-2022"):
        assert speaking(code, "appraisal.allocate_cost", said) == {("hint", ("INS-64",))}


@pytest.mark.parametrize("code", CITIES)
def test_a_missing_ground_is_asked_for_once(code):
    told = speaking(code, "claim.refuse", {"claim.evidence_count": 1, "policy.explanation_recorded": True}, clauses=[
        "INS-24", "BJ-20-3c", "HZ-G-4.3e", "SH-11-1a", "JY-13-3b", "LG-3.7-1a"])  # fmt: skip
    assert [clauses[-1] for effect, clauses in told if effect == "block" and "INS-24" in clauses] == ["INS-24"]


@pytest.mark.parametrize("code", CITIES)
def test_no_city_softens_what_it_says_with_the_nation(code):
    book = load_shipped(code).rulebook
    for step, gates in book.gates.items():
        for national in BASE_BOOK.gates.get(step, ()):
            for gate in gates:
                if gate.stands_for(national):
                    assert BY_STRENGTH.index(gate.effect) >= BY_STRENGTH.index(national.effect)


def faults(gate):
    own = "[{check: {open: claim.determination}, effect: block, clause: T-1}]"
    assert BOOK.count(own) == 1
    nation = BOOK.replace(own, own.replace("{check", "{code: still_open, check"))
    base = load_body(nation.replace("claim.determination", "claim.answer"), "base.yaml").rulebook
    city = BOOK.replace(own, f"[{gate}]").replace("id: test-2030", "id: city-2030")
    loaded = load_body(city.replace("T-1", "C-1").replace("N-1", "T-1"), "city.yaml")
    return [str(problem) for problem in check(loaded.rulebook, words(), loaded.places, base)]


def test_a_gate_takes_a_national_ones_name_only_to_stand_for_it():
    same = "{code: still_open, check: {open: claim.determination}, effect: %s, clause: T-1%s}"
    assert faults(same % ("block", ", also: [N-1]")) == []
    alone = faults(same % ("block", ""))
    assert any("another gate of claim.declare_complex is called still_open" in said for said in alone)
    weaker = faults(same % ("hint", ", also: [N-1]"))
    assert any("hint is weaker than the national block of T-1" in said for said in weaker)
