"""Loading is strict: what YAML would turn into something else, and every name that is not known, is refused by line."""

import json
from pathlib import Path

import pytest

from idi_platform.rulebooks.loading import RulebookInvalidError, check, load_body, load_path
from idi_platform.rulebooks.scaffold import scaffold
from idi_platform.rulebooks.schema.book import Rulebook

from .words import words

BOOK = """\
id: test-2030
title: {zh: 测试, en: Test}
division: '999900'
in_force: {from: 2030-01-01, to: 2031-12-31}
insured_object: project
binds_on: policy.sign_contract
scope:
  commodity_housing: {effect: compulsory, clause: T-1}
clauses:
  T-1:
    article: 第一条
    title: {zh: 一, en: one}
    kind: [deadline]
    realised_by: [scope, 'clock:claim.determination', 'gate:claim.declare_complex']
clocks:
  claim.determination:
    starts: {fact: claim.received_at}
    when: {fact: claim.outcome, is: covered}
    within: {days: 7}
    met_by: {any: [claim.accept]}
    owed_by: lead_insurer
    clause: T-1
gates:
  claim.declare_complex: [{check: {open: claim.determination}, effect: block, clause: T-1}]
"""


def faults(text):
    try:
        loaded = load_body(text, "test.yaml")
    except RulebookInvalidError as error:
        return [str(problem) for problem in error.problems]
    return [str(problem) for problem in check(loaded.rulebook, words(), loaded.places)]


def swapped(old, new):
    assert BOOK.count(old) == 1, old
    return faults(BOOK.replace(old, new))


def test_the_book_itself_holds():
    assert faults(BOOK) == []


@pytest.mark.parametrize(
    ("new", "said"),
    [
        ("no", "truth value"),
        ("Yes", "truth value"),
        ("off", "truth value"),
        ("012", "octal"),
        ("12:30", "750"),
        ("1_000", "underscores"),
        ("1e3", "exponent"),
        (".5", "both sides"),
        ("0x1F", "plain decimal"),
        ("2030-13-01", "no day of the calendar"),
        ("2030-1-1", "write a date as"),
        ("", "empty"),
        ("~", "empty"),
        ("null", "empty"),
    ],
)
def test_traps_of_yaml_are_refused_with_their_line(new, said):
    (fault,) = swapped("days: 7", f"days: {new}")

    assert fault.startswith("test.yaml:19 clocks.claim.determination.within")
    assert said in fault


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("    owed_by: lead_insurer\n", "    owed_by: lead_insurer\n    owed_by: agency\n", "stands twice"),
        ("{any: [claim.accept]}", "&met {any: [claim.accept]}\n    remind: *met", "alias"),
        ("lead_insurer", "!!python/name:os.system x", "tag"),
        ("days: 7}", "days: 7", "not YAML"),
    ],
)
def test_duplicates_aliases_tags_and_broken_yaml_are_refused(old, new, said):
    assert said in swapped(old, new)[0]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("days: 7", "dayz: 7", "did you mean days?"),
        ("effect: block", "effect: blok", "(block?)"),
        ("{open: claim", "{opne: claim", "(open?)"),
        ("[claim.accept]", "[claim.acept]", "did you mean claim.accept?"),
        ("claim.received_at", "claim.recieved_at", "did you mean claim.received_at?"),
        ("{fact: claim.received_at}", "{any: [claim.acept]}", "did you mean claim.accept?"),
        ("{fact: claim.received_at}", "{any: [claim.accept], fact: claim.received_at}", "exactly one of any, step"),
        ("is: covered", "is: coverd", "did you mean covered?"),
        ("lead_insurer", "lead_insurrer", "did you mean lead_insurer?"),
        ("open: claim.determination", "open: claim.determinaton", "did you mean claim.determination?"),
        ("'clock:claim.determination'", "'clock:claim.survey'", "no known clock"),
        ("block, clause: T-1", "block, clause: T-2", "did you mean T-1?"),
        ("  claim.declare_complex: [", "  claim.declare_complicated: [", "did you mean claim.declare_complex?"),
        ("{fact: claim.outcome, is: covered}", "{fact: claim.discovered_on, at_least: 7}", "is a date; 7 is a number"),
        (
            "{fact: claim.outcome, is: covered}",
            "{fact: claim.is_emergency, is: covered}",
            "is true or false; covered is a word",
        ),
        (
            "{fact: claim.outcome, is: covered}",
            "{fact: claim.outcome, before: 2030-01-01}",
            "can be compared by in, is only",
        ),
        (
            "{fact: claim.outcome, is: covered}",
            "{fact: policy.sum_insured, at_most: {fact: claim.discovered_on}}",
            "which is a date",
        ),
        ("{fact: claim.outcome, is: covered}", "{fact: claim.colour, is: x}", "no known fact"),
        ("{fact: claim.outcome, is: covered}", "{fact: staff.experience, at_least: 3}", "cannot be reached from claim"),
        ("{fact: claim.outcome, is: covered}", "{term: service.survey, is: 3}", "no known contract term"),
        ("within: {days: 7}", "within: {hours: 7}\n    starts: {fact: claim.discovered_on}", "stands twice"),
        (
            "starts: {fact: claim.received_at}\n",
            "starts: {fact: claim.outcome}\n",
            "an instant comes from a date or an instant",
        ),
        ("    clause: T-1\ngates", "gates", "needs its clause"),
    ],
)
def test_each_fault_names_the_nearest_right_word(old, new, said):
    assert any(said in fault for fault in swapped(old, new)), swapped(old, new)


