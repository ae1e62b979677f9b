"""The shipped rulebooks: every clause of every register, the figures of the texts, and no name left hanging."""

import re
from datetime import date
from functools import cache
from pathlib import Path

import pytest
import yaml

from idi_platform.rulebooks.binding import decide, text_of_book
from idi_platform.rulebooks.layers import Law
from idi_platform.rulebooks.shipped import BASE, faults, load_shipped, shipped

from .words import words

REGISTERS = Path(__file__).parent / "registers"
CITIES = [code for code in shipped() if code != BASE]
WITHOUT_DAYS = "longgang-trial"
WITH_DETERMINATION_LIMIT = [code for code in CITIES if code not in {"shanghai-2025", WITHOUT_DAYS}]
PREFIXES = {code: f"{next(iter(load_shipped(code).rulebook.clauses)).partition('-')[0]}-" for code in CITIES}
LONGEST_TILE = 14
"""Chinese characters that fit a tile of half a telephone's width in two lines."""
GROUNDS_OF_SHANGHAI = {"waiver", "leftover"}


@cache
def book(code):
    return load_shipped(code).rulebook


@cache
def law(code):
    return Law(book(BASE), book(code))


NUMBERS = [
    ("beijing-2019", 97),
    ("hangzhou-2024", 147),
    ("jiyuan-2022", 66),
    ("longgang-trial", 62),
    ("shanghai-2025", 150),
]


@pytest.mark.parametrize(("city", "number"), NUMBERS)
def test_every_clause_of_the_register_stands_with_what_realises_it(city, number):
    ids = (REGISTERS / f"{city}.txt").read_text("utf-8").split()

    assert len(ids) == number
    assert list(book(city).clauses) == ids
    assert all(clause.realised_by or clause.planned for clause in book(city).clauses.values())


@pytest.mark.parametrize("code", shipped())
def test_all_names_that_the_file_itself_declares_are_there(code):
    wrong = [problem for problem in faults(load_shipped(code), words()) if "no known" in problem.message]
    own = (
        "clause",
        "clock",
        "paper ",
        "contract term",
        "figure",
        "gate",
        "segment",
        "item",
        "exclusion",
        "role",
        "paper section",
        "escalation",
    )

    assert [str(p) for p in wrong if any(f"no known {what}" in p.message for what in own)] == []


@pytest.mark.parametrize("code", shipped())
def test_every_clock_has_a_title_in_two_languages_and_every_duty_its_holder(code):
    for name, clock in book(code).clocks.items():
        assert clock.title is not None, name
        assert clock.owed_by is not None or clock.kind in {"window", "automatic"}, name


@pytest.mark.parametrize("city", CITIES)
def test_every_claim_step_that_a_paper_belongs_to_has_its_paper(city):
    owed = {paper.on_step: code for code, paper in law(city).papers.items()}

    assert owed["claim.file"] == "intake_receipt"
    assert owed["claim.route_before_cover"] == "routing_letter"
    assert owed["claim.send_refusal"] == "refusal_notice"


FIGURES = [
    ("beijing-2019", "claim.survey", {"days": 2}),
    ("beijing-2019", "claim.determination", {"days": 7}),
    ("beijing-2019", "claim.result_notice", {"days": 7}),
    ("beijing-2019", "claim.performance", {"days": 7}),
    ("beijing-2019", "claim.refusal_notice", {"days": 3}),
    ("hangzhou-2024", "claim.survey", {"term": "service.survey"}),
    ("hangzhou-2024", "claim.determination", {"days": 10}),
    ("hangzhou-2024", "claim.result_notice", {"days": 10}),
    ("hangzhou-2024", "claim.performance", {"days": 7}),
    ("hangzhou-2024", "claim.refusal_notice", {"days": 3}),
    ("jiyuan-2022", "claim.survey", {"days": 2}),
    ("jiyuan-2022", "claim.determination", {"days": 7}),
    ("jiyuan-2022", "claim.result_notice", {"days": 7}),
    ("jiyuan-2022", "claim.performance", {"days": 7}),
    ("jiyuan-2022", "claim.refusal_notice", {"days": 3}),
    ("shanghai-2025", "claim.survey", {"term": "service.survey"}),
    ("shanghai-2025", "claim.performance", {"days": 10}),
    ("shanghai-2025", "claim.refusal_notice", {"days": 3}),
    ("shanghai-2025", "filing.contract_data", {"working_days": 3}),
    ("shanghai-2025", "repair.warranty", {"days": 180}),
    ("hangzhou-2024", "ticket.tell_developer", {"same_day": True}),
    ("hangzhou-2024", "ticket.visit", {"days": 3}),
    ("hangzhou-2024", "ticket.scheme_and_start", {"months": 2}),
    (BASE, "claim.determination_national", {"days": 30}),
    (BASE, "claim.performance_national", {"days": 10}),
    (BASE, "claim.refusal_notice_national", {"days": 3}),
    (BASE, "claim.interim_payment", {"days": 60}),
    (BASE, "building.filing", {"days": 15}),
]


