"""How firmly a sentence binds: what blocks does so by the text's words, or has a reason for it in writing."""

from pathlib import Path

import pytest
import yaml

from idi_platform.rulebooks.shipped import BASE, load_shipped, shipped

LISTS = yaml.safe_load((Path(__file__).parent / "registers" / "blocks.yaml").read_text("utf-8"))
CITIES = [code for code in shipped() if code != BASE]
LESS_FIRM = {"recommended", "in_principle", "encouraged", "vague", "may"}
INFERRED = {clause for clauses in LISTS["inferred"].values() for clause in clauses}
OTHERWISE = {clause for clauses in LISTS["otherwise"].values() for clause in clauses}
BOOKS = [load_shipped(code).rulebook for code in CITIES]


def by_text(book):
    """The clauses of a book whose own words stop somebody."""
    of_kind = {
        clause
        for clause, entry in book.clauses.items()
        if clause.partition("-")[0] in LISTS["by_kind"]
        and {"gate", "prohibition"} & set(entry.kind)
        and entry.modality not in LESS_FIRM
    }
    return of_kind | {clause for clause in LISTS["by_text"] if clause in book.clauses}


def blocking(book):
    """Every gate that stops a step, with its step."""
    return [(step, gate) for step, gates in book.gates.items() for gate in gates if gate.effect == "block"]


@pytest.mark.parametrize("book", BOOKS, ids=lambda book: book.id)
def test_what_blocks_says_so_itself_or_protects_what_is_recorded(book):
    firm = by_text(book)
    unsaid = {
        f"{step}.{gate.name} ({gate.clause}) blocks, though the text does not say so: warn, or write the reason down"
        for step, gate in blocking(book)
        if gate.clause in book.clauses and firm.isdisjoint(gate.clauses) and gate.clause not in INFERRED
    }
    assert not unsaid


@pytest.mark.parametrize("book", BOOKS, ids=lambda book: book.id)
def test_what_stops_somebody_by_its_words_stops_him_here(book):
    blocked = {clause for _step, gate in blocking(book) for clause in gate.clauses}
    assert by_text(book) - blocked <= OTHERWISE


def test_no_reason_is_written_down_for_what_needs_none():
    blocked = {gate.clause for book in BOOKS for _step, gate in blocking(book)}
    firm = {clause for book in BOOKS for clause in by_text(book)}
    assert blocked >= INFERRED
    assert not INFERRED & firm
    assert firm >= OTHERWISE
    assert not OTHERWISE & blocked


def effects(book, step, clause):
    """What the gates of a step under a clause do, by their codes."""
    return {gate.name: gate.effect for gate in book.gates.get(step, ()) if clause in gate.clauses}


def test_service_standards_bind_alike_wherever_the_text_leaves_them_to_the_contract():
    """Missing: a reason and a second person; looser than the text: not signed and not changed into (BJ, HZ, JY)."""
    said = {"beijing-2019": "BJ-21-1b", "hangzhou-2024": "HZ-15-1", "jiyuan-2022": "JY-13-4"}
    for code, clause in said.items():
        book = load_shipped(code).rulebook
        found = effects(book, "policy.sign_contract", clause)
        assert {name: effect for name, effect in found.items() if "looser" not in name} in (
            {"service_standards": "warn"}, {"standards": "warn"},
        )  # fmt: skip
        for step in ("policy.sign_contract", "policy.amend"):
            assert {one for name, one in effects(book, step, clause).items() if "looser" in name} == {"block"}


def test_the_keys_are_kept_back_only_where_the_text_makes_a_gate_of_the_papers():
    said = {"beijing-2019": "BJ-13-1b", "jiyuan-2022": "JY-10-1b", "longgang-trial": "LG-3.7-3"}
    for code, clause in said.items():
        assert set(effects(load_shipped(code).rulebook, "unit.hand_over", clause).values()) == {"warn"}
    assert set(effects(load_shipped("hangzhou-2024").rulebook, "unit.hand_over", "HZ-14-1b").values()) == {"block"}
