"""The notice of insurance of one home: what stands on it, who makes it, and that there is one of it."""

import pytest
from django.urls import reverse

from idi_platform.documents.drawing import html_of
from idi_platform.documents.models import Paper
from idi_platform.documents.producing import produce
from idi_platform.kernel.errors import NotPermitted, NotVisible, Refused
from idi_platform.projects.actions import issue_notice
from tests.cast import log_in
from tests.claims.conftest import key
from tests.claims.test_notices import built  # noqa: F401  a fixture
from tests.workflow.test_corrected_facts import correct, the  # noqa: F401  a fixture

pytestmark = pytest.mark.django_db


def issue(player, home):
    return issue_notice(acting=player.acting, key=key(), unit=home)


def test_a_notice_says_what_this_home_is_insured_for_and_names_no_owner(home, handler, owner):
    issue(handler, home)
    paper = produce(Paper.objects.get(subject=home.pk, code="owner_notice").pk)
    assert (paper.state, paper.recipient_person_id, paper.recipient_organisation_id) == ("rendered", None, None)
    said = html_of(paper)
    for words in (
        "1-0101",
        "2022年11月20日",
        "2027年11月19日",
        "漏水",
        paper.verification_code,
        "本户业主",
        "2 天内",
        "7 天内",
    ):
        assert words in said, words
    assert paper.pages == 1
    assert owner.person.phone.removeprefix("+86") not in said


def test_a_home_has_one_notice(home, handler, underwriter):
    issue(handler, home)
    with pytest.raises(Refused) as refused:
        issue(underwriter, home)
    assert [one.code for one in refused.value.refusals] == ["unit.notice_issued"]


@pytest.mark.parametrize("who", ["owner", "developer", "other_insurer"])
def test_the_insurer_makes_it(home, who, request):
    with pytest.raises((NotPermitted, NotVisible)):
        issue(request.getfixturevalue(who), home)


def test_the_developer_counts_the_homes_whose_keys_went_without_a_notice_as_the_record_now_stands(
    client,
    home,
    built,  # noqa: F811
    correct,  # noqa: F811
):
    log_in(client, built)

    def counted():
        [row] = client.get(reverse("claims:developer_home")).context["table"].rows
        return row.cells[3]

    keys = the("unit.hand_over", subject=home.pk)
    given = keys.facts["papers"]
    assert "owner_notice" in given
    assert (counted().words, client.get(counted().href).context["table"].rows[0].cells[0].words) == ("0", "1-0101")
    correct(keys, facts={"papers": [one for one in given if one != "owner_notice"]})
    assert counted().words == "1"
    assert client.get(counted().href).context["table"].rows[0].cells[2].sub == "没有登记告知书交给业主"
    correct(keys, facts={"papers": given})
    assert counted().words == "0"
