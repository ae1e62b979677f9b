"""Every page of an owner's door is light enough for a telephone: 100 KB without photos, whatever it is about."""

import pytest
from django.urls import reverse

from tests.doors.cases import OWNERS, Door
from tests.doors.expectations import DOORS
from tests.weighing import MOST_BYTES, weight

pytestmark = pytest.mark.django_db
PAGES = [
    pytest.param(name, case, sorted(case.who & OWNERS), id=f"{name}-{case.said}")
    for name, door in DOORS.items()
    if isinstance(door, Door) and "GET" in door.methods
    for case in door.cases
    if case.who & OWNERS
]


def test_the_owner_s_own_pages_are_among_them():
    names = {page.values[0] for page in PAGES}
    assert {"claims:owner_home", "claims:owner_claim", "claims:owner_offer", "claims:owner_ticket"} <= names


@pytest.mark.parametrize(("name", "case", "people"), PAGES)
def test_an_owner_s_page_is_light(world, sessions, name, case, people):
    address = reverse(name, kwargs=case.arguments(world))
    for who in people:
        answer = sessions(who).get(address, case.query(world))
        if "text/html" in answer.headers.get("Content-Type", ""):
            assert weight(answer) <= MOST_BYTES, (who, weight(answer))
