"""The standing of builders is open to the insurer of their project, once published, and to no other (LG-4.2-1b)."""

import pytest

from idi_platform.accounts.roles import Role
from regulators.models import CreditRecord
from tests.cast import member

pytestmark = pytest.mark.django_db
HEARD = ("hear", "regulator", {})
PUBLISHED = ("publish", "regulator", {"until": "2029-01-05"})


@pytest.fixture
def about(driver, under):
    def take(organisation, *more):
        proposed = ("propose", "regulator", {"organisation_id": organisation.pk, "kind": "bad"})
        return driver.drive(CreditRecord(subject=under()), [proposed, *more])

    return take


def is_seen(player):
    return CreditRecord.objects.visible_to(player.acting).exists()


def test_an_insurer_sees_the_published_record_of_a_contractor_of_its_project(about, contractor, underwriter):
    record = about(contractor.organisation, HEARD)
    assert not is_seen(underwriter)
    about(contractor.organisation, HEARD, PUBLISHED)
    seen = CreditRecord.objects.visible_to(underwriter.acting)
    assert [one.state for one in seen] == ["published"]
    assert record not in seen


def test_neither_another_insurer_nor_another_builder_sees_it(about, contractor, designer):
    about(contractor.organisation, HEARD, PUBLISHED)
    assert is_seen(contractor)
    assert not is_seen(designer)
    assert not is_seen(member(Role.underwriter))


def test_of_those_who_build_elsewhere_the_insurer_sees_nothing(about, underwriter):
    about(member(Role.contractor).organisation, HEARD, PUBLISHED)
    assert not is_seen(underwriter)


def test_what_was_withdrawn_is_no_longer_shown(about, contractor, underwriter):
    about(contractor.organisation, HEARD, PUBLISHED, ("withdraw", "regulator", {}))
    assert not is_seen(underwriter)
