"""A home that is insured and one that is not yet, its owner, and the insurer's desk."""

import itertools
from datetime import UTC, date, datetime, timedelta

import pytest

from claims import actions
from claims.actions import Defect
from claims.codes import Place, Severity
from idi_platform.kernel import clock
from idi_platform.projects.models import Unit
from policies.book import read_book
from policies.opening import open_book
from tests.policies.books import bj_2
from tests.standing import beginning

_keys = itertools.count(1)


def key():
    """A key that no form has used."""
    return f"test-{next(_keys)}"


@pytest.fixture
def at(monkeypatch):
    """Set legal time: at("2026-09-29 20:10") in Shanghai."""

    def set_to(text):
        moment = datetime.fromisoformat(text).replace(tzinfo=clock.SHANGHAI).astimezone(UTC)
        monkeypatch.setattr(
            clock, "_offset_provider", lambda: moment - clock.machine_now() + timedelta(milliseconds=990)
        )
        return moment

    return set_to


@pytest.fixture
def book(insurer_organisation, owner):
    """BJ-2, whose home 1-0101 belongs to the owner of the cast."""
    found = bj_2(insurer_organisation)
    found["buildings"][0]["units"][0]["owners"] = [{"name": owner.person.name, "phone": owner.person.phone}]
    return found


@pytest.fixture
@beginning
def opened(book, underwriter, approver):
    return open_book(read_book(book), acting=underwriter.acting, key="book:bj-2", second_person=approver.acting)


@pytest.fixture
def home(opened, at):
    """The home, in cover since 2022-11-20; it is 2026-09-29 20:10."""
    at("2026-09-29 20:10")
    return Unit.objects.select_related("subject", "building").get(number="1-0101")


LEAK = Defect(
    place=Place.BATHROOM,
    item="waterproofing",
    defect="basement_roof_wetroom_leak",
    severity=Severity.GROWING,
    discovered_on=date(2026, 9, 28),
    words="楼上洗澡后开始滴水。",
)


@pytest.fixture
def report(home, owner):
    """Report the leak as the owner."""

    def send(form_key=None, defect=LEAK, player=owner, **more):
        return actions.report_defect(acting=player.acting, key=form_key or key(), at=home, defect=defect, **more)

    return send


@pytest.fixture
@beginning
def claim(report):
    return report().claim
