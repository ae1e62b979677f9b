"""An alteration that an example would notice is noticed, and one that none would notice is called a survivor."""

import ast
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from idi_platform.rulebooks.loading import load_path
from idi_platform.rulebooks.planned import reason_of
from idi_platform.rulebooks.shipped import BASE, load_shipped, shipped
from idi_platform.workflow.examples import examples_of, read_examples
from idi_platform.workflow.examples.schema import MOST_CLAUSES
from idi_platform.workflow.proving import alterations_of, prove

HERE = Path(__file__).parent / "proved"
CLAUSE = re.compile(r"\b(?:BJ|HZ|SH|LG|JY|INS|INT2|INT4|CC|D279)-[0-9A-Za-z][0-9A-Za-z.-]*")
ENOUGH = read_examples(HERE / "examples")
BASE_BOOK = load_shipped(BASE).rulebook


def but(about):
    return [example for example in ENOUGH if example.about != about]


def of_clause(clause, **changed):
    """The first example of a clause, with something else in it."""
    return [next(one for one in ENOUGH if clause in one.clauses).model_copy(update=changed)]


def without(word):
    """All examples, none of which expects anything under a word."""
    return [
        one.model_copy(update={"expect": {key: said for key, said in one.expect.items() if key != word}})
        if isinstance(one.expect, dict)
        else one
        for one in ENOUGH
    ]


@pytest.fixture
def book():
    return load_path(HERE / "book.yaml").rulebook


def test_examples_that_say_enough_leave_no_survivor(book):
    proof = prove(book, BASE_BOOK, ENOUGH)
    assert [str(failure) for failure in proof.failures] == []
    assert [(one.clause, one.what) for one in proof.survivors] == []
    assert proof.holds
    assert proof.noticed > 15


@pytest.mark.parametrize(
    ("clause", "without", "survives"),
    [
        ("P-3", "只有一件证据不得核定", "gate P-3 only hints"),
        ("P-3", "有两件证据可以核定", "gate P-3: check.at_least becomes 3"),
    ],
)
def test_what_no_example_notices_survives(book, clause, without, survives):
    proof = prove(book, BASE_BOOK, but(without))
    assert survives in [one.what for one in proof.survivors if one.clause == clause]
    assert not proof.holds


def test_an_example_that_looks_away_lets_lengths_survive(book):
    proof = prove(book, BASE_BOOK, of_clause("P-2", expect={"owed_by": "lead_insurer"}), only="P-2")
    assert {one.what for one in proof.survivors} >= {
        "claim.answer: within.days becomes 6",
        "claim.answer: within.days becomes 4",
    }


def test_who_owes_and_in_which_days_is_altered_too(book):
    proof = prove(book, BASE_BOOK, without("owed_by"), only="P-2")
    assert [one.what for one in proof.survivors] == ["claim.answer: owed by owner"]
    proof = prove(book, BASE_BOOK, of_clause("P-2", expect={"owed_by": "lead_insurer", "kind": "duty"}), only="P-2")
    assert "claim.answer: within in other days" in [one.what for one in proof.survivors]


@pytest.mark.parametrize(
    ("about", "survives"),
    [
        ("撤回后不再答复", {"claim.answer: not ended by claim.withdraw"}),
        ("合同约定补正期间扣除两日", {"claim.answer: not paused"}),
        ("没有约定的补正期间不扣除", {"claim.answer: paused without a ground"}),
    ],
)
def test_what_ends_and_pauses_a_limit_is_altered(book, about, survives):
    proof = prove(book, BASE_BOOK, but(about), only="P-2")
    assert {one.what for one in proof.survivors} == survives


@pytest.mark.parametrize(
    ("word", "survives"),
    [
        ("owed_to", {"claim.answer: owed to nobody"}),
        ("force", {"claim.answer: of force contract"}),
        (
            "told",
            {
                "claim.answer: nothing follows (1)",
                "claim.answer: nothing follows (2)",
                "claim.answer: on breach notify becomes ['owner']",
                "claim.answer: on breach notify becomes ['regulator']",
                "claim.answer: on breach after.days becomes 6",
                "claim.answer: on breach after.days becomes 8",
            },
        ),
    ],
)
def test_to_whom_a_limit_is_owed_and_what_follows_its_breach_is_altered(book, word, survives):
    proof = prove(book, BASE_BOOK, without(word), only="P-2")
    assert {one.what for one in proof.survivors} == survives


