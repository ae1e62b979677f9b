"""Correcting a record through the pages: the form, the impact, the second person."""

import uuid
from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from idi_platform.accounts.roles import Role
from idi_platform.deadlines.sweep import sweep
from idi_platform.kernel import clock
from idi_platform.portal.cases.views import proposals as views
from idi_platform.projects.models import Building
from idi_platform.records.models import Party, Record, Subject, Words
from idi_platform.records.verify import broken_links
from idi_platform.workflow import corrections, locks
from idi_platform.workflow.models import Proposal, ProposalState
from idi_platform.workflow.perform import perform
from policies.models import Policy
from tests.asking import asked_by
from tests.cases.conftest import drawn
from tests.cast import log_in, member
from tests.standing import beginning
from tests.workflow.test_interleavings import another_transaction

pytestmark = pytest.mark.django_db


@pytest.fixture
def record(home):
    return Record.objects.get(name="building.accept")


@pytest.fixture
def address(record):
    return reverse("cases_console:correct", args=[record.pk])


def look_at_the_impact(desk, address, record, proof):
    """Fill in a later day of acceptance; return the form after its impact was shown, and what was filled in."""
    first = drawn(desk.get(address))
    right = {"accepted_on": "2020-12-20", "reason": "录入时看错了报告上的日期", "evidence": [proof(record.subject_id)]}
    return desk.post(address, {**first, **right}), right


@pytest.fixture
def shown(desk, address, record, proof):
    return look_at_the_impact(desk, address, record, proof)


@pytest.fixture
@beginning
def proposal(handler, address, record, proof):
    """A later day of acceptance, sent by the handler through the pages."""
    desk = Client()
    log_in(desk, handler)
    page, right = look_at_the_impact(desk, address, record, proof)
    answer = desk.post(address, {**drawn(page), **right})
    assert answer.status_code == 302, answer.content.decode()[-3000:]
    return Proposal.objects.get()


def test_the_form_shows_what_stands(desk, address):
    page = desk.get(address)
    assert page.status_code == 200
    assert drawn(page)["accepted_on"] == "2020-11-20"
    assert "竣工验收合格日期" in page.content.decode()


def test_the_impact_is_shown_before_anything_is_sent(shown):
    page, _right = shown
    text = page.content.decode()
    assert page.status_code == 200, text[-3000:]
    assert "这次更正会改变" in text
    assert "2020年11月20日" in text
    assert "2020年12月20日" in text
    assert Proposal.objects.count() == 0
    assert Building.objects.get().accepted_on == date(2020, 11, 20)


def test_what_was_shown_is_sent_and_nothing_else(desk, address, shown):
    page, right = shown
    changed = {**drawn(page), **right, "accepted_on": "2020-12-21"}
    again = desk.post(address, changed)
    assert again.status_code == 200
    assert "2020年12月21日" in again.content.decode()
    assert Proposal.objects.count() == 0


def test_the_form_sent_twice_makes_one_proposal(desk, address, shown):
    page, right = shown
    sent = {**drawn(page), **right}
    assert desk.post(address, sent).status_code == 302
    assert desk.post(address, sent).status_code == 302
    assert Proposal.objects.count() == 1


def test_a_second_correction_of_the_same_record_waits_for_the_first(desk, address, proposal, proof, record):
    right = {"accepted_on": "2020-12-22", "reason": "又看了一遍", "evidence": [proof(record.subject_id)]}
    page = desk.post(address, {**drawn(desk.get(address)), **right})
    answer = desk.post(address, {**drawn(page), **right})
    assert answer.status_code == 409
    assert "已经有一项更正" in answer.content.decode()


def test_without_reason_evidence_and_change_the_form_comes_back(desk, address):
    first = drawn(desk.get(address))
    assert "请填写：错在哪里" in desk.post(address, first).content.decode()
    answer = desk.post(address, {**first, "reason": "看错了"})
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "更正需要证据" in text
    assert "没有任何改动" in text


