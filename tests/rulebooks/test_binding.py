"""Which text binds: windows with both ends in, dates on two sides of a boundary, places without a text."""

from datetime import date

import pytest

from idi_platform.rulebooks.binding import Text, candidate, decide

BEIJING = Text(
    "beijing-2019", "110000", date(2019, 4, 24), date(2024, 4, 30), "policy.sign_contract",
    {"commodity_housing": "compulsory", "public_building": "by_reference", "other": "unclear"}, {},
)  # fmt: skip
HANGZHOU = Text(
    "hangzhou-2024", "330100", date(2024, 3, 1), date(2026, 2, 28), "insured_object.permit_applied_on",
    {"commodity_housing": "voluntary"},
    {"insured_object.permit_issued_on": "permit_across_boundary", "policy.sign_contract": "contract_after_expiry"},
)  # fmt: skip
LONGGANG = Text("longgang-trial", "330383", None, None, "policy.sign_contract", {"commodity_housing": "compulsory"}, {})
ALL = (BEIJING, HANGZHOU, LONGGANG)


def bind(place, kind="commodity_housing", **days):
    names = {
        "signed": "policy.sign_contract",
        "applied": "insured_object.permit_applied_on",
        "issued": "insured_object.permit_issued_on",
    }
    found = decide(ALL, place, kind, {names[n]: date.fromisoformat(d) for n, d in days.items()})
    return found.answer, found.edition, found.why[-1].code


@pytest.mark.parametrize(
    ("signed", "expected"),
    [
        ("2019-04-23", ("undetermined", None, "older_than_loaded")),
        ("2019-04-24", ("bound", "beijing-2019", "bound")),
        ("2024-04-30", ("bound", "beijing-2019", "bound")),
        ("2024-05-01", ("none_in_force", "beijing-2019", "lapsed")),
    ],
)
def test_both_ends_of_the_window_are_included(signed, expected):
    assert bind(["110000", "110105"], signed=signed) == expected


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        ({}, ("candidate", "hangzhou-2024", "waiting")),
        (
            {"applied": "2026-02-28", "issued": "2026-02-28", "signed": "2026-02-28"},
            ("bound", "hangzhou-2024", "bound"),
        ),
        (
            {"applied": "2026-02-28", "issued": "2026-03-02"},
            ("undetermined", "hangzhou-2024", "permit_across_boundary"),
        ),
        (
            {"applied": "2026-01-05", "issued": "2026-02-01", "signed": "2026-03-01"},
            ("undetermined", "hangzhou-2024", "contract_after_expiry"),
        ),
        ({"applied": "2024-02-29"}, ("undetermined", None, "older_than_loaded")),
    ],
)
def test_the_permit_application_binds_in_hangzhou(days, expected):
    assert bind(["330100", "330106"], **days) == expected


def test_an_unknown_effective_date_never_binds_by_itself():
    assert bind(["330383"], signed="2025-01-01") == ("undetermined", "longgang-trial", "effective_date_unknown")


def test_a_place_without_a_text_and_a_kind_outside_the_text():
    assert bind(["440300"], signed="2025-01-01")[0] == "undetermined"
    assert bind(["110000"], kind="workshop", signed="2020-01-01") == (
        "none_in_force",
        "beijing-2019",
        "kind_not_covered",
    )
    assert bind(["110000"], kind="public_building", signed="2020-01-01")[2] == "by_reference"
    assert bind(["110000"], kind="other", signed="2020-01-01") == ("undetermined", "beijing-2019", "kind_unclear")


def test_two_texts_that_both_fit_are_for_a_person():
    twin = Text(
        "beijing-2020",
        "110000",
        date(2020, 1, 1),
        None,
        "policy.sign_contract",
        {"commodity_housing": "compulsory"},
        {},
    )
    found = decide((BEIJING, twin), ["110000"], "commodity_housing", {"policy.sign_contract": date(2021, 1, 1)})

    assert (found.answer, found.why[-1].code) == ("undetermined", "several_texts")


def test_the_candidate_is_what_would_bind_today():
    assert candidate(ALL, ["110000"], "commodity_housing", date(2021, 1, 1)) == "beijing-2019"
    assert candidate(ALL, ["110000"], "commodity_housing", date(2025, 1, 1)) is None
