"""A book that stands, and who entered it."""

import pytest

from policies.book import read_book
from policies.opening import open_book
from tests.claims.conftest import at
from tests.policies.books import bj_2
from tests.standing import beginning

__all__ = ["at", "book", "opened"]


@pytest.fixture
def book(underwriter):
    return bj_2(underwriter.organisation)


@pytest.fixture
@beginning
def opened(book, underwriter, approver):
    return open_book(read_book(book), acting=underwriter.acting, key="book:bj-2", second_person=approver.acting)
