"""A book that stands, and who entered it."""

from copy import deepcopy

import pytest

from tests.claims.conftest import at
from tests.policies.books import bj_2
from tests.standing import open_standing, standing_book, stood

__all__ = ["at", "book", "opened"]


standing_book(__name__, lambda cast: bj_2(cast["underwriter"].organisation))


@pytest.fixture
def book(request, underwriter):
    standing = stood(request)
    return deepcopy(standing.book) if standing else bj_2(underwriter.organisation)


@pytest.fixture
def opened(request, book, underwriter, approver):
    standing = stood(request)
    return standing.read() if standing else open_standing(book, {"underwriter": underwriter, "approver": approver})
