"""Cells of files that a spreadsheet opens: what begins like a formula is shown as words, but numbers stay numbers."""

from decimal import Decimal

import pytest

from idi_platform.portal.exports import safe_cell


@pytest.mark.parametrize(("number", "said"), [(Decimal("-400.00"), "-400.00"), (-3, "-3"), (0, "0"), ("-3", "'-3")])
def test_a_number_below_nought_stays_a_number(number, said):
    assert safe_cell(number) == said
