"""A report before the home is bound: a receipt, then the desk finds the home, and the claim counts from the report."""

import uuid
from datetime import timedelta

import pytest
from django.urls import reverse

from claims import actions
from claims.actions import Whereabouts
from claims.actions.unplaced_ends import close_with_advice, join_report
from claims.models import Claim, Intake
from idi_platform.deadlines.models import Clock
from idi_platform.documents.models import Attachment, Paper
from idi_platform.documents.receiving import receive
from idi_platform.kernel.errors import BadInput, NotPermitted, NotVisible, Refused
from idi_platform.notifications.models import Notice
from idi_platform.projects.models import Project
from idi_platform.records.models import Subject
from policies.models import CoverRow
from tests.cast import log_in
from tests.claims.conftest import LEAK, key
from tests.claims.test_report_days import hidden
from tests.workflow.conftest import picture

pytestmark = pytest.mark.django_db


@pytest.fixture
def where(home):
    return Whereabouts(project=home.building.insured_object.project, building=home.building, words="1 号楼 0101")


@pytest.fixture
def report_of(where):
    """Report as somebody whose home is not bound."""

    def send(player, form_key=None, **more):
        return actions.report_unplaced(acting=player.acting, key=form_key or key(), where=where, defect=LEAK, **more)

    return send


def test_it_is_taken_in_with_number_instant_receipt_and_messages(report_of, stranger, at):
    began = at("2026-09-29 20:10")
    intake = report_of(stranger)
    assert (intake.state, intake.is_unplaced, intake.claim_id) == ("received", True, None)
    assert abs(intake.received_at - began) < timedelta(seconds=10)
    assert intake.statement.body == "1 号楼 0101\n楼上洗澡后开始滴水。"
    paper = Paper.objects.get(subject_id=intake.pk, code="unplaced_receipt")
    assert paper.recipient_person_id == stranger.person.pk
    assert Notice.objects.filter(template="intake.unplaced", person=stranger.person).exists()
    assert Notice.objects.filter(template="intake.unplaced_desk").exists()
    assert not Claim.objects.exists()


def test_the_same_form_twice_is_one_report(report_of, stranger):
    again = key()
    assert report_of(stranger, again).pk == report_of(stranger, again).pk
    assert Intake.objects.count() == 1


def test_nobody_insures_it(stranger, home):
    place = Whereabouts(project=Project.objects.exclude(pk=home.subject.project_id).first() or Project(pk=0))
    with pytest.raises(BadInput) as bad:
        actions.report_unplaced(acting=stranger.acting, key=key(), where=place, defect=LEAK)
    assert bad.value.code == "intake.nobody_insures"


def test_the_desk_places_it_and_the_claim_counts_from_the_report(report_of, stranger, handler, home, at):
    draft = uuid.uuid4()
    photo = receive(picture(), acting=stranger.acting, kind="photo", draft=draft)
    intake = report_of(stranger, draft=draft)
    at("2026-10-01 09:00")
    placing = key()
    done = actions.place_report(acting=handler.acting, key=placing, intake=intake, at=home)
    claim = Claim.objects.get()
    assert (claim.received_at, claim.claimant_person) == (intake.received_at, stranger.person.pk)
    assert claim.channel == "portal"
    assert done.intake.state == "claim_opened"
    assert {row.started_at for row in Clock.objects.filter(subject=claim.pk, measures="determination")} == {
        intake.received_at
    }
    [copy] = Attachment.objects.filter(subject=claim.pk)
    assert (copy.sha256, copy.received_at, copy.uploaded_by) == (photo.sha256, photo.received_at, photo.uploaded_by)
    assert Attachment.objects.filter(subject=intake.pk).count() == 1
    again = actions.place_report(acting=handler.acting, key=placing, intake=intake, at=home)
    assert (again.claim.pk, again.is_repeat, Claim.objects.count()) == (claim.pk, True, 1)
    with pytest.raises(BadInput):
        actions.place_report(acting=handler.acting, key=key(), intake=done.intake, at=home)


