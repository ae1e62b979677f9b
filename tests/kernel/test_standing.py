"""What tests stand on is made once, is the same for each of them, and keeps nothing of what a test does in it."""

from datetime import UTC, datetime
from types import SimpleNamespace

import pytest

from idi_platform.accounts.models import Organisation
from idi_platform.kernel import clock
from tests.cast import OrganisationFactory
from tests.claims.conftest import at
from tests.standing import STANDING, _Maker, beginning, standing_for

__all__ = ["at"]
pytestmark = pytest.mark.django_db
NAME, BEGAN = "演示单位甲", datetime(2026, 9, 29, tzinfo=UTC)
made = []


@pytest.fixture
def firm(db):
    made.append("firm")
    return OrganisationFactory.create(name=NAME)


@pytest.fixture
def nothing(firm):
    made.append("nothing")


@pytest.fixture
def name_of_the_firm(firm):
    return lambda: firm.name


@pytest.fixture
@beginning
def begun(firm, nothing, name_of_the_firm, at):
    at("2026-09-29 08:00")
    return {"firm": firm, "was": name_of_the_firm(), "seen": []}


@pytest.mark.parametrize("turn", [1, 2])
def test_each_test_finds_what_was_made_once_and_leaves_no_trace(begun, nothing, firm, name_of_the_firm, request, turn):
    assert STANDING in request.node.stash
    assert made == ["firm", "nothing"]
    assert (begun["was"], begun["seen"], nothing, clock.now()) == (NAME, [], None, BEGAN)
    assert list(Organisation.objects.filter(name=NAME)) == [firm]
    assert begun["firm"] is firm
    begun["seen"].append(turn)
    Organisation.objects.filter(pk=firm.pk).update(name="演示单位乙")
    firm.refresh_from_db()
    assert name_of_the_firm() == "演示单位乙", "a function is made anew for the test's own objects"


@pytest.mark.django_db(transaction=True)
def test_one_that_commits_does_so_in_a_copy(begun, committed_db, request):
    assert committed_db != request.node.stash[STANDING].database
    Organisation.objects.update(name="演示单位丙")


class TestWithAnotherFirm:
    @pytest.fixture
    def firm(self, db):
        return OrganisationFactory.create(name="演示单位丁")

    def test_a_class_that_overrides_a_part_makes_its_own_beginning(self, begun, request):
        assert standing_for(request) is None
        assert begun["was"] == "演示单位丁"
        assert not Organisation.objects.filter(name=NAME).exists()


def test_what_yields_is_no_part_of_a_beginning(request):
    def yields():
        yield

    with pytest.raises(pytest.UsageError, match="cleans yields"):
        _Maker(request, None)._call(SimpleNamespace(func=yields, argnames=()), ("cleans",))