def test_evidence_may_be_handed_in_with_the_form(desk, address, record):
    from idi_platform.documents.models import Attachment
    from tests.doors.world import picture

    first = drawn(desk.get(address))
    page = desk.post(address, {**first, "accepted_on": "2020-12-20", "reason": "看错了", "files": [picture()]})
    assert page.status_code == 200, page.content.decode()[-3000:]
    kept = Attachment.objects.get(subject=record.subject)
    answer = desk.post(address, {**drawn(page), "reason": "看错了", "evidence": [kept.pk]})
    assert answer.status_code == 302
    assert Proposal.objects.get().evidence == [kept.pk]


def test_the_second_person_sees_the_impact_and_agrees(proposal, as_player, approver):
    client = as_player(approver)
    page = client.get(reverse("cases_console:proposal", args=[proposal.pk]))
    text = page.content.decode()
    assert "2020年11月20日 → 2020年12月20日" in text
    assert "这次更正会改变" in text
    assert "录入时看错了" in text
    agree = reverse("cases_console:agree", args=[proposal.pk])
    assert client.post(agree, drawn(page)).status_code == 302
    assert Building.objects.get().accepted_on == date(2020, 12, 20)
    length = Record.objects.count()
    assert client.post(agree, drawn(page)).status_code == 302, "he is told again what he did"
    colleague = member(Role.approver, approver.organisation)
    assert as_player(colleague).post(agree, drawn(page)).status_code == 409
    assert Record.objects.count() == length


def test_the_maker_cannot_agree(desk, proposal):
    page = desk.get(reverse("cases_console:proposal", args=[proposal.pk]))
    assert "要由另一位同事复核" in page.content.decode()
    sent = {"key": "6f6f6f6f-0000-4000-8000-000000000001"}
    assert desk.post(reverse("cases_console:agree", args=[proposal.pk]), sent).status_code == 403
    assert Building.objects.get().accepted_on == date(2020, 11, 20)


def test_the_second_person_gives_back_with_a_reason(proposal, as_player, approver):
    client = as_player(approver)
    address = reverse("cases_console:give_back", args=[proposal.pk])
    sent = {"key": "6f6f6f6f-0000-4000-8000-000000000002"}
    assert client.post(address, sent).status_code == 422
    assert client.post(address, {**sent, "reason": "请附验收报告原件"}).status_code == 302
    proposal.refresh_from_db()
    assert (proposal.state, proposal.decline_words.body) == (ProposalState.DECLINED, "请附验收报告原件")
    assert client.post(address, {**sent, "reason": "再退一次"}).status_code == 404


def test_approvals_of_claims_list_corrections_too(proposal, as_player, approver):
    text = as_player(approver).get(reverse("claims:console_approvals")).content.decode()
    assert "更正：竣工验收合格" in text
    assert reverse("cases_console:proposal", args=[proposal.pk]) in text


def test_an_annulment_that_a_later_step_rests_on_is_refused_with_its_name(desk, address, record, proof):
    first = drawn(desk.get(address))
    building = Building.objects.get()
    assert building.state == "accepted"
    sent = {**first, "annul": "on", "reason": "没有验收", "evidence": [proof(record.subject_id)]}
    page = desk.post(address, sent)
    assert page.status_code == 200
    plan = Record.objects.get(name="building.plan")
    refused = desk.post(
        reverse("cases_console:correct", args=[plan.pk]),
        {**drawn(desk.get(reverse("cases_console:correct", args=[plan.pk]))), **sent},
    )
    assert refused.status_code == 409
    assert "竣工验收合格" in refused.content.decode()


def test_a_record_that_was_annulled_is_not_corrected_again(desk, address, record, proof, as_player, approver):
    sent = {"annul": "on", "reason": "没有验收", "evidence": [proof(record.subject_id)]}
    page = desk.post(address, {**drawn(desk.get(address)), **sent})
    assert desk.post(address, {**drawn(page), **sent}).status_code == 302
    client = as_player(approver)
    client.post(
        reverse("cases_console:agree", args=[Proposal.objects.get().pk]),
        {"key": "6f6f6f6f-0000-4000-8000-000000000003"},
    )
    assert client.get(address).status_code == 409


@pytest.mark.parametrize("who", ["other_insurer", "owner", "accountant", "operator"])
def test_others_find_nothing(as_player, request, address, proposal, who):
    client = as_player(request.getfixturevalue(who))
    for one in (address, reverse("cases_console:proposal", args=[proposal.pk])):
        assert client.get(one).status_code == 404


