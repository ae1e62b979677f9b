"""Co-insurers' shares: the whole, one lead, and every sum to the fen."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policies.rules.shares import Share, faults_of, split


def panel(*rates, roles=None):
    roles = roles or ["lead", *["follower"] * (len(rates) - 1)]
    return [Share(number, role, Decimal(rate)) for number, (rate, role) in enumerate(zip(rates, roles, strict=True), 1)]


@pytest.mark.parametrize(
    ("mode", "shares", "faults"),
    [
        ("co_insurance", panel("0.46", "0.32", "0.22"), ()),
        ("single", panel("1"), ()),
        ("co_insurance", panel("0.46", "0.32", "0.21"), ("policy.shares_not_whole",)),
        ("co_insurance", panel("0.46", "0.32", "0.22", roles=["follower"] * 3), ("policy.one_lead",)),
        ("co_insurance", panel("0.5", "0.5", roles=["lead", "lead"]), ("policy.one_lead",)),
        ("single", panel("0.6", "0.4"), ("policy.single_has_one_insurer",)),
        ("co_insurance", panel("1"), ("policy.panel_has_several",)),
        ("co_insurance", panel("1", "0"), ("policy.empty_share",)),
    ],
)
def test_what_is_wrong_with_a_panel(mode, shares, faults):
    assert faults_of(mode, shares) == faults


@pytest.mark.parametrize(
    ("total", "rates", "parts"),
    [
        ("18640.00", ("0.46", "0.32", "0.22"), ("8574.40", "5964.80", "4100.80")),
        ("3379170.00", ("0.52", "0.28", "0.20"), ("1757168.40", "946167.60", "675834.00")),
        ("268400.00", ("0.46", "0.32", "0.22"), ("123464.00", "85888.00", "59048.00")),
        ("0.01", ("0.50", "0.50"), ("0.01", "0.00")),  # a tie goes to the lead
    ],
)
def test_a_sum_is_split_to_the_fen(total, rates, parts):
    assert list(split(Decimal(total), panel(*rates)).values()) == [Decimal(part) for part in parts]


def test_a_tie_goes_to_the_lead_wherever_it_stands():
    shares = panel("0.5", "0.5", roles=["follower", "lead"])
    assert split(Decimal("0.01"), shares) == {2: Decimal("0.01"), 1: Decimal("0.00")}


@given(st.integers(0, 10**12), st.integers(1, 9999))
def test_the_parts_make_the_whole(fen, basis_points):
    rate = Decimal(basis_points) / 10_000
    total = Decimal(fen) / 100
    parts = split(total, panel(str(rate), str(1 - rate)))
    assert sum(parts.values()) == total
