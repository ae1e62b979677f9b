"""An alteration that an example would notice is noticed, and one that none would notice is called a survivor."""

import ast
import re
from dataclasses import replace
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from idi_platform.rulebooks.layers import Law
from idi_platform.rulebooks.loading import load_path
from idi_platform.rulebooks.schema.base import Duration, Trigger
from idi_platform.rulebooks.schema.clocks import ClockDef, Length
from idi_platform.rulebooks.schema.cover import CoverDef, InForce, SegmentDef
from idi_platform.rulebooks.schema.gates import StepRule
from idi_platform.rulebooks.schema.papers import PaperDef
from idi_platform.rulebooks.schema.predicates import AllOf, Compare
from idi_platform.rulebooks.shipped import BASE, load_shipped, shipped
from idi_platform.workflow.examples import examples_of, read_examples, run
from idi_platform.workflow.examples.schema import MOST_CLAUSES
from idi_platform.workflow.proving import alterations_of, prove
from idi_platform.workflow.proving.leaves import variants

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
        ("P-3", "只有一件证据不得核定", "gate P-3: effect becomes hint"),
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
    assert {one.what for one in proof.survivors} == {
        "claim.answer: owed_by is left out",
        "claim.answer: owed_by becomes developer",
    }
    proof = prove(book, BASE_BOOK, of_clause("P-2", expect={"owed_by": "lead_insurer", "kind": "duty"}), only="P-2")
    assert "claim.answer: within becomes working_days 5" in [one.what for one in proof.survivors]


@pytest.mark.parametrize(
    ("about", "survives"),
    [
        ("撤回后不再答复", {"claim.answer: void_by is left out", "claim.answer: void_by.0 becomes claim.another"}),
        (
            "合同约定补正期间扣除两日",
            {
                "claim.answer: paused_by is left out",
                "claim.answer: paused_by.from.arrived becomes developer",
                "claim.answer: paused_by.until.step becomes claim.another",
                "claim.answer: paused_by.when.or_term becomes claims.another",
            },
        ),
        ("没有约定的补正期间不扣除", {"claim.answer: paused_by.when is left out"}),
        ("核定即答复", {"claim.answer: met_by.any.0.step becomes claim.another"}),
    ],
)
def test_what_ends_and_pauses_a_limit_is_altered(book, about, survives):
    proof = prove(book, BASE_BOOK, but(about), only="P-2")
    assert {one.what for one in proof.survivors} == survives


