"""Several owners of one home: whoever claims decides over the claim."""

import uuid

import pytest
from django.urls import reverse

from claims import actions
from claims.codes import Mode, Reporter
from claims.models import Claim
from idi_platform.kernel.errors import NotVisible, Refused
from idi_platform.projects import actions as project_file
from tests.cast import log_in
from tests.claims.conftest import key
from tests.claims.test_decision import codes, photo, surveyed, take  # noqa: F401  fixtures
from tests.claims.test_settlement import accepted, agree, offered  # noqa: F401  fixtures

pytestmark = pytest.mark.django_db


@pytest.fixture
def joint(home, owner, neighbour, underwriter):
    """The home belongs to the owner and to the neighbour together."""
    project_file.transfer_unit(
        acting=underwriter.acting,
        key=key(),
        unit=home,
        transferred_on="2026-01-05",
        persons=[owner.person.pk, neighbour.person.pk],
    )
    return neighbour


def test_a_joint_owner_who_does_not_claim_withdraws_nothing(joint, claim, take, owner):  # noqa: F811
    assert Claim.objects.visible_to(joint.acting).filter(pk=claim.pk).exists()
    with pytest.raises(Refused) as refused:
        take(joint, "withdraw")
    assert codes(refused) == {"claim.not_claimant"}
    take(owner, "withdraw")


def test_a_joint_owner_who_does_not_claim_agrees_to_nothing(joint, offered, owner):  # noqa: F811
    with pytest.raises(Refused) as refused:
        agree(offered, joint, Mode.CASH)
    assert codes(refused) == {"claim.not_claimant"}
    agree(offered, owner, Mode.CASH)


@pytest.fixture
def called_in(report, handler):
    """A claim that the desk took in for a caller whom it did not know."""
    said = actions.Caller(reporter=Reporter.OWNER, name="来电人（演示）", phone="13800000901")
    return report(player=handler, caller=said).claim


def test_where_a_desk_named_nobody_an_owner_of_that_day_takes_it_up_first(client, joint, called_in, owner, handler):
    assert (called_in.claimant_person, called_in.filed_by_organisation) == (None, handler.acting.organisation_id)
    with pytest.raises(Refused) as refused:
        actions.withdraw(acting=joint.acting, key=key(), claim=called_in)
    assert codes(refused) >= {"claim.unclaimed"}
    log_in(client, joint)
    address = reverse("claims:owner_take_up", args=[called_in.number])
    assert address in client.get(reverse("claims:owner_claim", args=[called_in.number])).content.decode()
    form = {"key": str(uuid.uuid4())}
    assert client.get(address).status_code == 200
    assert [client.post(address, form).status_code for _ in range(2)] == [302, 302]
    with pytest.raises(Refused) as refused:
        actions.take_up(acting=owner.acting, key=key(), claim=called_in)
    assert codes(refused) == {"claim.claimed_already"}
    actions.withdraw(acting=joint.acting, key=key(), claim=called_in)
    assert Claim.objects.get(pk=called_in.pk).state == "withdrawn"


def test_a_caller_whose_telephone_is_an_owners_claims(joint, report, owner, handler):
    said = actions.Caller(reporter=Reporter.OWNER, name="来电人（演示）", phone=owner.person.phone)
    for _ in range(2):
        claim = report(player=handler, caller=said, form_key="call").claim
    assert claim.claimant_person == owner.person.pk
    with pytest.raises(Refused) as refused:
        actions.take_up(acting=joint.acting, key=key(), claim=claim)
    assert codes(refused) == {"claim.claimed_already"}


def test_a_later_owner_neither_sees_nor_takes_up_what_was_reported_before_him(
    called_in, home, owner, stranger, underwriter, at
):
    at("2026-12-01 10:00")
    sale = {"unit": home, "transferred_on": "2026-11-30", "persons": [stranger.person.pk]}
    project_file.transfer_unit(acting=underwriter.acting, key=key(), **sale)
    with pytest.raises(NotVisible):
        actions.take_up(acting=stranger.acting, key=key(), claim=called_in)
    with pytest.raises(Refused) as refused:
        actions.take_up(acting=owner.acting, key=key(), claim=called_in)
    assert "claim.former_owner" in codes(refused)
