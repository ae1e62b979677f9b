"""The earliest record of the same defect at the same place: linked where nothing is in doubt, else a person says."""

import uuid
from dataclasses import replace
from datetime import date

import pytest
from django.urls import reverse

from claims import actions
from claims.codes import Place
from claims.cover import cover_of, earliest_known
from claims.models import Claim, Ticket
from idi_platform.kernel.errors import NotPermitted, Refused
from idi_platform.projects.models import Unit
from idi_platform.records.models import Party, Record
from policies.rules.terms_of_cover import Basis, CoverState
from tests.cast import log_in
from tests.claims.conftest import LEAK, key
from tests.claims.test_decision import codes

pytestmark = pytest.mark.django_db
BEFORE = date(2021, 6, 1)


@pytest.fixture
def ticket(home, report, at):
    """A ticket of 2021, before cover, of the leak in the bathroom; it is 2026 again."""
    at("2021-06-02 09:00")
    made = Ticket.objects.select_related("subject").get(origin=report(defect=replace(LEAK, discovered_on=BEFORE)).claim)
    at("2026-09-29 20:10")
    return made


def links(claim):
    return Record.objects.filter(subject=claim.pk, name="claim.link_earlier")


def test_a_claim_takes_over_the_day_of_the_ticket_before_cover(ticket, report):
    claim = report(form_key="form").claim
    assert report(form_key="form").is_repeat
    assert (claim.state, claim.earlier_id, earliest_known(claim)) == ("filed", ticket.pk, BEFORE)
    assert links(claim).get().facts == {"earlier": ticket.pk, "known_on": "2021-06-01", "by_rule": True}
    cover = cover_of(claim)
    assert (cover.state, cover.basis) == (CoverState.UNDETERMINED, Basis.LEFTOVER)
    assert cover.dates["first_known_on"] == BEFORE


def test_another_item_is_not_the_same(ticket, report):
    claim = report(defect=replace(LEAK, item="structure", defect="")).claim
    assert (claim.earlier_id, earliest_known(claim)) == (None, None)
    assert cover_of(claim).state is CoverState.COVERED


def test_another_home_is_not_the_same(ticket, owner):
    other = Unit.objects.select_related("subject", "building").exclude(pk=ticket.subject.unit_id).first()
    Party.objects.create(subject=other.subject, role="owner", person=owner.person, since=date(2020, 1, 1))
    claim = actions.report_defect(acting=owner.acting, key=key(), at=other, defect=LEAK).claim
    assert (claim.earlier_id, links(claim).count()) == (None, 0)


@pytest.mark.parametrize("change", [{"place": Place.KITCHEN}, {"item": "", "defect": ""}])
def test_what_is_in_doubt_is_only_shown(client, ticket, report, handler, change):
    claim = report(defect=replace(LEAK, **change)).claim
    assert claim.earlier_id is None
    log_in(client, handler)
    page = client.get(reverse("claims:console_claim", args=[claim.number])).content.decode()
    assert f"可能和更早的 {ticket.number} 是同一问题" in page


def test_what_was_mended_is_closed(ticket, report, handler, owner):
    for step in ("record_visit", "start_repair", "complete_repair"):
        actions.take_on_ticket(acting=handler.acting, key=step, ticket=ticket, step=step)
    actions.take_on_ticket(acting=owner.acting, key="accept", ticket=ticket, step="accept_repair")
    assert report().claim.earlier_id is None


def test_a_link_counts_no_more_once_the_earlier_one_is_mended(ticket, report, handler, owner):
    claim = report().claim
    for step in ("record_visit", "start_repair", "complete_repair"):
        actions.take_on_ticket(acting=handler.acting, key=step, ticket=ticket, step=step)
    assert earliest_known(claim) == BEFORE
    actions.take_on_ticket(acting=owner.acting, key="accept", ticket=ticket, step="accept_repair")
    assert earliest_known(claim) is None


def test_an_earlier_claim_gives_its_day_too(claim, report):
    second = report(defect=replace(LEAK, discovered_on=None)).claim
    assert (second.earlier_id, earliest_known(second)) == (claim.pk, LEAK.discovered_on)


def test_the_desk_corrects_the_link_with_reasons(client, ticket, report, handler, approver):
    claim = report().claim
    log_in(client, handler)
    shown = client.get(reverse("claims:console_claim", args=[claim.number])).content.decode()
    assert f"和更早的 {ticket.number} 是同一问题" in shown
    assert "自动关联，可以更正" in shown
    address = reverse("claims:console_step", args=[claim.number, "link_earlier"])
    assert client.get(address).context["form"]["earlier"].value() is None
    form = {"key": str(uuid.uuid4()), "earlier": "none"}
    assert client.post(address, form).status_code == 422
    for _ in range(2):
        assert client.post(address, {**form, "words": "上次是淋浴房，这次是浴缸下面。"}).status_code == 302
    found = Claim.objects.get(pk=claim.pk)
    assert (found.earlier_id, earliest_known(found), links(found).count()) == (None, None, 2)
    assert cover_of(found).state is CoverState.COVERED
    again = {"key": str(uuid.uuid4()), "earlier": str(ticket.pk), "words": "照片里是同一根管。"}
    assert client.post(address, again).status_code == 302
    assert earliest_known(Claim.objects.get(pk=claim.pk)) == BEFORE
    client.logout()
    log_in(client, approver)
    assert client.get(address).status_code == 404


def test_nobody_links_without_reasons_elsewhere_or_for_himself(ticket, report, handler, owner, home):
    claim = report().claim
    with pytest.raises(Refused) as refused:
        actions.take(claim, "link_earlier", acting=handler.acting, key=key())
    assert codes(refused) == {"claim.earlier_unexplained"}
    with pytest.raises(Refused) as refused:
        actions.link_earlier(acting=handler.acting, key=key(), claim=claim, earlier=home.pk, words="同一套房。")
    assert codes(refused) == {"claim.earlier_elsewhere"}
    with pytest.raises(Refused) as refused:
        actions.take(claim, "link_earlier", acting=handler.acting, key=key(), by_rule=True)
    assert codes(refused) == {"claim.earlier_not_by_rule"}
    with pytest.raises(NotPermitted):
        actions.link_earlier(acting=owner.acting, key=key(), claim=claim, earlier=None, words="不是。")


def test_an_owner_reads_of_the_link_without_the_other_case(client, ticket, report, owner):
    claim = report().claim
    log_in(client, owner)
    page = client.get(reverse("claims:owner_claim", args=[claim.number])).content.decode()
    assert "核对有没有更早的记录" in page
    assert ticket.number not in page
