"""The written definitions: what each line says of itself, and words that mean the same everywhere."""

from importlib import resources

import pytest

from regulators.indicators.definitions import FILES, PLACES, definitions


@pytest.mark.parametrize(
    ("code", "line", "cut_off"),
    [
        ("M1", "paid", "flow"),
        ("M1", "outstanding", "stock"),
        ("M2", "underwriting", "cohort"),
        ("F1", "provided", "flow"),
        ("F1", "balance", "stock"),
        ("F1", "not_replenished", "maturity"),
    ],
)
def test_a_line_with_a_cut_off_of_its_own_states_it(code, line, cut_off):
    assert definitions()[code].cut_off_of(line) == cut_off


def test_findings_and_visits_are_counted_as_such():
    units = {
        (code, line): definitions()[code].unit_of(line) for code in ("R1", "R2", "R3", "R4") for line in _lines(code)
    }
    assert units["R1", "cancelled"] == "visits"
    assert units["R1", "stopped"] == "pieces"
    assert {units["R2", "all"], units["R3", "running"], units["R4", "open"]} == {"findings"}
    assert PLACES["findings"] == PLACES["visits"] == 0


def _lines(code):
    return definitions()[code].lines


@pytest.mark.parametrize("name", [*FILES, "rules"])
def test_the_month_and_its_end_have_one_name(name):
    text = resources.files("regulators.indicators").joinpath(f"data/{name}.yaml").read_text(encoding="utf-8")
    assert [word for word in ("本月", "月底", "期末", "先行维修") if word in text] == []