def test_nobody_else_places_it(report_of, stranger, owner, approver, other_insurer, home):
    intake = report_of(stranger)
    for player, refusal in ((owner, NotVisible), (other_insurer, NotVisible), (approver, (NotPermitted, Refused))):
        with pytest.raises(refusal):
            actions.place_report(acting=player.acting, key=key(), intake=intake, at=home)
    assert not Claim.objects.exists()


def test_the_pages_lead_from_the_projects_name_to_the_receipt_and_on_to_the_claim(client, stranger, handler, home, at):
    log_in(client, stranger)
    start = reverse("claims:owner_report")
    address = reverse("claims:owner_unplaced")
    assert address in client.get(start).content.decode()
    project = home.building.insured_object.project
    assert client.get(address, {"q": "一"}).status_code == 422
    found = client.get(address, {"q": project.name[:2]})
    assert f"{address}?project={project.pk}" in found.content.decode()
    first = client.get(f"{address}?project={project.pk}")
    where = {"building": str(home.building_id), "room": "0101", "code": "GZ-7", "place": "kitchen", "what": ":"}
    assert client.post(address, {**hidden(first), **where, "room": ""}).status_code == 422
    second = client.post(address, {**hidden(first), **where}, follow=True)
    assert "0101" in second.content.decode()
    third = client.post(address, {**hidden(second), "found": "unknown", "severity": "growing"}, follow=True)
    sent = {**hidden(third), "words": "渗水。"}
    receipt = client.post(address, sent)
    assert client.post(address, sent).url == receipt.url
    intake = Intake.objects.get()
    said = client.get(receipt.url).content.decode()
    for words in (intake.number, "GZ-7", "渗水。", "期限从这一刻算起"):
        assert words in said
    assert receipt.url in client.get(start).content.decode(), "it is found again until it is placed"
    client.logout()

    log_in(client, handler)
    assert intake.number in client.get(reverse("claims:console_placing")).content.decode()
    desk = reverse("claims:console_placing_one", args=[intake.number])
    page = client.get(desk, {"q": "0101"})
    key_ = str(page.context["form"].initial["key"])
    assert client.post(desk, {"key": key_, "unit": "0"}).status_code == 422
    done = client.post(f"{desk}?q=0101", {"key": key_, "unit": str(home.pk)})
    claim = Claim.objects.get()
    assert done.url == reverse("claims:console_claim", args=[claim.number])
    assert intake.number not in client.get(reverse("claims:console_placing")).content.decode()
    client.logout()

    log_in(client, stranger)
    assert client.get(receipt.url).url == reverse("claims:owner_claim", args=[claim.number])


@pytest.fixture
def waiting(report_of, stranger):
    """A report of a stranger with a photo."""
    draft = uuid.uuid4()
    receive(picture(), acting=stranger.acting, kind="photo", draft=draft)
    return report_of(stranger, draft=draft)


def ended(client, handler, intake, act, **given):
    """End a report at the desk's page, the same form twice; return the answers."""
    log_in(client, handler)
    desk = reverse("claims:console_placing_one", args=[intake.number])
    form_key = str(client.get(desk).context[act].initial["key"])
    answers = [client.post(desk, {"key": form_key, "act": act, **given}) for _twice in range(2)]
    client.logout()
    return answers


def test_only_what_the_projects_policy_covers_is_offered(client, stranger, home):
    log_in(client, stranger)
    project = home.building.insured_object.project
    first = f"{reverse('claims:owner_unplaced')}?project={project.pk}"

    def offered():
        return {value.partition(":")[0] for value, _drawing in client.get(first).context["form"].fields["what"].choices}

    rows = CoverRow.objects.filter(building=home.building_id)
    assert offered() - {""} == set(rows.values_list("item", flat=True))
    rows.exclude(item="waterproofing").delete()
    assert offered() - {""} == {"waterproofing"}