@pytest.mark.parametrize(("code", "clock", "within"), FIGURES)
def test_the_limits_of_the_texts(code, clock, within):
    given = book(code).clocks[clock].within.model_dump(exclude_none=True, exclude={"tightened_by"})

    assert given == within


@pytest.mark.parametrize("city", WITH_DETERMINATION_LIMIT)
def test_the_complex_limit_is_thirty_days_from_receipt_and_papers_pause_only_that(city):
    determination = book(city).clocks["claim.determination"]

    assert determination.extended_by.to.days == 30
    assert determination.starts.fact == "claim.received_at"
    assert determination.paused_by.when.limit == "thirty_days"


@pytest.mark.parametrize("city", CITIES)
def test_national_and_city_clocks_measure_the_same_things_beside_each_other(city):
    measured = {}
    for name, clock in law(city).clocks.items():
        measured.setdefault(clock.measures, []).append(name)

    own = ["claim.determination"] if city in WITH_DETERMINATION_LIMIT else []
    assert measured["determination"] == ["claim.determination_national", *own]
    without_insured = ["claim.performance_without_insured"] if city == "jiyuan-2022" else []
    performance = [] if city == WITHOUT_DAYS else ["claim.performance", *without_insured]
    assert measured["performance"] == ["claim.performance_national", *performance]
    refusal = [] if city == WITHOUT_DAYS else ["claim.refusal_notice"]
    assert measured["refusal_notice"] == ["claim.refusal_notice_national", *refusal]


def test_longgang_gives_no_days_of_its_own_and_no_date_of_its_own():
    found = book(WITHOUT_DAYS)

    assert {clock.kind for clock in found.clocks.values()} == {"reminder"}
    assert all(clock.within is None or clock.within.term is not None for clock in found.clocks.values())
    assert (found.in_force.from_, found.in_force.to) == ("unknown", None)
    assert found.division == "330383"
    assert found.insurer.designated == ("人保财险温州市分公司",)


@pytest.mark.parametrize(
    ("city", "items"),
    [
        ("beijing-2019", {"structure": 10, "insulation": 5, "waterproofing": 5}),
        ("hangzhou-2024", {"structure": 10, "insulation": 5, "waterproofing": 6, "concealed_works": 6}),
        (
            "longgang-trial",
            {"structure": 10, "waterproofing": 6, "heating_cooling": 2, "pipes_equipment": 2, "decoration": 2},
        ),
    ],
)
def test_the_periods_of_the_basic_items(city, items):
    basic = {code: item.for_.years for code, item in book(city).cover.items.items() if item.group == "basic"}

    assert basic == items
    assert book(city).cover.starts.after.years == 2


def test_jiyuan_gives_shortest_periods_and_leaves_the_start_to_a_term_of_the_contract():
    cover = book("jiyuan-2022").cover
    basic = {code: item.at_least.years for code, item in cover.items.items() if item.group == "basic"}

    assert basic == {"structure": 10, "insulation": 5, "waterproofing": 5}
    assert all(item.for_ is None for item in cover.items.values())
    assert (cover.starts.source, cover.starts.term) == ("term", "cover.start")
    assert book("jiyuan-2022").terms["cover.start"].required


def test_shanghai_names_no_items_and_leaves_the_start_to_the_policy():
    cover = book("shanghai-2025").cover

    assert cover.items == {}
    assert (cover.source, cover.starts.source, cover.test) == ("policy", "policy", "reported")
    assert book("shanghai-2025").terms["service.survey"].required


