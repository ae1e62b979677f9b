"""Who is told of what around a claim, once, in which capacity; no message names anybody."""

from types import SimpleNamespace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from claims import actions
from claims.models import Claim, Ticket
from claims.papers import frames
from idi_platform.accounts.roles import Role
from idi_platform.documents.models import Paper
from idi_platform.documents.producing import produce
from idi_platform.notifications.models import Notice
from idi_platform.notifications.sending import mark_read, send_owed, tell_arrivals
from idi_platform.projects.models.home_binding import Method
from idi_platform.records.models import Party, Record, Subject
from idi_platform.workflow.perform import perform
from tests.cast import LONG_AGO, OrganisationFactory, member
from tests.claims.conftest import key
from tests.claims.test_before_cover import routed  # noqa: F401  fixture
from tests.claims.test_decision import PNG, covered, photo, surveyed, take  # noqa: F401  fixtures
from tests.claims.test_service_desk import entrusted  # noqa: F401  fixture

pytestmark = pytest.mark.django_db
VISIT = {"from_at": "2026-10-01T09:00+08:00", "until_at": "2026-10-01T11:00+08:00"}


@pytest.fixture
def built(home, developer, underwriter):
    """The developer stands in the project's file since before the first reports."""
    Party.objects.create(
        subject=home.subject.project, organisation=developer.organisation, role="developer", since=LONG_AGO
    )
    return developer


def told(template):
    rows = Notice.objects.filter(template=template, channel="in_app")
    return [(row.person_id, row.organisation_id, row.role) for row in rows.order_by("pk")]


def test_the_gate_of_the_compound_learns_of_a_visit_and_of_nobody_s_name(claim, entrusted, take, handler, owner):  # noqa: F811
    take(handler, "schedule_survey", **VISIT)
    assert told("claim.visit_gate") == [(None, entrusted.organisation.pk, "property_desk")]
    send_owed()
    [seen] = Notice.objects.inbox_of(entrusted.acting).filter(template="claim.visit_gate")
    assert owner.person.name not in seen.title + seen.body
    assert not Notice.objects.inbox_of(member(Role.property_desk).acting).exists()


def test_what_the_owner_adds_is_told_to_the_desk_and_what_the_desk_adds_is_not(claim, take, handler, owner, photo):  # noqa: F811
    take(handler, "attach", evidence_ids=[photo.pk])
    assert told("claim.evidence_came") == []
    file = SimpleUploadedFile("more.png", PNG, content_type="image/png")
    actions.add_evidence(acting=owner.acting, key=key(), claim=claim, files=[file])
    assert told("claim.evidence_came") == [(None, handler.organisation.pk, "handler")]


def test_the_desk_that_took_the_report_in_learns_that_there_is_a_result(
    surveyed,  # noqa: F811
    take,  # noqa: F811
    handler,
    approver,
    photo,  # noqa: F811
    property_desk,
):
    Claim.objects.filter(pk=surveyed.pk).update(filed_by_organisation=property_desk.organisation.pk)
    proposal = take(handler, "accept", **covered(photo)).proposal
    assert told("claim.determined_filer") == []
    actions.approve_proposal(acting=approver.acting, key=key(), proposal=proposal)
    assert told("claim.determined_filer") == [(None, property_desk.organisation.pk, "")]


def test_what_is_given_back_is_told_to_its_maker_alone(surveyed, take, handler, approver, photo):  # noqa: F811
    proposal = take(handler, "accept", **covered(photo)).proposal
    actions.decline_proposal(acting=approver.acting, proposal=proposal, reason="证据不够。")
    assert told("proposal.declined") == [(handler.person.pk, handler.organisation.pk, "")]
    assert "证据不够" not in Notice.objects.get(template="proposal.declined").body


def test_the_owner_is_asked_to_look_at_what_is_said_to_be_repaired(built, routed, owner, handler):  # noqa: F811
    ticket = Ticket.objects.select_related("subject").get(origin=routed)
    for step in ("start_repair", "complete_repair"):
        perform(ticket, step, acting=handler.acting, key=key())
    assert told("ticket.repaired") == [(owner.person.pk, None, "")]
    perform(ticket, "accept_repair", acting=owner.acting, key=key())
    assert told("ticket.accepted") == [(None, built.organisation.pk, "")]


