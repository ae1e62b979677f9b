"""The page of refused attempts: for those who may see the case, and for the organisation whose people tried."""

import pytest
from django.urls import reverse

from idi_platform.kernel import clock
from idi_platform.kernel.errors import NotPermitted, NotVisible
from idi_platform.workflow.models import RefusedAttempt
from idi_platform.workflow.perform import perform
from tests.cast import owner_player

pytestmark = pytest.mark.django_db
LIST = reverse("cases_console:attempts")


@pytest.fixture
def tried(claim, surveyor):
    """A surveyor tries to send a determination."""
    with pytest.raises(NotPermitted):
        perform(claim, "send_determination", acting=surveyor.acting, key="send")
    return claim


def test_the_desk_reads_who_tried_what_and_where(desk, tried, surveyor):
    text = desk.get(LIST).content.decode()
    assert surveyor.person.name in text
    assert "您现在的身份不能" in text
    assert tried.number in text


def test_a_private_persons_name_is_masked(desk, claim):
    stranger = owner_player("欧阳路人甲")
    with pytest.raises(NotVisible):
        perform(claim, "withdraw", acting=stranger.acting, key="withdraw")
    text = desk.get(LIST).content.decode()
    assert claim.number in text
    assert "欧阳路人甲" not in text


def test_another_insurer_reads_nothing_of_it(as_player, other_insurer, tried):
    text = as_player(other_insurer).get(LIST).content.decode()
    assert tried.number not in text
    assert "没有被拒绝的操作" in text


def test_who_tried_on_what_he_may_not_see_reads_that_he_did_and_not_where(as_player, other_insurer, claim):
    with pytest.raises(NotVisible):
        perform(claim, "send_determination", acting=other_insurer.acting, key="send")
    text = as_player(other_insurer).get(LIST).content.decode()
    assert other_insurer.person.name in text
    assert claim.number not in text
    assert f"/{claim.pk}/" not in text


def test_the_authority_of_the_place_reads_it_and_another_does_not(
    as_player, regulator_of_city, regulator_elsewhere, tried
):
    behind = reverse("cases_regulator:attempts")
    assert "您现在的身份不能" in as_player(regulator_of_city).get(behind).content.decode()
    assert "您现在的身份不能" not in as_player(regulator_elsewhere).get(behind).content.decode()


def test_what_was_asked_for_on_a_mere_place_is_read_by_its_authority(as_player, regulator_of_city, regulator_elsewhere):
    clerk = as_player(regulator_elsewhere)
    behind = reverse("cases_regulator:attempts")
    RefusedAttempt.objects.create(
        division_id="110106",
        step="project.register",
        acting={"kind": "person", "roles": ["underwriter"]},
        refusals=[{"code": "step.not_permitted", "message": "不能登记项目（演示）", "clause": "", "effect": "block"}],
        at=clock.now(),
        digest=bytes(32),
    )
    assert "不能登记项目（演示）" not in clerk.get(behind).content.decode()
    assert "不能登记项目（演示）" in as_player(regulator_of_city).get(behind).content.decode()