def test_a_unit_must_be_said_and_be_the_right_one():
    counted = "{of: engagement.staff, where: {fact: staff.experience, at_least: %s}, at_least: 1}"
    gate = f"gates:\n  engagement.register: [{{check: {{count: {counted}}}, effect: block, clause: T-1}}]\n"

    book = BOOK.replace("'gate:claim.declare_complex'", "'gate:claim.declare_complex', 'gate:engagement.register'")

    assert faults(book.replace("gates:\n", gate % "{years: 5}")) == []
    assert "write {years: 5}" in faults(book.replace("gates:\n", gate % "5"))[0]
    assert "not in months" in faults(book.replace("gates:\n", gate % "{months: 5}"))[0]


@pytest.mark.parametrize("reference", ["scope", "'clock:claim.determination'", "'gate:claim.declare_complex'"])
def test_an_entry_that_its_clause_does_not_name_is_a_fault(reference):
    named = "realised_by: [scope, 'clock:claim.determination', 'gate:claim.declare_complex']"
    (fault,) = swapped(named, named.replace(reference, "'step:claim.accept'"))
    assert fault.startswith("test.yaml:10 clauses.T-1")
    assert f"{reference.strip(chr(39))} stands under T-1; name it in realised_by" in fault


@pytest.mark.parametrize(
    ("carrying", "reference"),
    [
        ("papers:\n  notice: {title: {zh: 一, en: one}, producer: lead_insurer, recipient: [owner], sections: [head], "
         "clause: T-2, also: [T-1]}\n", "paper:notice"),
        ("steps: {claim.accept: {by: [handler], clause: T-1}}\n", "permission:claim.accept"),
        ("recourse: {targets: [works], spared: {design: T-1}, clause: T-2}\n", "recourse"),
        ("cover: {starts: {source: policy}, leftover: refer, leftover_clause: T-1}\n", "cover"),
    ],
)  # fmt: skip
def test_a_clause_is_found_wherever_an_entry_carries_it(carrying, reference):
    carried_by = [fault for fault in faults(BOOK + carrying) if "stands under T-1" in fault]
    assert len(carried_by) == 1
    assert f"{reference} stands under T-1" in carried_by[0]


@pytest.mark.parametrize("planned", ["['information']", "{information: ~}"])
def test_what_is_planned_says_why_it_is_not_there_yet(planned):
    found = swapped("    kind: [deadline]\n", f"    kind: [deadline]\n    planned: {planned}\n")
    assert any("Say why information is not there yet" in fault or "empty" in fault for fault in found)
    said = "{information: {zh: 还没有读, en: not read yet}}"
    assert swapped("    kind: [deadline]\n", f"    kind: [deadline]\n    planned: {said}\n") == []


