"""Every worked example of every shipped rulebook holds, and an example that does not is told apart."""

import pytest

from idi_platform.rulebooks.layers import Law
from idi_platform.rulebooks.loading import RulebookInvalidError
from idi_platform.rulebooks.loading.index import planned_yet_there
from idi_platform.rulebooks.schema.base import Duration
from idi_platform.rulebooks.schema.book import Rulebook
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


TIED = {"engagement.is_independent": False}
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
        (asked(term="service.surveys", expect="warn"), "there is no term service.surveys"),
        (asked(term="service.survey", terms={"service.survey": 3}, expect="allowed"), "meets is block, not allowed"),
        (asked(term="service.survey", terms={"service.survey": "3"}, expect="warn"), "meets is not_a_value, not warn"),
        (asked(term="service.survey", expect={"asked": False}), "asked is True, not False"),
        (asked(ground="misuse", given={"claim.evidence_count": 0}, expect="allowed"), "meets is block, not allowed"),
        (asked(ground="misuse", expect={"exclusion": False}), "exclusion is True, not False"),
        (asked(recourse=["works", "agency"], expect="allowed"), "against agency meets refer and is by the text refer"),
        (asked(agency="engagement.contract", given=TIED, expect="allowed"), "meets is block, not allowed"),
        (asked(credit="combined", expect={}), "there is no consequence combined"),
        (asked(credit="combined_insurance", expect={"not_who": ["insurer"]}), "combined_insurance reaches insurer"),
        (asked(credit="combined_insurance", expect={"kind": "sanction"}), "kind is incentive, not sanction"),
        (asked(panel=["0.6", "0.4"], expect="allowed"), "meets is block, not allowed"),
        (asked(premium="policy.sum_insured", expect="block"), "counted from policy.premium_base, not from"),
        (asked(premium="policy.premium_base", expect="allowed"), "meets is block, not allowed"),
        (
            asked(filing="claims_rules", steps={"policy.issue": "2021-03-12 10:00"}, expect={"due": "2021-03-15"}),
            "none",
        ),
        (asked(retention="fund", expect={"kept": True}), "nothing is kept as fund"),
        (asked(appraisal="amount", expect={"not_by": ["owner"]}), "owner may ask"),
        (asked(appraisal="amount", expect={"paid_by": "insurer"}), "paid_by is refer, not insurer"),
        (asked(appraisal="price", expect={"paid_by": "insurer"}), "says nothing of an appraisal of price"),
        (asked(binding="other", given={}, expect={"effect": "voluntary"}), "effect is by_reference, not voluntary"),
    ],
)
def test_an_example_that_does_not_hold_says_how(example, said):
    assert said in str(run(example, LAWS["beijing-2019"]))


def altered(section, **said):
    """Beijing's law with a section that says something else than its gates."""
    book = LAWS["beijing-2019"].city
    part = getattr(book, section).model_copy(update=said)
    return Law(BASE_BOOK, Rulebook.model_construct(**{**dict(book), section: part}))


INSIDE = {"building.accepted_on": "2022-06-10", "claim.discovered_on": "2029-06-09", "claim.reported_on": "2029-06-12"}


def with_segment(**said):
    """Beijing's law whose stretch of cover is said otherwise; cover itself goes by the rows of the contract."""
    segments = LAWS["beijing-2019"].city.cover.segments
    return altered(
        "cover",
        segments=tuple(one.model_copy(update=said) if one.name == "covered" else one for one in segments),
    )


@pytest.mark.parametrize(
    ("law", "example", "said"),
    [
        (
            altered("recourse", targets=("works", "agency"), referred={}),
            asked(recourse=["agency"], expect="refer"),
            "recourse against agency meets refer and is by the text allowed",
        ),
        (
            altered("recourse", limitation=Duration(years=2)),
            asked(recourse=["works"], expect="allowed"),
            "another time",
        ),
        (
            altered("coinsurance", insurers_at_least=2),
            asked(panel=["0.6", "0.4"], expect="block"),
            "the panel meets block, but the text allows it",
        ),
        (
            altered("agency", conflict="warn"),
            asked(agency="engagement.contract", given=TIED, expect="block"),
            "meets block, but is by the text warn",
        ),
        (
            with_segment(liable="developer"),
            asked(cover=["waterproofing"], given=INSIDE, expect={}),
            "insurer is liable",
        ),
        (
            with_segment(decided_by="claim.reported_on"),
            asked(cover=["waterproofing"], given=INSIDE, expect={}),
            "2029-06-12 decides: not in it",
        ),
        (
            with_segment(from_="building.accepted_on"),
            asked(cover=["waterproofing"], given=INSIDE, expect={}),
            "runs from 2024-06-10 to 2029-06-10, by the text from 2022-06-10",
        ),
    ],
)
def test_a_text_whose_gates_do_otherwise_than_it_says_is_found_out(law, example, said):
    assert run(example, LAWS["beijing-2019"]) is None
    assert said in str(run(example, law))


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
