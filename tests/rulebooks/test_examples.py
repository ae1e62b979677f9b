"""Every worked example of every shipped rulebook holds, and an example that does not is told apart."""

import pytest

from idi_platform.rulebooks.layers import Law
from idi_platform.rulebooks.loading import RulebookInvalidError
from idi_platform.rulebooks.loading.index import planned_yet_there
from idi_platform.rulebooks.shipped import BASE, load_shipped, shipped
from idi_platform.rulebooks.vocabulary import vocabulary
from idi_platform.workflow.examples import Example, examples_of, read_examples, run

BASE_BOOK = load_shipped(BASE).rulebook
LAWS = {code: Law(BASE_BOOK) if code == BASE else Law(BASE_BOOK, load_shipped(code).rulebook) for code in shipped()}
ALL = [(code, example) for code in shipped() for example in examples_of(code)]


@pytest.mark.parametrize(("code", "example"), ALL, ids=[f"{'+'.join(one.clauses)}-{one.subject}" for _, one in ALL])
def test_an_example_holds(code, example):
    failure = run(example, LAWS[code])
    assert failure is None, str(failure)


def test_an_example_names_clauses_that_the_index_knows():
    unknown = {clause for code, example in ALL for clause in example.clauses if clause not in LAWS[code].clauses}
    assert unknown == set()


@pytest.mark.parametrize("code", shipped())
def test_nothing_is_called_planned_that_is_there(code):
    book = BASE_BOOK if code == BASE else LAWS[code].city
    assert planned_yet_there(book, vocabulary) == []


def asked(**more):
    return Example.model_validate({"clauses": ["BJ-20-2b"], "about": "七日内核定", **more})


FILED = {"claim.received_at": "2029-03-12 10:00"}


@pytest.mark.parametrize(
    ("example", "said"),
    [
        (asked(clock="claim.determination", given=FILED, expect={"due": "2029-03-20"}), "due is 2029-03-19"),
        (asked(clock="claim.determinations", given=FILED, expect={"due": "2029-03-19"}), "there is no clock"),
        (asked(clock="claim.determination", expect={"due": "2029-03-19"}), "the clock does not run"),
        (asked(clock="claim.determination", given=FILED, expect={"runs": False}), "the clock runs"),
        (asked(clock="claim.determination", given=FILED, expect={"dew": "2029-03-19"}), "no word of this kind"),
        (asked(clock="claim.determination", given=FILED, expect={"measures": "survey"}), "measures is determination"),
        (
            asked(clock="claim.determination", given=FILED, expect={"reminded": ["2029-03-18 09:00"]}),
            "reminded is ['2029-03-17 09:00', '2029-03-18 09:00']",
        ),
        (asked(gate="claim.note", expect="block"), "has no gate of BJ-20-2b"),
        (asked(figure="agency.fee_cap", given={"policy.premium": 100}, expect=31), "value is 30, not 31"),
        (asked(permission="claim.accept", expect={"not_by": ["handler"]}), "handler may take claim.accept"),
        (asked(permission="claim.accept", expect={"by": ["owner"]}), "owner may not take claim.accept"),
        (asked(paper="refusal_notice", expect={"sections": ["shares"]}), "lacks the section shares"),
        (
            asked(binding="commodity_housing", given={"policy.sign_contract": "x"}, expect="bound"),
            "outcome is candidate",
        ),
        (asked(says=True, expect={"cover/items/structure/for/years": 9}), "is 10, not 9"),
    ],
)
def test_an_example_that_does_not_hold_says_how(example, said):
    assert said in str(run(example, LAWS["beijing-2019"]))


def test_a_faulty_example_is_named_with_its_line(tmp_path):
    folder = tmp_path / "examples"
    folder.mkdir()
    (folder / "claims.yaml").write_text(
        "- {clauses: [BJ-1-1], about: 一句话, expect: 1}\n- {clauses: [], about: 二}\n", "utf-8"
    )
    with pytest.raises(RulebookInvalidError) as refused:
        read_examples(folder)
    said = [str(problem) for problem in refused.value.problems]
    assert any("claims.yaml:1" in line and "exactly one of clock" in line for line in said)
    assert any("claims.yaml:2" in line and "clauses" in line for line in said)