def test_what_is_planned_is_shaped_but_not_held_against_the_vocabulary():
    planned = (
        "planned:\n  gates:\n    mars.land: [{check: {fact: mars.is_red, is: true}, effect: block, clause: T-1}]\n"
    )

    assert faults(BOOK + planned) == []
    assert "planned.gates.mars.land.0.effect" in faults(BOOK + planned.replace("block", "blcok"))[0]


def test_a_folder_is_one_book_and_the_same_entry_in_two_files_is_refused(tmp_path: Path):
    head, _, tail = BOOK.partition("clocks:\n")
    folder = tmp_path / "test-2030"
    folder.mkdir()
    (folder / "a.yaml").write_text(head, "utf-8")
    (folder / "b.yaml").write_text("clocks:\n" + tail, "utf-8")
    loaded = load_path(folder)

    assert loaded.rulebook == load_body(BOOK).rulebook
    assert load_body(loaded.body).sha256 == loaded.sha256
    (folder / "c.yaml").write_text("clocks:\n" + tail.partition("gates:")[0], "utf-8")
    with pytest.raises(RulebookInvalidError, match=r"c.yaml:2 clocks.claim.determination: stands twice; .*b.yaml:2"):
        load_path(folder)


def test_the_scaffold_loads_and_the_schema_is_json():
    assert load_body(scaffold("new-2031")).rulebook.id == "new-2031"
    assert "clocks" in json.dumps(Rulebook.model_json_schema(by_alias=True))


def test_a_revision_from_before_plans_gave_reasons_is_still_read():
    older = BOOK.replace("    kind: [deadline]\n", "    kind: [deadline]\n    planned: ['page:letters']\n")
    assert load_body(older, "test.yaml").rulebook.clauses["T-1"].planned == {"page:letters": None}


GATE = "{check: {open: claim.determination}, effect: block, clause: T-1}"


def test_two_gates_of_a_step_under_one_clause_have_codes_of_their_own():
    said = swapped(f"[{GATE}]", f"[{GATE}, {GATE}]")
    assert len(said) == 1
    assert "another gate of claim.declare_complex is called T-1" in said[0]
    named = GATE.replace("clause", "code: second, clause")
    assert swapped(f"[{GATE}]", f"[{GATE}, {named}]") == []
    assert len(swapped(f"[{GATE}]", f"[{named}, {named}]")) == 1


def test_a_gate_keeps_its_name_wherever_it_stands_among_the_others():
    named = GATE.replace("clause", "code: second, clause")
    for gates in (f"[{GATE}, {named}]", f"[{named}, {GATE}]"):
        book = load_body(BOOK.replace(f"[{GATE}]", gates), "test.yaml").rulebook
        assert {gate.name for gate in book.gates["claim.declare_complex"]} == {"T-1", "second"}
        assert all((gate.name == "second") == (gate.code == "second") for gate in book.gates["claim.declare_complex"])


COVER = """\
cover:
  starts: {fact: building.accepted_on}
  groups: {basic: {zh: 基本险, en: Basic}}
  items:
    waterproofing:
      title: {zh: 防水工程, en: Waterproofing}
      group: basic
      for: {years: 5}
      clause: T-1
      defects:
        leak: {title: {zh: 厕浴间渗漏, en: Leaks in wet rooms}, plain: {zh: 卫生间漏水, en: Leak in the bathroom}}
    lifts: {title: {zh: 电梯, en: Lifts}, plain: {zh: 电梯出故障, en: Lift}, group: basic, for: {years: 5}, clause: T-1}
"""


def test_what_an_owner_may_point_at_has_plain_words_and_a_revision_from_before_is_still_read():
    newer = BOOK.replace("realised_by: [scope,", "realised_by: [scope, 'item:waterproofing', 'item:lifts',") + COVER
    assert faults(newer) == []
    older = newer.replace(", plain: {zh: 卫生间漏水, en: Leak in the bathroom}", "")
    (defect,) = faults(older)
    assert "cover.items.waterproofing.defects.leak: Say in plain" in defect
    (item,) = faults(newer.replace(" plain: {zh: 电梯出故障, en: Lift},", ""))
    assert "cover.items.lifts: Say in plain" in item

    items = load_body(older, "test.yaml").rulebook.cover.items.values()
    assert [said.called.zh for item in items for said in item.pointed.values()] == ["厕浴间渗漏", "电梯出故障"]