def test_who_asks_for_a_home_is_told_to_the_desk_that_compares(home, stranger, handler):
    from idi_platform.projects.models import HomeBinding

    links = {f"{name}_id": pk for name, pk in home.subject.link_ids().items()}
    subject = Subject(division_id=home.subject.division_id, **links)
    perform(HomeBinding(subject=subject, unit=home), "ask", acting=stranger.acting, key=key(), method=Method.CODE)
    assert told("binding.asked") == [(None, handler.organisation.pk, "handler")]
    assert stranger.person.name not in Notice.objects.get(template="binding.asked").body


@pytest.mark.parametrize(("named", "copies"), [(("owner",), 1), (("owner", "insured"), 2)])
def test_the_insured_gets_the_paper_where_the_text_names_him(built, claim, owner, named, copies):
    book = SimpleNamespace(papers={"determination_notice": SimpleNamespace(recipient=named)})
    found = Claim.objects.select_related("subject").get(pk=claim.pk)
    world = SimpleNamespace(rulebook=book)
    drafts = list(frames.to_claimants_and_insured("determination_notice", found, {}, world))
    assert (drafts[0].recipient_person_id, len(drafts)) == (owner.person.pk, copies)
    developer = built.organisation.pk
    assert [draft.recipient_organisation_id for draft in drafts[1:]] == [developer] * (copies - 1)


@pytest.fixture
def copies(surveyed, take, handler, approver, photo):  # noqa: F811
    """The owner's notice of the determination, and a copy for an organisation; neither has left."""
    proposal = take(handler, "accept", **covered(photo)).proposal
    actions.approve_proposal(acting=approver.acting, key=key(), proposal=proposal)
    take(handler, "send_determination")
    own = Paper.objects.get(subject=surveyed.pk, code="determination_notice")
    copy = Paper.objects.get(pk=own.pk)
    copy.pk, copy.recipient_person, copy.recipient_organisation = None, None, OrganisationFactory.create()
    copy.verification_code = "7K4MQ2XD9F0T"
    copy.save(force_insert=True)
    return own, copy


def left(own, step="record_dispatch"):
    """Return which of the papers the log says have left, and when; or have arrived."""
    records = Record.objects.filter(subject=own.subject_id, name=f"claim.{step}", facts__paper=own.code)
    return {record.facts["paper_id"]: record.occurred_at for record in records}


def test_a_duty_to_tell_the_owner_is_met_when_his_own_copy_leaves(copies, at):
    own, copy = copies
    at("2026-10-09 10:00")
    produce(copy.pk)
    assert left(own) == {}
    his = at("2026-10-12 10:00")
    for _ in range(2):  # the worker that told of it was killed, another goes on
        produce(own.pk)
        assert left(own) == {own.pk: his, copy.pk: his}, "no copy counts from before his own"
    produce(copy.pk)
    assert Record.objects.filter(subject=own.subject_id, facts__paper=own.code).count() == 2


def test_a_copy_that_leaves_afterwards_counts_from_its_own_instant(copies, at):
    own, copy = copies
    his = at("2026-10-09 10:00")
    produce(own.pk)
    assert left(own) == {own.pk: his}
    its = at("2026-10-12 10:00")
    produce(copy.pk)
    assert left(own) == {own.pk: his, copy.pk: its}


def test_a_copy_waits_no_more_for_one_that_is_voided_before_it_left(copies, at):
    own, copy = copies
    its = at("2026-10-09 10:00")
    produce(copy.pk)
    Paper.objects.filter(pk=own.pk).update(voided_at=its)
    at("2026-10-12 10:00")
    produce(own.pk)
    assert left(own) == {copy.pk: its}


def test_a_copy_that_is_opened_before_his_own_has_left_counts_with_his(copies, at, handler):
    own, copy = copies
    at("2026-10-09 10:00")
    produce(copy.pk)
    mark_read(Notice.objects.get(paper_id=copy.pk, channel="in_app"), handler.acting)
    assert tell_arrivals() == 1
    assert left(own, "record_arrival") == {}
    his = at("2026-10-12 10:00")
    produce(own.pk)
    assert left(own, "record_arrival") == {copy.pk: his}
