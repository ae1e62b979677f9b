"""A whole book by one command or one form, each act through perform()."""

import pytest

from policies.models import CoverRow

pytestmark = pytest.mark.django_db


def test_a_book_stands_with_its_rows(opened):
    assert opened.policy.state == "waiting"
    assert {(row.item, str(row.starts_on), str(row.ends_on)) for row in CoverRow.objects.all()} == {
        ("structure", "2022-11-20", "2032-11-20"),
        ("insulation", "2022-11-20", "2027-11-20"),
        ("waterproofing", "2022-11-20", "2027-11-20"),
    }
