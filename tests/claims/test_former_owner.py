"""After a sale: the former owner reads his own time, and acts no more; his agent reaches no further than he."""

import uuid
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from claims import actions
from claims.actions import Defect
from claims.codes import Place
from claims.models import Claim, Ticket
from idi_platform.accounts.roles import PartyRole
from idi_platform.documents.models import AttachmentKind, Paper
from idi_platform.documents.producing import produce
from idi_platform.documents.receiving import receive
from idi_platform.kernel.errors import Refused
from idi_platform.projects import actions as project_file
from idi_platform.records.models import Party
from tests.cast import log_in
from tests.claims.conftest import key
from tests.claims.test_decision import PNG, codes, covered, photo, surveyed, take  # noqa: F401  fixtures
from tests.workflow.conftest import picture

pytestmark = pytest.mark.django_db


@pytest.fixture
def sold(home, neighbour, underwriter, at):
    """The home passes to the neighbour on 2026-11-30; it is the next day."""

    def sell():
        at("2026-12-01 10:00")
        project_file.transfer_unit(
            acting=underwriter.acting,
            key=key(),
            unit=home,
            transferred_on=date(2026, 11, 30),
            persons=[neighbour.person.pk],
        )

    return sell


def test_a_former_owner_takes_no_step_on_his_claim(claim, owner, sold):
    actions.take(claim, "note", acting=owner.acting, key=key(), words="楼上又在用水。")
    sold()
    for step, facts in (("withdraw", {}), ("declare_emergency", {}), ("note", {"words": "还有一句。"})):
        with pytest.raises(Refused) as refused:
            actions.take(claim, step, acting=owner.acting, key=key(), **facts)
        assert "claim.former_owner" in codes(refused)


def test_a_former_owner_takes_no_step_on_his_ticket(client, report, owner, at, sold):
    at("2021-06-02 09:00")
    defect = Defect(place=Place.BATHROOM, item="waterproofing", discovered_on=date(2021, 6, 1))
    ticket = Ticket.objects.select_related("subject").get(origin=report(defect=defect).claim)
    sold()
    log_in(client, owner)
    page = client.get(reverse("claims:owner_ticket", args=[ticket.number])).content.decode()
    assert "房屋已经转让" in page
    client.post(reverse("claims:owner_ticket_step", args=[ticket.number, "withdraw"]), {"key": str(uuid.uuid4())})
    assert Ticket.objects.get().state == "told_to_liable"


def test_a_former_owner_reads_his_own_time(client, claim, owner, handler, sold):
    before = Paper.objects.filter(subject_id=claim.pk).order_by("pk").first()
    produce(before.pk)
    filed_photo(claim, handler)
    sold()
    receive(picture(), acting=handler.acting, kind=AttachmentKind.PHOTO, subject_id=claim.pk)
    actions.take(claim, "request_supplement", acting=handler.acting, key=key(), words="补材料", papers=["identity"])
    after = Paper.objects.filter(subject_id=claim.pk).order_by("pk").last()
    produce(after.pk)
    log_in(client, owner)
    shown = client.get(reverse("claims:owner_claim", args=[claim.number])).context
    assert [item.number for item in shown["evidence"]] == ["E-01"]
    assert len(shown["papers"]) == 2
    assert not shown["acts"]
    assert client.get(reverse("claims:owner_paper", args=[before.pk])).status_code == 200
    assert client.get(reverse("claims:owner_paper", args=[after.pk])).status_code == 200
    Paper.objects.filter(pk=after.pk).update(recipient_person=handler.person.pk)
    assert len(client.get(reverse("claims:owner_claim", args=[claim.number])).context["papers"]) == 1
    assert client.get(reverse("claims:owner_paper", args=[after.pk])).status_code == 404


@pytest.mark.parametrize("name", ["withdraw", "offer", "add", "take_up"])
def test_the_forms_tell_a_former_owner_why_he_acts_no_more(client, claim, owner, sold, name):
    log_in(client, owner)
    address = reverse(f"claims:owner_{name}", args=[claim.number])
    assert "这里不能再办理" not in client.get(address).content.decode()
    sold()
    page = client.get(address)
    assert page.status_code == 200
    assert "房屋已经在 2026年11月30日 转给别人" in page.content.decode()
    assert "<form" not in page.content.decode().partition("<main")[2].partition("</main")[0]


def test_the_cards_of_a_former_home_show_how_its_cases_stood(
    client,
    surveyed,  # noqa: F811
    photo,  # noqa: F811
    report,
    neighbour,
    owner,
    handler,
    approver,
    sold,
):
    claim = surveyed
    sold()
    proposed = actions.take(claim, "accept", acting=handler.acting, key=key(), **covered(photo))
    actions.approve_proposal(acting=approver.acting, key=key(), proposal=proposed.proposal)
    assert Claim.objects.get(pk=claim.pk).state == "accepted"
    mine = report(player=neighbour).claim
    log_in(client, owner)
    (card,) = client.get(reverse("claims:owner_claims")).context["claims"]
    assert card.line == f"{claim.number}　房屋转让时：已收到报案"
    assert (card.chip, card.hint) == (None, "")
    client.logout()
    log_in(client, neighbour)
    (card,) = client.get(reverse("claims:owner_claims")).context["claims"]
    assert card.line == f"{mine.number}　已收到报案"


def test_an_agent_looks_through_the_owner_who_named_him(claim, report, home, neighbour, stranger, sold):
    person = stranger.person
    Party.objects.create(subject=home.subject, role=PartyRole.agent, person=person, since=date(2026, 10, 20))
    sold()
    later = report(player=neighbour).claim
    seen = set(Claim.objects.visible_to(stranger.acting).values_list("pk", flat=True))
    assert seen == {claim.pk}
    with pytest.raises(Refused) as refused:
        actions.take(claim, "note", acting=stranger.acting, key=key(), words="代他问一句。")
    assert "claim.former_owner" in codes(refused)
    assert later.pk != claim.pk


def filed_photo(claim, handler):
    file = SimpleUploadedFile("a.png", PNG, content_type="image/png")
    return receive(file, acting=handler.acting, kind=AttachmentKind.PHOTO, subject_id=claim.pk)