def test_the_authority_corrects_behind_its_own_door(as_player, regulator_of_city, regulator_elsewhere, record):
    address = reverse("cases_regulator:correct", args=[record.pk])
    assert as_player(regulator_of_city).get(address).status_code == 200
    assert as_player(regulator_elsewhere).get(address).status_code == 404


def test_an_optional_fact_can_be_emptied(desk, home, as_player, approver, proof):
    record = Record.objects.filter(name="unit.register").first()
    address = reverse("cases_console:correct", args=[record.pk])
    first = drawn(desk.get(address))
    right = {"floor": "", "reason": "楼层录错", "evidence": [proof(record.subject_id)]}
    page = desk.post(address, {**first, **right})
    assert page.status_code == 200, page.content.decode()[-3000:]
    assert desk.post(address, {**drawn(page), **right}).status_code == 302
    assert Proposal.objects.get().facts["facts"] == {"floor": None}


def test_rows_of_facts_are_corrected_one_by_one(desk, home, proof, underwriter, as_player):
    record = Record.objects.get(name="policy.draft")
    client = as_player(underwriter)
    address = reverse("cases_console:correct", args=[record.pk])
    first = drawn(client.get(address))
    assert first["shares.1.rate"] == "0.32"
    right = {"shares.1.rate": "0.30", "shares.2.rate": "0.24", "reason": "份额录错"}
    right["evidence"] = [proof(record.subject_id)]
    page = client.post(address, {**first, **right})
    assert page.status_code == 200, page.content.decode()[-3000:]
    assert client.post(address, {**drawn(page), **right}).status_code == 302
    assert list(Proposal.objects.get().facts["facts"]) == ["shares"]


def test_every_step_has_a_form_whose_labels_are_words(home):
    """A fact that no word is found for would be shown by its English name."""
    from idi_platform.portal.cases.facts_fields import Known, fields_of
    from idi_platform.workflow.lifecycles import LIFECYCLES

    bare = [
        f"{kind}.{step.name}: {name}"
        for kind, cycle in LIFECYCLES.items()
        for step in cycle.steps.values()
        for name, field in fields_of(kind, step.facts, {}, Known()).items()
        if str(field.label).rpartition("：")[2].isascii()
    ]
    assert bare == []


def test_a_list_costs_the_same_at_two_sizes(as_player, approver, home, proposal):
    client = as_player(approver)
    address = reverse("cases_console:waiting")

    few = len(asked_by(client, address))
    units = Record.objects.filter(name="unit.register")
    same = {field.attname: getattr(proposal, field.attname) for field in Proposal._meta.concrete_fields}
    same.pop("id")
    Proposal.objects.bulk_create(
        Proposal(**{**same, "subject_id": proposal.subject_id, "corrects_id": units[0].pk}) for _ in range(40)
    )
    assert len(found := asked_by(client, address)) == few, found


def test_the_reason_stands_on_the_timeline_until_it_is_erased(proposal, as_player, approver):
    client = as_player(approver)
    page = client.get(reverse("cases_console:proposal", args=[proposal.pk]))
    client.post(reverse("cases_console:agree", args=[proposal.pk]), drawn(page))
    subject = reverse("cases_console:subject", args=[proposal.subject_id])
    assert "理由：录入时看错了报告上的日期" in client.get(subject).content.decode()
    Words.objects.filter(subject=proposal.subject_id).erase(by=approver.person, ground="本人要求（演示）")
    text = client.get(subject).content.decode()
    assert "录入时看错了" not in text
    assert "理由：已按规定删除" in text
    assert broken_links() == []


