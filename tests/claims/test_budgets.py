"""Lists ask the database as often for many rows as for few."""

import pytest
from django.urls import reverse

from claims.models import Claim
from idi_platform.records.models import Subject
from tests.asking import asked_by
from tests.cast import log_in

pytestmark = pytest.mark.django_db


def many(claim, count):
    """Put further claims beside one, straight into the tables: what is measured is reading."""
    above = Subject.objects.get(pk=claim.pk)
    links = {f"{name}_id": value for name, value in above.link_ids().items()}
    subjects = Subject.objects.bulk_create(
        Subject(kind="claim", division_id=above.division_id, **links) for _ in range(count)
    )
    Claim.objects.bulk_create(
        Claim(
            subject=subject,
            state="filed",
            number=f"X-{subject.pk}",
            channel="portal",
            place="bathroom",
            severity="traces",
            item_code="waterproofing",
            claimant_person=claim.claimant_person,
            received_at=claim.received_at,
            reported_on=claim.reported_on,
        )
        for subject in subjects
    )


@pytest.mark.parametrize(
    ("who", "route"),
    [("handler", "claims:console_queue"), ("owner", "claims:owner_home"), ("owner", "claims:owner_claims")],
)
def test_a_list_costs_the_same_at_two_sizes(client, claim, request, who, route):
    log_in(client, request.getfixturevalue(who))
    address = reverse(route)
    many(claim, 60)
    few = asked_by(client, address)
    many(claim, 1000)
    lots = asked_by(client, address)
    assert len(few) == len(lots) <= 20, lots
