"""Pages of a list by the last row seen."""

import pytest
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext

from idi_platform.accounts.models import Division
from idi_platform.portal.keyset import page_of

pytestmark = pytest.mark.django_db


def _rows():
    return Division.objects.filter(code__startswith="11")


def _walk(size, **order):
    seen, query = [], QueryDict("q=x&q=y")
    while True:
        page = page_of(_rows(), query=query, size=size, **order)
        seen.extend(row.pk for row in page.items)
        if not page.next_href:
            return seen, page
        assert page.next_href.startswith("?q=x&q=y&after=")
        query = QueryDict(page.next_href[1:])


@pytest.mark.parametrize("descending", [False, True])
@pytest.mark.parametrize("size", [1, 5, 1000])
def test_every_row_comes_once_and_in_order(size, descending):
    order = ("-valid_from", "-code") if descending else ("valid_from", "code")
    seen, _ = _walk(size, by=("valid_from", "code"), descending=descending)
    assert seen == [row.pk for row in _rows().order_by(*order)]
    assert len(seen) > 5


def test_the_first_page_has_no_way_back_and_later_ones_have():
    first = page_of(_rows(), by=("code",), query=QueryDict(""), size=2)
    assert first.first_href == ""
    second = page_of(_rows(), by=("code",), query=QueryDict(first.next_href[1:]), size=2)
    assert second.first_href == "?"


@pytest.mark.parametrize("cursor", ["x", "bm9uZQ", "W10", "WyJhIiwgImIiXQ", "%00", "eyJhIjoxfQ"])
def test_a_damaged_place_is_the_first_page(cursor):
    page = page_of(_rows(), by=("code",), query=QueryDict(f"after={cursor}"), size=3)
    assert [row.pk for row in page.items] == [row.pk for row in _rows().order_by("code")[:3]]


def test_a_page_is_one_query_and_compares_the_whole_key_at_once():
    first = page_of(_rows(), by=("valid_from", "code"), query=QueryDict(""), size=2)
    with CaptureQueriesContext(
        connection,
    ) as asked:
        page_of(_rows(), by=("valid_from", "code"), query=QueryDict(first.next_href[1:]), size=2)
    assert len(asked) == 1
    assert '("accounts_division"."valid_from", "accounts_division"."code") >' in asked[0]["sql"]