def test_what_was_done_since_is_said_and_counted_anew_before_anybody_agrees(proposal, as_player, approver, underwriter):
    policy = Policy.objects.select_related("subject").get()
    perform(policy, "request_amendment", acting=underwriter.acting, key="since", subject_matter="address")
    client = as_player(approver)
    page_address = reverse("cases_console:proposal", args=[proposal.pk])
    page = client.get(page_address)
    text = page.content.decode()
    agree = reverse("cases_console:agree", args=[proposal.pk])
    assert "又有新的记录" in text
    assert agree not in text
    assert client.post(agree, drawn(page)).headers["Location"] == page_address
    assert Building.objects.get().accepted_on == date(2020, 11, 20)
    assert client.post(reverse("cases_console:count", args=[proposal.pk])).status_code == 302
    page = client.get(page_address)
    assert "下面的影响可能已经不同" not in page.content.decode()
    assert client.post(agree, drawn(page)).status_code == 302
    assert Building.objects.get().accepted_on == date(2020, 12, 20)
    assert client.post(reverse("cases_console:count", args=[proposal.pk])).status_code == 404, "decided"


def test_what_is_recorded_between_the_look_and_the_locks_stops_the_agreement(
    proposal, as_player, approver, underwriter, monkeypatch
):
    def nothing_since(_found):
        policy = Policy.objects.select_related("subject").get()
        perform(policy, "request_amendment", acting=underwriter.acting, key="between", subject_matter="address")
        return False

    monkeypatch.setattr(views, "is_outdated", nothing_since)
    client, agree = as_player(approver), reverse("cases_console:agree", args=[proposal.pk])
    answer = client.post(agree, {"key": str(uuid.uuid4())})
    assert answer.status_code == 409
    assert "又有新的记录" in answer.content.decode()
    assert Building.objects.get().accepted_on == date(2020, 11, 20)
    assert not Record.objects.filter(form="correction").exists()
    proposal.refresh_from_db()
    assert proposal.state == "open"


def test_time_passing_by_itself_leaves_the_impact_as_it_was_shown(proposal, as_player, approver, at):
    at("2026-11-30 10:00")
    sweep(clock.now())
    text = as_player(approver).get(reverse("cases_console:proposal", args=[proposal.pk])).content.decode()
    assert "又有新的记录" not in text


@pytest.mark.parametrize("name", ["proposal", "agree", "count", "give_back"])
@pytest.mark.parametrize("who", ["other_insurer", "neighbour", "owner"])
def test_nobody_elsewhere_reaches_a_proposal(proposal, as_player, request, name, who):
    client = as_player(request.getfixturevalue(who))
    address = reverse(f"cases_console:{name}", args=[proposal.pk])
    sent = {"key": "6f6f6f6f-0000-4000-8000-000000000009", "reason": "x"}
    answer = client.get(address) if name == "proposal" else client.post(address, sent)
    assert answer.status_code == 404
    assert Proposal.objects.get().state == ProposalState.OPEN


def test_who_has_left_the_policy_no_longer_reaches_what_his_organisation_prepared(proposal, as_player, approver):
    Party.objects.filter(organisation=approver.organisation).update(until=date(2026, 1, 1))
    client = as_player(approver)
    for name in ("agree", "count", "give_back"):
        sent = {"key": "6f6f6f6f-0000-4000-8000-000000000009", "reason": "x"}
        assert client.post(reverse(f"cases_console:{name}", args=[proposal.pk]), sent).status_code == 404


def test_the_impact_is_counted_once_a_look_and_a_page_counts_nothing(desk, address, proof, record, monkeypatch):
    counted = []
    apply = corrections._apply
    monkeypatch.setattr(corrections, "_apply", lambda *given: counted.append(1) or apply(*given))
    right = {"accepted_on": "2020-12-20", "reason": "看错了", "evidence": [proof(record.subject_id)]}
    page = desk.post(address, {**drawn(desk.get(address)), **right})
    assert len(counted) == 1
    assert desk.post(address, {**drawn(page), **right}).status_code == 302
    assert len(counted) == 2
    desk.get(reverse("cases_console:proposal", args=[Proposal.objects.get().pk]))
    assert len(counted) == 2


@pytest.mark.django_db(transaction=True)
def test_the_pages_of_a_correction_answer_while_everything_it_touches_is_held(desk, address, proposal, as_player):
    held = list(Subject.objects.values_list("pk", flat=True))
    with another_transaction(lambda: locks.take(held)), connection.cursor() as cursor:
        cursor.execute("SET lock_timeout = '2s'")
        pages = (address, reverse("cases_console:proposal", args=[proposal.pk]), reverse("cases_console:waiting"))
        assert [desk.get(page).status_code for page in pages] == [200, 200, 200]