@pytest.mark.parametrize(
    ("word", "survives"),
    [
        ("owed_to", {"claim.answer: owed_to is left out", "claim.answer: owed_to becomes developer"}),
        ("force", {"claim.answer: force becomes contract"}),
        (
            "told",
            {
                "claim.answer: on_breach is left out",
                "claim.answer: on_breach.0 is left out",
                "claim.answer: on_breach.1 is left out",
                "claim.answer: on_breach.0.notify.0 is left out",
                "claim.answer: on_breach.0.notify.1 is left out",
                "claim.answer: on_breach.1.notify.0 becomes developer",
                "claim.answer: on_breach.1.after is left out",
                "claim.answer: on_breach.1.after becomes months 7",
                "claim.answer: on_breach.1.after.days becomes 6",
                "claim.answer: on_breach.1.after.days becomes 8",
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
        "gate P-7: decided_by becomes regulator"
    ]
    unsaid = without("filings/claim_report/owed_by")
    assert [one.what for one in prove(book, BASE_BOOK, unsaid, only="P-8").survivors] == [
        "claim_report: owed_by becomes developer"
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
    assert "claim.note: taken by handler+owner" in widened
    assert "claim.note: taken by handler" not in widened
    assert [one.what for one in alterations_of(book, "P-5", "paper:refusal_notice")] == [
        "refusal_notice is dropped",
        "refusal_notice: producer becomes developer",
        "refusal_notice: recipient.0 becomes developer",
        "refusal_notice: sections.1 is left out",
        "refusal_notice: required is left out",
    ]


def test_a_step_that_several_take_loses_each_of_them(book):
    rule = StepRule.model_validate({"by": ["handler", "approver"], "clause": "P-4"})
    two = book.model_copy(update={"steps": {"claim.note": rule}})
    whats = {one.what for one in alterations_of(two, "P-4", "permission:claim.note")}
    assert {"claim.note: taken by handler", "claim.note: taken by approver"} <= whats


def test_a_reference_that_nothing_can_be_altered_of_is_a_survivor(book):
    nothing = book.model_copy(update={"steps": {"policy.amend": StepRule(second_person=True, clause="P-4")}})
    entry = book.clauses["P-4"].model_copy(update={"realised_by": ("permission:policy.amend",)})
    nothing = nothing.model_copy(update={"clauses": {"P-4": entry}})
    assert [(one.reference, one.what) for one in prove(nothing, BASE_BOOK, ENOUGH, only="P-4").survivors] == [
        ("permission:policy.amend", "nothing of it can be altered")
    ]


def test_only_examples_that_name_the_clause_count_for_it(book):
    other = book.clauses["P-1"].model_copy(update={"realised_by": ("in_force",)})
    shared = book.model_copy(update={"clauses": {**book.clauses, "P-9": other}})
    assert prove(shared, BASE_BOOK, ENOUGH, only="P-9").silent == ["P-9"]
    aside = [*ENOUGH, *of_clause("P-6", clauses=("P-9",))]
    assert {one.what for one in prove(shared, BASE_BOOK, aside, only="P-9").survivors} == {
        "in_force: from becomes 2030-01-02",
        "in_force: to is left out",
        "in_force: to becomes 2033-01-01",
    }


COVER = {
    "starts": {"source": "term", "term": "cover.start", "clause": "C-1"},
    "test": "reported",
    "test_clause": "C-1",
    "leftover": "stays_with_developer",
    "leftover_clause": "C-1",
    "several_items": "longest",
}
SEGMENT = {
    "name": "before_cover",
    "title": {"zh": "一", "en": "one"},
    "from": "building.accepted_on",
    "to": "cover.starts",
    "liable": "developer",
    "decided_by": "claim.discovered_on",
    "clause": "C-1",
}
PAPER = {
    "title": {"zh": "一", "en": "one"},
    "producer": "lab",
    "recipient": ["owner", "agency"],
    "on_step": "test.notify",
    "sections": ["head", "body"],
    "required": ["head"],
    "two_signatures": True,
    "clause": "C-1",
}

LIMIT = {
    "starts": {"fact": "claim.determined_at"},
    "when": {"fact": "claim.outcome", "is": "not_covered"},
    "recheck": ["claim.outcome"],
    "within": {"days": 3},
    "met_by": {"dispatched": "refusal_notice"},
    "remind": [{"before_due": {"days": 2}}],
    "measures": "refusal_notice",
    "clause": "C-1",
}


@pytest.mark.parametrize(
    ("schema", "said", "becomes"),
    [
        (Trigger, {"step": "claim.agree", "with": "owner"}, {"step becomes claim.another", "with is left out"}),
        (Trigger, {"fact": "claim.received_at"}, {"fact becomes claim.another"}),
        (Compare, {"fact": "a.on", "at_most": {"fact": "b.on"}}, {" becomes fact a.on, before {'fact': 'b.on'}"}),
        (Compare, {"fact": "a.on", "before": {"now": True}}, {" becomes fact a.on, at_most {'now': True}"}),
        (Compare, {"fact": "a.sum", "at_least": 5}, {" becomes fact a.sum, after 5", "at_least becomes 6"}),
        (Compare, {"fact": "a.kind", "in": ["x", "y"]}, {"in.0 is left out", "in.1 is left out"}),
        (InForce, {"from": "unknown", "clause": "C-1"}, {"from becomes 2000-01-01"}),
        (CoverDef, COVER, {
            "starts.term becomes cover.another", "test becomes discovered", "leftover becomes refer",
            "several_items becomes refer",
        }),
        (SegmentDef, SEGMENT, {
            "from becomes building.another", "to becomes cover.another", "decided_by becomes claim.another",
            "liable becomes contractor",
        }),
        (PaperDef, PAPER, {
            "producer becomes developer", "recipient.0 is left out", "recipient.1 is left out",
            "on_step becomes test.another", "sections.1 is left out", "two_signatures becomes False",
        }),
        (Duration, {"days": 7}, {" becomes months 7", "days becomes 8", "days becomes 6"}),
        (Length, {"days": 7, "tightened_by": "service.survey"}, {
            " becomes working_days 7, tightened_by service.survey", "tightened_by is left out",
        }),
        (AllOf, {"all": [{"open": "a.x"}, {"inside": "a.y"}]}, {"all.0 is left out", "all.1 is left out"}),
        (ClockDef, LIMIT, {
            "measures becomes developer", "measures is left out", "recheck.0 becomes claim.another",
            "remind is left out", "remind.0.before_due.days becomes 3",
        }),
    ],
)  # fmt: skip
def test_whatever_an_entry_says_is_said_otherwise(schema, said, becomes):
    assert becomes <= {what for what, _ in variants(schema.model_validate(said), None)}


def test_facts_to_look_at_again_are_law_only_where_something_is_decided_by_them():
    undecided = ClockDef.model_validate({name: said for name, said in LIMIT.items() if name != "when"})
    assert not [what for what, _ in variants(undecided, None) if what.startswith("recheck")]


def test_how_a_paper_is_laid_out_no_text_says():
    letter = PaperDef.model_validate({**PAPER, "layout": "letter"})
    assert not [what for what, _ in variants(letter, None) if what.startswith("layout")]


@pytest.mark.parametrize(
    ("clause", "clock", "field", "said"),
    [
        ("BJ-20-2b", "claim.determination", "measures", "another"),
        ("BJ-20-2b", "claim.determination", "remind", ()),
        ("BJ-23-2", "claim.emergency_repair", "recheck", ()),
    ],
)
def test_an_example_notices_another_word_for_what_is_measured_reminded_and_looked_at_again(clause, clock, field, said):
    book = load_shipped("beijing-2019").rulebook
    altered = book.clocks[clock].model_copy(update={field: said})
    other = book.model_copy(update={"clocks": {**book.clocks, clock: altered}})
    wrong = [failure for one in examples_of("beijing-2019") if (failure := run(one, Law(BASE_BOOK, other)))]
    assert wrong
    assert all(clause in failure.example.clauses for failure in wrong)


def test_what_an_entry_says_under_another_clause_stays():
    clock = ClockDef.model_validate({
        "starts": "claim.file", "within": {"days": 7}, "met_by": "claim.accept", "clause": "C-1",
        "extended_by": {"step": "claim.declare_complex", "to": {"days": 30}, "clause": "C-2"},
    })  # fmt: skip
    first = {what for what, _ in variants(clock, "C-1")}
    second = {what for what, _ in variants(clock, "C-2")}
    assert "within.days becomes 8" in first
    assert not [what for what in first if what.startswith("extended_by")]
    assert {"extended_by is left out", "extended_by.to.days becomes 31"} <= second
    assert not [what for what in second if not what.startswith("extended_by")]


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


def too_wordy(text):
    """Every test of a module that names more clauses than an example may: in its body, its decorators, their tables."""
    tree = ast.parse(text)
    tables = {
        target.id: node
        for node in tree.body if isinstance(node, ast.Assign)
        for target in node.targets if isinstance(target, ast.Name)
    }  # fmt: skip

    def visit(body, around):
        for node in body:
            if isinstance(node, ast.ClassDef):
                yield from visit(node.body, [*around, *node.decorator_list])
            elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name.startswith("test"):
                beside = [*node.decorator_list, *around]
                named = {one.id for part in beside for one in ast.walk(part) if isinstance(one, ast.Name)}
                parts = [node, *beside, *(tables[name] for name in named & set(tables))]
                if len({clause for part in parts for clause in CLAUSE.findall(ast.unparse(part))}) > MOST_CLAUSES:
                    yield node.name

    return list(visit(tree.body, []))


def test_no_test_speaks_for_more_clauses_than_an_example_may():
    files = sorted((Path(settings.BASE_DIR) / "tests").rglob("test_*.py"))
    wordy = {file.name: too_wordy(file.read_text("utf-8")) for file in files}
    assert len(files) > 100
    assert {name: tests for name, tests in wordy.items() if tests} == {}


MANY = ", ".join(f"'BJ-{number}-1'" for number in range(1, MOST_CLAUSES + 2))


@pytest.mark.parametrize(
    "text",
    [
        f"def test_many():\n    assert [{MANY}]\n",
        f"class TestIt:\n    def test_many(self):\n        assert [{MANY}]\n",
        f"class TestIt:\n    class TestInner:\n        async def test_many(self):\n            assert [{MANY}]\n",
        f"@pytest.mark.parametrize('clause', [{MANY}])\ndef test_many(clause):\n    assert clause\n",
        f"ALL = [{MANY}]\n@pytest.mark.parametrize('clause', ALL)\ndef test_many(clause):\n    assert clause\n",
        f"@pytest.mark.parametrize('clause', [{MANY}])\nclass TestIt:\n    def test_many(self, clause): ...\n",
    ],
)
def test_clauses_are_counted_wherever_a_test_names_them(text):
    assert too_wordy(text) == ["test_many"]
    assert too_wordy(text.replace(f", 'BJ-{MOST_CLAUSES + 1}-1'", "")) == []


def test_all_five_hundred_and_twenty_two_clauses_are_realised_or_planned_with_a_reason():
    cities = [load_shipped(code).rulebook for code in shipped() if code != BASE]
    entries = [entry for book in cities for entry in book.clauses.values()]
    assert len(entries) == 522
    assert all(entry.realised_by or entry.planned for entry in entries)
    reasons = [reason for entry in entries for reason in entry.planned.values()]
    assert None not in reasons
    assert len({reason.zh for reason in reasons}) == len({reason.en for reason in reasons}) == len(reasons) > 20
    assert all(re.search("[一-鿿]{6}", reason.zh) and not re.search("[一-鿿]", reason.en) for reason in reasons)
    assert not [reason for reason in reasons if len(reason.en.split()) < 6]


def test_the_sum_counts_no_clause_whose_plan_gives_no_reason(monkeypatch, capsys):
    loaded = load_shipped("jiyuan-2022")
    clause = loaded.rulebook.clauses["JY-4-5c"]
    unsaid = clause.model_copy(update={"planned": dict.fromkeys(clause.planned)})
    book = loaded.rulebook.model_copy(update={"clauses": {**loaded.rulebook.clauses, "JY-4-5c": unsaid}})
    monkeypatch.setattr(
        "idi_platform.workflow.management.commands.clauses.load_shipped",
        lambda code: replace(loaded, rulebook=book) if code == "jiyuan-2022" else load_shipped(code),
    )
    call_command("clauses", "--missing")
    printed = capsys.readouterr().out
    assert printed.splitlines()[-1] == "5 cities: 521/522 clauses realised, or planned with their reason"