def test_who_decides_a_referral_and_who_owes_a_filing_is_altered(book):
    silent = [one.model_copy(update={"expect": "refer"}) if one.expect == "refer by legal" else one for one in ENOUGH]
    assert [one.what for one in prove(book, BASE_BOOK, silent, only="P-7").survivors] == [
        "gate P-7 is decided by regulator"
    ]
    unsaid = without("filings/claim_report/owed_by")
    assert [one.what for one in prove(book, BASE_BOOK, unsaid, only="P-8").survivors] == [
        "claim_report is owed by owner"
    ]


def test_a_referral_to_somebody_else_is_a_difference(book):
    told = [one.model_copy(update={"expect": "refer by regulator"}) for one in ENOUGH if one.expect == "refer by legal"]
    (failure,) = prove(book, BASE_BOOK, told).failures
    assert failure.sentences == ("claim.close meets refer by legal, not refer by regulator",)


def test_a_realised_clause_without_an_example_is_listed(book):
    proof = prove(book, BASE_BOOK, but("风险管理费不超过三成"))
    assert proof.silent == ["P-6"]


def test_an_example_that_the_book_does_not_bear_out_is_a_failure(book):
    proof = prove(book, BASE_BOOK, of_clause("P-2", expect={"due": "2030-03-17"}))
    assert [failure.sentences for failure in proof.failures] == [("due is 2030-03-18, not 2030-03-17",)]


def test_a_permission_is_widened_and_a_paper_loses_what_it_must_have(book):
    widened = [one.what for one in alterations_of(book, "P-4", "permission:claim.note")]
    assert "owner may take claim.note too" in widened
    assert [one.what for one in alterations_of(book, "P-5", "paper:refusal_notice")] == [
        "refusal_notice is dropped",
        "refusal_notice loses head",
    ]


def test_the_command_fails_while_something_survives(monkeypatch, capsys):
    monkeypatch.setattr("idi_platform.workflow.management.commands.prove.examples_of", lambda _code: ())
    with pytest.raises(CommandError, match="Something survives"):
        call_command("prove", "--city", "beijing-2019")
    assert "BJ-20-2b: no example names it" in capsys.readouterr().out


def test_the_command_says_how_long_it_took(capsys):
    call_command("prove", "--city", str(HERE), "--count")
    counted, took = capsys.readouterr().out.splitlines()
    assert counted.startswith(f"{HERE}: ")
    assert re.fullmatch(r"\d+\.\d s", took)


def test_the_matrix_names_clause_realisation_and_tests(capsys):
    call_command("clauses", "--city", "beijing-2019")
    printed = capsys.readouterr().out
    (line,) = [line for line in printed.splitlines() if line.startswith("BJ-20-2b ")]
    assert "clock:claim.determination" in line
    assert "workflow/test_proving.py" in line
    assert "beijing-2019: 97 clauses;" in printed


@pytest.mark.proof
@pytest.mark.parametrize("code", shipped())
def test_nothing_survives_in_a_shipped_rulebook(code):
    book = BASE_BOOK if code == BASE else load_shipped(code).rulebook
    proof = prove(book, None if code == BASE else BASE_BOOK, examples_of(code))
    assert [f"{one.clause} {one.reference}: {one.what}" for one in proof.survivors] == []
    assert proof.silent == []
    assert [str(failure) for failure in proof.failures] == []


def test_every_realised_clause_is_named_by_a_test(capsys):
    call_command("clauses", "--missing")
    printed = capsys.readouterr().out
    sums = re.findall(r"(\d+) realised .* planned; (\d+) of the realised named", printed)
    assert len(sums) == len(shipped())
    assert [pair for pair in sums if pair[0] != pair[1]] == [], printed
    assert printed.splitlines()[-1] == "5 cities: 522/522 clauses realised, or planned with their reason"


def test_no_test_speaks_for_more_clauses_than_an_example_may():
    wordy = []
    for file in sorted((Path(settings.BASE_DIR) / "tests").rglob("test_*.py")):
        lines = file.read_text("utf-8").splitlines()
        for node in ast.parse("\n".join(lines)).body:
            if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
                first = min([node.lineno, *(decorator.lineno for decorator in node.decorator_list)])
                named = set(CLAUSE.findall("\n".join(lines[first - 1 : node.end_lineno])))
                wordy += [f"{file.name} {node.name}"] if len(named) > MOST_CLAUSES else []
    assert wordy == []


def test_all_five_hundred_and_twenty_two_clauses_are_realised_or_planned_with_a_reason():
    cities = [load_shipped(code).rulebook for code in shipped() if code != BASE]
    entries = [entry for book in cities for entry in book.clauses.values()]
    assert len(entries) == 522
    assert all(entry.realised_by or all(reason_of(one) for one in entry.planned) for entry in entries)
