"""A fact in breach opens a violation against whoever owed the duty on the day of the fact (R2)."""

from datetime import UTC, date, datetime

import pytest

from idi_platform.accounts.roles import PartyRole
from idi_platform.projects.actions import hand_over_unit
from idi_platform.projects.models import Unit
from idi_platform.records.models import Party
from idi_platform.workflow.perform import perform
from policies.book import read_book
from policies.opening import open_book
from regulators.models import ViolationCase
from tests.claims.conftest import key
from tests.policies.books import bj_2
from tests.proofs import evidence_on

pytestmark = pytest.mark.django_db
D = date.fromisoformat


@pytest.fixture
def keys_given(insurer_organisation, owner, underwriter, approver, developer, at):
    """Give the keys of a home in a building that was never accepted, with or without a developer in the file."""

    def give(*, is_known=True, before=None):
        book = bj_2(insurer_organisation)
        book["project"]["parties"] = {"developer": developer.organisation.uscc} if is_known else {}
        sale = {"sold_on": "2020-03-01", "owners": [{"name": owner.person.name, "phone": owner.person.phone}]}
        book["buildings"][0].update(accepted_on=None, ranges=[], units=[{"number": "1-0101", "floor": 1, **sale}])
        at("2026-09-29 08:00")
        open_book(read_book(book), acting=underwriter.acting, key="b", second_person=approver.acting)
        unit = Unit.objects.select_related("subject", "building").get()
        if before is not None:
            before(unit)
        hand_over_unit(
            acting=underwriter.acting, key=key(), unit=unit, handed_over_on=D("2026-09-01"), in_breach=True,
            evidence=evidence_on(unit.pk), occurred_at=datetime(2026, 9, 1, 2, tzinfo=UTC),
        )  # fmt: skip
        return ViolationCase.objects.select_related("subject").get(code="unit.hand_over.accepted")

    return give


def test_the_violation_is_the_developers_who_alone_sees_and_answers_it(keys_given, developer, contractor):
    violation = keys_given()
    assert violation.organisation == developer.organisation.pk
    assert not ViolationCase.objects.visible_to(contractor.acting).exists()
    perform(violation, "answer", acting=developer.acting, key=key())
    violation.refresh_from_db()
    assert violation.state == "answered"


def test_who_took_the_role_over_after_the_fact_is_not_accused(keys_given, developer, contractor):
    def passed_on(unit):
        own = {"subject_id": unit.subject.project_id, "role": PartyRole.developer}
        Party.objects.filter(**own).update(until=D("2026-09-10"))
        Party.objects.create(**own, organisation=contractor.organisation, since=D("2026-09-10"))

    assert keys_given(before=passed_on).organisation == developer.organisation.pk


def test_where_nobody_is_known_the_authority_says_who(keys_given):
    assert keys_given(is_known=False).organisation is None