def test_only_beijing_has_a_tail_and_only_hangzhou_a_fund_window():
    names = {city: {segment.name for segment in book(city).cover.segments} for city in CITIES}

    assert "tail" in names["beijing-2019"] - names["hangzhou-2024"]
    assert "fund_window" in names["hangzhou-2024"] - names["beijing-2019"]


@pytest.mark.parametrize(
    ("city", "since", "until"),
    [
        ("beijing-2019", date(2019, 4, 24), date(2024, 4, 30)),
        ("hangzhou-2024", date(2024, 3, 1), date(2026, 2, 28)),
        ("shanghai-2025", date(2025, 4, 13), date(2029, 12, 31)),
        ("jiyuan-2022", date(2022, 11, 7), date(2023, 11, 7)),
    ],
)
def test_the_windows_of_the_texts(city, since, until):
    assert (book(city).in_force.from_, book(city).in_force.to) == (since, until)


@pytest.mark.parametrize(
    ("places", "answer", "edition"),
    [
        ({"330000", "330300", "330383"}, "undetermined", "longgang-trial"),
        ({"330000", "330300", "330302"}, "undetermined", None),  # another district of Wenzhou
        ({"440000", "440300", "440307"}, "undetermined", None),  # Longgang of Shenzhen
        ({"410000", "419001"}, "bound", "jiyuan-2022"),
        ({"410000", "410100"}, "undetermined", None),  # another city of Henan
    ],
)
def test_a_text_reaches_its_own_place_and_none_beside_it(places, answer, edition):
    texts = [text_of_book(book(city)) for city in CITIES]
    kind = "small_low_risk" if "410000" in places else "commodity_housing"
    found = decide(texts, places, kind, {"policy.sign_contract": date(2023, 2, 20)})

    assert (found.answer, found.edition) == (answer, edition)


@pytest.mark.parametrize("city", CITIES)
@pytest.mark.parametrize("missing", ["waiver", "leftover", "late_report", "papers_incomplete", "warranty_still_runs"])
def test_what_is_no_ground_of_a_city_is_not_on_its_list(city, missing):
    known = missing in book(city).cover.exclusions
    assert known is (city == "shanghai-2025" and missing in GROUNDS_OF_SHANGHAI)
    grounds = next(g for g in law(city).gates_of("claim.refuse") if g.code == "ground" and "INS-24" in g.also)
    assert set(grounds.check.in_) == set(book(city).cover.exclusions)


def test_no_city_file_cites_another_citys_clause():
    for city in CITIES:
        own = PREFIXES[city]
        body = load_shipped(city).body
        assert [prefix for prefix in PREFIXES.values() if prefix != own and f" {prefix}" in body] == [], city


@pytest.mark.parametrize("code", shipped())
def test_the_process_knows_every_name_that_a_shipped_rulebook_uses(code):
    from idi_platform.rulebooks.vocabulary import vocabulary

    assert [str(problem) for problem in faults(load_shipped(code), vocabulary)] == []


@pytest.mark.parametrize("city", CITIES)
def test_how_firmly_a_clause_speaks_is_what_its_register_says(city):
    said = yaml.safe_load((REGISTERS / "modality.yaml").read_text("utf-8"))
    wanted = {clause: word for word, clauses in said.items() for clause in clauses if clause.startswith(PREFIXES[city])}
    firm = ("duty", "definition")
    assert wanted == {name: one.modality for name, one in book(city).clauses.items() if one.modality not in firm}


@pytest.mark.parametrize("city", CITIES)
def test_every_tile_of_an_owner_says_in_few_plain_words_what_it_is_and_no_two_say_the_same(city):
    items = book(city).cover.items.values()
    tiles = [said.plain for item in items for said in item.pointed.values()]

    assert all(plain is not None and len(plain.zh) <= LONGEST_TILE for plain in tiles)
    for language in ("zh", "en"):
        words = [getattr(plain, language) for plain in tiles]
        assert len(set(words)) == len(words)
        assert not [word for word in words if re.search(r"渗漏|沉降|围护|悬挑|厕浴|有防水要求|规范|影响结构", word)]
