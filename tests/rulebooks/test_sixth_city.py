"""A sixth city is a folder of YAML and no Python: it is loaded, proved, published by its officer, and rules at once."""

from datetime import date
from functools import cache
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from idi_platform.accounts.divisions import divisions_above
from idi_platform.rulebooks import bindings
from idi_platform.rulebooks.law import rulebook_for
from idi_platform.rulebooks.loading import load_body, load_path
from idi_platform.rulebooks.loading.files import join_parts
from idi_platform.rulebooks.models import Revision
from idi_platform.rulebooks.schema.book import Planned, Rulebook
from idi_platform.rulebooks.shipped import BASE, faults, load_shipped, shipped
from idi_platform.rulebooks.store import publish
from idi_platform.rulebooks.vocabulary import vocabulary
from idi_platform.workflow.examples import read_examples
from idi_platform.workflow.proving import prove

SIXTH = Path(__file__).parent / "sixth-2030"
DIVISION = "code,parent,successor,valid_from,valid_to,name_zh,name_en\n999901,,,2020-01-01,,示例市（虚构）,Sixth City\n"
NOT_SAID = {"schema_version", "is_base", "planned"}
WORDING = {"id", "zh", "en", "title", "plain", "icon", "message", "clause", "also", "clauses"}


def said(*arguments, **options):
    out = StringIO()
    call_command(*arguments, stdout=out, **options)
    return out.getvalue()


def test_every_name_it_uses_is_known_to_the_process():
    assert [str(fault) for fault in faults(load_path(SIXTH), vocabulary)] == []


def altered(name, before, after):
    """Return the faults of the text with one line of one file written otherwise."""
    parts = [(file.name, file.read_text("utf-8")) for file in sorted(SIXTH.glob("*.yaml"))]
    assert before in dict(parts)[name]
    body = join_parts([(file, text.replace(before, after) if file == name else text) for file, text in parts])
    return [str(fault) for fault in faults(load_body(body), vocabulary)]


def test_a_group_of_cover_that_the_text_does_not_declare_is_a_fault():
    (fault,) = altered("book.yaml", "{fact: item.group, is: outer}", "{fact: item.group, is: outter}")
    assert "outter is no choice of item.group; did you mean outer?" in fault


def test_a_term_that_excludes_the_roll_must_be_declared():
    (fault,) = altered("claims.yaml", "not_rolled_by: contract.no_holiday_roll", "not_rolled_by: contract.no_roll")
    assert "contract.no_roll" in fault


def test_it_speaks_in_every_section_and_plans_nothing():
    book = load_path(SIXTH).rulebook
    silent = {name for name in Rulebook.model_fields if name not in NOT_SAID and not getattr(book, name)}
    assert silent == set()
    assert book.planned == Planned()
    effects = {gate.effect for gates in book.gates.values() for gate in gates}
    assert effects == {"block", "warn", "refer", "hint"}


def substance(book, section):
    """What a section rules, without titles, messages and clauses."""
    return bare(book.model_dump(include={section}))[section]


def bare(said):
    if isinstance(said, dict):
        return {key: bare(part) for key, part in said.items() if key not in WORDING and not key.endswith("_clause")}
    return [bare(part) for part in said] if isinstance(said, list | tuple) else said


ENTRY_BY_ENTRY = {
    "clocks", "quotas", "recurring", "terms", "figures", "papers", "filings", "appraisal", "retention", "credit",
    "registers", "silent", "numbering", "steps", "gates", "scope",
}  # fmt: skip
"""Sections in which nothing that the sixth shares by name with a city is ruled alike."""


@cache
def texts():
    """The sixth, and the five."""
    return load_path(SIXTH).rulebook, [load_shipped(code).rulebook for code in shipped() if code != BASE]


@pytest.mark.parametrize("section", sorted(set(Rulebook.model_fields) - NOT_SAID - {"id", "title", "clauses"}))
def test_it_is_unlike_every_shipped_city_in_every_section(section):
    """What is said differs, not only the clauses' numbers and the words."""
    sixth, cities = texts()
    own = substance(sixth, section)
    assert own
    for city in cities:
        theirs = substance(city, section)
        if section == "insured_object":  # there are three answers for six texts
            assert (own, substance(sixth, "binds_on")) != (theirs, substance(city, "binds_on"))
            continue
        assert own != theirs, city.id
        if section in ENTRY_BY_ENTRY:
            assert [name for name in own.keys() & theirs.keys() if own[name] == theirs[name]] == [], city.id


@pytest.mark.parametrize("part", ["segments", "items"])
def test_no_segment_and_no_item_of_its_cover_is_that_of_a_city(part):
    def by_name(book):
        entries = substance(book, "cover")[part]
        return entries if isinstance(entries, dict) else {entry["name"]: entry for entry in entries}

    sixth, cities = texts()
    own = by_name(sixth)
    assert own
    for city in cities:
        theirs = by_name(city)
        assert [name for name in own.keys() & theirs.keys() if own[name] == theirs[name]] == [], city.id