def test_the_desk_joins_it_to_the_claim_that_is_there(client, waiting, claim, stranger, handler):
    """Once, with its photos; whoever reported learns of it and sees nothing of the claim, which is another's."""
    assert ended(client, handler, waiting, "join", number="BJ-0000-000000")[0].status_code == 422
    first, second = ended(client, handler, waiting, "join", number=claim.number)
    assert first.url == second.url == reverse("claims:console_claim", args=[claim.number])
    found = Intake.objects.get(pk=waiting.pk)
    assert (found.state, found.claim_id) == ("joined", claim.pk)
    assert Attachment.objects.filter(subject=claim.pk).count() == 1
    assert Claim.objects.count() == 1
    assert Notice.objects.filter(template="intake.joined", person=stranger.person, channel="in_app").count() == 1
    log_in(client, stranger)
    page = client.get(reverse("claims:owner_unplaced_receipt", args=[waiting.number]))
    assert "已归到已有案件" in page.content.decode()
    assert claim.number not in page.content.decode()


def test_it_joins_no_claim_of_another_building_and_none_that_is_over(client, waiting, claim, handler, owner):
    fresh = Claim.objects.select_related("subject").get(pk=claim.pk)
    actions.withdraw(acting=owner.acting, key=key(), claim=fresh)
    answer = ended(client, handler, waiting, "join", number=claim.number)[0]
    assert (answer.status_code, Intake.objects.get(pk=waiting.pk).state) == (409, "received")
    assert "不能再归并到这个案件：业主已在2026年9月29日 20:10“撤回报案”。" in answer.content.decode()
    Subject.objects.filter(pk=waiting.pk).update(building=None, project=None)
    assert ended(client, handler, waiting, "join", number=claim.number)[0].status_code in (404, 409)


def test_what_only_asked_is_closed_with_words_that_the_asker_reads(client, waiting, stranger, handler):
    assert ended(client, handler, waiting, "advise", words=" ")[0].status_code == 422
    first, second = ended(client, handler, waiting, "advise", words="这一处归物业，请打物业电话。")
    assert first.url == reverse("claims:console_placing")
    assert second.status_code in (302, 409)
    assert Intake.objects.get(pk=waiting.pk).state == "advice_only"
    assert Notice.objects.filter(template="intake.advised", person=stranger.person, channel="in_app").count() == 1
    log_in(client, stranger)
    page = client.get(reverse("claims:owner_unplaced_receipt", args=[waiting.number])).content.decode()
    assert "这一处归物业" in page
    assert "现在轮到" not in page
    assert "法定最晚" not in page


def test_its_receipt_says_by_which_days_the_insurer_acts_once_the_home_is_found(client, report_of, stranger, at):
    """They count from the report, whenever the home is found; and are those that the claim has then."""
    at("2026-09-29 20:10")
    waiting = report_of(stranger)
    at("2026-10-03 09:00")
    log_in(client, stranger)
    answer = client.get(reverse("claims:owner_unplaced_receipt", args=[waiting.number]))
    dues = {due.what: due.must for due in answer.context["dues"]}
    assert dues["上门看"] == dues["告诉您赔不赔、为什么"] == "2026年10月8日 24:00"
    assert "办法第二十条第二款：二日内派员现场查勘" in answer.content.decode()


@pytest.mark.parametrize("who", ["approver", "other_insurer", "owner"])
def test_nobody_else_ends_it(waiting, claim, request, who):
    player = request.getfixturevalue(who)
    refusals = (NotPermitted, NotVisible, Refused)
    with pytest.raises(refusals):
        close_with_advice(acting=player.acting, key=key(), intake=waiting, words="不立案。")
    with pytest.raises(refusals):
        join_report(acting=player.acting, key=key(), intake=waiting, claim=claim)
    assert Intake.objects.get(pk=waiting.pk).state == "received"
