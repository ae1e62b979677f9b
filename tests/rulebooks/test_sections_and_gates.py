"""Sections that are read as a whole say what the gates of the same text do: panels of insurers, and recourse."""

from decimal import Decimal

import pytest

from claims.models.beside.subrogation import LiableKind
from idi_platform.rulebooks.layers import Law
from idi_platform.rulebooks.loading import load_path
from idi_platform.rulebooks.shipped import BASE, load_shipped, shipped
from idi_platform.workflow.examples import Example
from idi_platform.workflow.examples.running import world_of
from idi_platform.workflow.gates import standing_against

from .sixth import SIXTH

BASE_BOOK = load_shipped(BASE).rulebook
CITIES = [load_shipped(code).rulebook for code in shipped() if code != BASE]
BOOKS = [*CITIES, load_path(SIXTH).rulebook]
SHARED = [book for book in BOOKS if book.coinsurance is not None]
PURSUING = [book for book in BOOKS if book.recourse is not None]
MOST_TRIED = 6


def effects(book, steps, given, sets=None):
    law = Law(BASE_BOOK, book)
    asked = {"clauses": ["X-1"], "about": "一", "says": True, "expect": {}, "given": given, "sets": sets or {}}
    example = Example.model_validate(asked)
    gates = [(step, gate) for step in steps for gate in law.gates_of(step)]
    worlds = {step: world_of(example, step.partition(".")[0], law) for step in steps}
    return {(gate.effect, gate.clause) for step, gate in gates if standing_against(gate, worlds[step]) is not None}


def panel(book, number, lead):
    """What a panel of so many insurers, whose lead holds so much, is blocked by."""
    name = book.insurer.designated[0] if book.insurer and book.insurer.designated else "示例保险公司"
    rest = (1 - lead) / (number - 1) if number > 1 else Decimal(0)
    shares = [
        {
            "share.role": "follower" if place else "lead",
            "share.rate": rest if place else lead,
            "share.organisation": name,
        }
        for place in range(number)
    ]
    mode = "co_insurance" if number > 1 else "single"
    given = {
        "policy.mode": mode,
        "policy.is_single": number == 1,
        "policy.insurer_count": number,
        "policy.lead_rate": lead,
    }
    spoken = effects(book, ["policy.sign_contract"], given, {"policy.shares": shares})
    own = {clause for clause, entry in book.clauses.items() if "coinsurance" in entry.realised_by}
    return {clause for effect, clause in spoken if effect == "block" and clause in own}


@pytest.mark.parametrize("book", SHARED, ids=lambda book: book.id)
def test_a_panel_is_blocked_exactly_where_the_section_forbids_it(book):
    section = book.coinsurance
    lowest = section.lead_at_least or Decimal("0.3")
    for number in range(1, MOST_TRIED):
        mode = "co_insurance" if number > 1 else "single"
        fits = mode in section.modes and number <= (section.insurers_at_most or MOST_TRIED)
        is_counted = mode == "co_insurance" or "co_insurance" not in section.modes
        fits = fits and (not is_counted or number >= (section.insurers_at_least or 1))
        blocked = panel(book, number, Decimal(1) if number == 1 else max(lowest, Decimal("0.6")))
        if not fits:
            assert blocked, f"{book.id} lets {number} insurers sign"
    most = section.insurers_at_most or MOST_TRIED
    enough = max(3, section.insurers_at_least or 1) if "co_insurance" in section.modes else 1
    assert panel(book, min(enough, most), Decimal(1) if enough == 1 else max(lowest, Decimal("0.6"))) == set()
    if section.lead_at_least is not None:
        assert panel(book, 3, section.lead_at_least) == set()
        assert panel(book, 3, section.lead_at_least - Decimal("0.01"))


@pytest.mark.parametrize("kind", LiableKind.values)
@pytest.mark.parametrize("book", PURSUING, ids=lambda book: book.id)
def test_recourse_is_blocked_referred_or_free_as_the_section_says(book, kind):
    section = book.recourse
    steps = ["subrogation.identify", "subrogation.demand"]
    own = {clause for clause in book.clauses if not clause.startswith("INS-")}
    found = effects(book, steps, {"subrogation.liable_kind": kind})
    spoken = {effect for effect, clause in found if clause in own and effect in ("block", "refer")}
    spoken -= {"block"} if kind not in section.spared else set()  # that a payment comes first is another clause
    if kind in section.spared:
        assert "block" in spoken
    elif kind in section.referred:
        assert "refer" in spoken or ("refer", section.referred[kind]) in found
    elif kind in section.targets:
        assert spoken == set()


@pytest.mark.parametrize("book", [book for book in CITIES if book.recourse], ids=lambda book: book.id)
def test_a_shipped_text_says_of_everybody_who_may_be_liable(book):
    section = book.recourse
    assert {*section.targets, *section.spared, *section.referred} == set(LiableKind.values)


def test_an_overdue_rectification_in_shanghai_reaches_who_has_to_urge_it():
    """The supervisor urges and reports, the developer urges too: both learn of it with contractor and agency."""
    (told,) = load_shipped("shanghai-2025").rulebook.clocks["finding.rectify"].on_breach
    assert set(told.notify) == {"contractor", "supervisor", "developer", "agency"}


BOUNDS = ("at_least", "at_most")
"""What a text sets to a contract term; a term that must be there is asked for by any comparison."""


def comparisons(node):
    """Every comparison in a gate: a dictionary as the schema prints it."""
    if isinstance(node, dict):
        yield node
    for part in node.values() if isinstance(node, dict) else node if isinstance(node, list | tuple) else ():
        yield from comparisons(part)


def asked_of(book, name, steps):
    gates = [gate for step in steps for gate in book.gates.get(step, ())]
    found = [one for gate in gates for one in comparisons(gate.check.model_dump(by_alias=True))]
    return [one for one in found if one.get("term") == name]


@pytest.mark.parametrize("book", BOOKS, ids=lambda book: book.id)
def test_every_bound_of_a_contract_term_is_asked_before_the_policy_is_issued_and_when_it_is_changed(book):
    for name, term in book.terms.items():
        at_first = asked_of(book, name, ("policy.sign_contract", "policy.issue"))
        assert not term.required or at_first, f"nobody asks whether {name} is agreed"
        for bound in BOUNDS:
            wanted = getattr(term, bound)
            for asked in (at_first, asked_of(book, name, ("policy.amend",))) if wanted is not None else ():
                assert wanted in [one[bound] for one in asked], f"nobody asks {bound} of {name}"