def test_no_single_gate_of_it_is_that_of_a_city():
    def one_by_one(book):
        return [(step, gate) for step, gates in substance(book, "gates").items() for gate in gates]

    sixth, cities = texts()
    for city in cities:
        theirs = one_by_one(city)
        assert [gate for gate in one_by_one(sixth) if gate in theirs] == [], city.id


def test_the_sections_that_are_compared_are_those_of_the_schema():
    assert set(Rulebook.model_fields) >= ENTRY_BY_ENTRY | {"premium", "fund", "recourse", "cover", "gates"}


def test_every_clause_of_it_has_an_example_that_would_notice():
    proof = prove(load_path(SIXTH).rulebook, load_shipped(BASE).rulebook, read_examples(SIXTH / "examples"))
    assert [str(failure) for failure in proof.failures] == []
    assert (proof.silent, proof.survivors) == ([], [])
    assert proof.holds
    assert proof.noticed > 200


@pytest.mark.django_db
def test_it_binds_and_rules_at_once():
    for loaded in (load_shipped(BASE), load_path(SIXTH)):
        publish(loaded, reason="test", approver="test")
    bindings.settle(
        9001,
        divisions=["999901"],
        project_kind="small_low_risk",
        days={"insured_object.permit_issued_on": date(2031, 5, 6)},
        on=date(2031, 5, 6),
    )
    law = rulebook_for(9001)

    assert law.clocks["claim.determination"].within.working_days == 5
    assert [gate.clause for gate in law.gates_of("claim.pay")] == ["INS-18-4", "INS-57", "INS-61", "SX-4-8", "SX-4-4"]
    assert set(law.papers_of("claim.accept")) == {"comfort_letter"}
    assert law.cover.segments[0].liable == "contractor"
    assert law.papers_of("claim.send_refusal")["refusal_notice"].clause == "INS-24"


@pytest.mark.django_db
class TestACityOfficerLoadsIt:
    """What docs/rulebooks.md tells an officer to type, in its order."""

    def test_division_validate_prove_publish(self, tmp_path):
        places = tmp_path / "divisions.csv"
        places.write_text(DIVISION, "utf-8")

        assert "divisions" in said("load_divisions", file=places)
        assert divisions_above("999901") == {"999901"}
        assert said("rulebook", "validate", str(SIXTH)) == "All rulebooks hold.\n"
        assert "0 survive, 0 clauses without an example" in said("prove", city=[str(SIXTH)])
        first = said("rulebook", "publish", str(SIXTH), reason="示建规〔2030〕6号", approver="示例市住建局")
        again = said("rulebook", "publish", str(SIXTH))

        assert first.startswith("sixth-2030 #1 published")
        assert again.startswith("sixth-2030 #1 unchanged")
        stored = Revision.objects.get(edition__code="sixth-2030")
        assert (stored.reason, stored.approver) == ("示建规〔2030〕6号", "示例市住建局")
        assert said("rulebook", "diff", str(SIXTH)) == "No difference.\n"

    def test_a_faulty_one_is_not_published(self, tmp_path, settings):
        settings.RULEBOOK_STRICT_NAMES = True
        folder = tmp_path / "sixth-2030"
        folder.mkdir()
        for file in SIXTH.glob("*.yaml"):
            text = file.read_text("utf-8").replace(
                "met_by: {any: [fund.replenish]}", "met_by: {any: [fund.replenishh]}"
            )
            (folder / file.name).write_text(text, "utf-8")
        with pytest.raises(CommandError, match=r"fund\.yaml:\d+.*fund\.replenish"):
            said("rulebook", "publish", str(folder))
        assert not Revision.objects.filter(edition__code="sixth-2030").exists()

    @pytest.mark.parametrize(
        ("text", "fault"),
        [
            ("code,name\n999901,示例市\n", "first line names"),
            (DIVISION.replace("999901", "99990"), "Line 2 needs a code"),
        ],
    )
    def test_a_faulty_list_of_places_is_not_loaded(self, tmp_path, text, fault):
        places = tmp_path / "divisions.csv"
        places.write_text(text, "utf-8")
        with pytest.raises(CommandError, match=fault):
            said("load_divisions", file=places)
        assert divisions_above("999901") == {"999901"}  # itself alone: nothing was written

    def test_a_folder_without_examples_is_not_proved(self, tmp_path):
        folder = tmp_path / "sixth-2030"
        folder.mkdir()
        for file in SIXTH.glob("*.yaml"):
            (folder / file.name).write_text(file.read_text("utf-8"), "utf-8")
        with pytest.raises(CommandError, match="Something survives"):
            said("prove", city=[str(folder)])
        with pytest.raises(CommandError, match="no rulebook of this name"):
            said("prove", city=["nowhere-2030"])
