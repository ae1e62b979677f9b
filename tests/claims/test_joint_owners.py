"""Several owners of one home: whoever claims decides over the claim."""

import pytest

from claims import actions
from claims.codes import Mode, Reporter
from claims.models import Claim
from idi_platform.kernel.errors import Refused
from idi_platform.projects import actions as project_file
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


def test_where_a_desk_named_nobody_any_owner_of_that_day_claims(joint, report, handler):
    said = actions.Caller(reporter=Reporter.OWNER, name="来电人（演示）", phone="13800000901")
    claim = report(player=handler, caller=said).claim
    assert (claim.claimant_person, claim.filed_by_organisation) == (None, handler.acting.organisation_id)
    actions.withdraw(acting=joint.acting, key=key(), claim=claim)
    assert Claim.objects.get(pk=claim.pk).state == "withdrawn"
