"""The pages of the texts: a revision for many objects, agreeing to many, a question decided, a text carried on."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from idi_platform.accounts.roles import Role
from idi_platform.projects.models import InsuredObject, TextExtension
from idi_platform.rulebooks.loading import load_body
from idi_platform.rulebooks.models import Binding
from idi_platform.rulebooks.shipped import load_shipped
from idi_platform.rulebooks.store import publish
from idi_platform.workflow.models import Proposal
from idi_platform.workflow.perform import perform
from tests.cast import log_in, member
from tests.claims.test_decision import PNG

pytestmark = pytest.mark.django_db
TEXT = "/console/texts/beijing-2019/"
KEY = "00000000-0000-4000-8000-0000000000a1"


@pytest.fixture
def page():
    """Log a player in; return his client."""

    def enter(player):
        client = Client()
        log_in(client, player)
        return client

    return enter


@pytest.fixture
def revision(claim):
    body = load_shipped("beijing-2019").body
    changed = body.replace("within: {days: 7, tightened_by: service.determination}", "within: {days: 10}", 1)
    assert changed != body
    return publish(load_body(changed), reason="核定期限改正", approver="test").revision


@pytest.fixture
def insured(claim):
    return InsuredObject.objects.get(pk=claim.subject.insured_object_id)


def words(answer):
    return re.sub(r"<[^>]+>|\s+", " ", answer.content.decode())


def test_many_objects_go_on_under_a_revision_by_two_persons(revision, insured, page, underwriter, approver):
    maker, second = page(underwriter), page(approver)
    assert "还在用旧的修订" in words(maker.get(TEXT))
    sent = {"key": KEY, "revision": revision.pk, "chosen": [insured.pk]}

    shown = maker.post(f"{TEXT}adopt/", {**sent, "act": "preview"})
    assert "改期 1" in words(shown)
    assert not Proposal.objects.exists()

    for _twice in range(2):
        answer = maker.post(f"{TEXT}adopt/", {**sent, "act": "send"})
        assert "已提交复核" in words(answer)
    waiting = Proposal.objects.get(step="insured_object.adopt_revision")
    assert "时限的改变" in words(second.get(f"/console/corrections/{waiting.pk}/"))

    for _twice in range(2):
        answer = second.post(f"{TEXT}agree/", {"key": KEY, "chosen": [waiting.pk], "act": "send"})
        assert "已生效" in words(answer)
    assert Binding.objects.get(insured_object_id=insured.pk).revision_id == revision.pk
    assert "还在用旧的修订" not in words(maker.get(TEXT))


def test_the_second_person_sees_what_it_does_and_what_happened_since(
    revision, insured, page, underwriter, approver, at
):
    """A record of the project alone lies under the object too: counted anew, it is no longer new."""
    maker, second = page(underwriter), page(approver)
    maker.post(f"{TEXT}adopt/", {"key": KEY, "revision": revision.pk, "chosen": [insured.pk], "act": "send"})
    waiting = Proposal.objects.get(step="insured_object.adopt_revision")
    assert "改期 1" in words(second.get(f"{TEXT}agree/"))

    perform(insured.project, "begin_design", acting=underwriter.acting, key="since")
    assert "重新计算影响" in words(second.get(f"{TEXT}agree/"))
    answer = second.post(f"{TEXT}agree/", {"key": KEY, "chosen": [waiting.pk], "act": "send"})
    assert "没有办成" in words(answer)
    assert insured_revision(insured) != revision.pk

    assert second.post(f"/console/corrections/{waiting.pk}/count/").status_code == 302
    assert "改期 1" in words(second.get(f"{TEXT}agree/"))
    answer = second.post(f"{TEXT}agree/", {"key": KEY, "chosen": [waiting.pk], "act": "send"})
    assert "已生效" in words(answer)
    assert insured_revision(insured) == revision.pk


def test_what_stands_against_one_object_is_said_beside_it(revision, insured, page, underwriter):
    maker = page(underwriter)
    older = insured_revision(insured)
    answer = maker.post(f"{TEXT}adopt/", {"key": KEY, "revision": older, "chosen": [insured.pk], "act": "send"})
    assert "没有办成" in words(answer)
    assert "不用再换" in words(answer)


def insured_revision(insured):
    return Binding.objects.get(insured_object_id=insured.pk).revision_id


def test_the_maker_finds_nothing_to_agree_to(revision, insured, page, underwriter):
    maker = page(underwriter)
    maker.post(f"{TEXT}adopt/", {"key": KEY, "revision": revision.pk, "chosen": [insured.pk], "act": "send"})
    waiting = Proposal.objects.get(step="insured_object.adopt_revision")
    answer = maker.post(f"{TEXT}agree/", {"key": KEY, "chosen": [waiting.pk], "act": "send"})
    assert answer.status_code == 422
    assert insured_revision(insured) != revision.pk


def test_who_may_not_is_told_so(revision, page, handler, other_insurer):
    assert page(handler).get(f"{TEXT}adopt/").status_code == 403
    assert "0" in words(page(other_insurer).get(TEXT))
    assert page(handler).get("/console/texts/no-such-text/").status_code == 404
    assert page(handler).get(f"{TEXT}extend/").status_code == 403


def test_a_question_is_listed_and_sent_to_a_second_person(insured, page, approver):
    Binding.objects.filter(insured_object_id=insured.pk).update(outcome="undetermined", edition=None, revision=None)
    client = page(approver)
    assert "认定" in words(client.get("/console/texts/"))
    address = f"/console/texts/objects/{insured.pk}/decide/"
    given = {"key": KEY, "edition": "beijing-2019", "document_number": "示例〔2026〕7号"}
    assert client.post(address, given).status_code == 422
    assert client.post(address, {**given, "ground": "许可证在有效期内申领。"}).status_code == 302
    assert Proposal.objects.get(step="insured_object.decide_edition").facts["edition"] == "beijing-2019"


def test_an_officer_sends_an_extension_with_its_document(claim, page, regulator_of_city, regulator_elsewhere):
    client, address = page(regulator_of_city), "/regulator/texts/beijing-2019/extend/"
    given = {"key": KEY, "to": "2027-04-30", "issued_on": "2024-05-01", "document_number": "示例〔2024〕1号"}
    assert client.post(address, given).status_code == 422
    document = SimpleUploadedFile("document.png", PNG, content_type="image/png")
    assert client.post(address, {**given, "document": document}).status_code == 302
    file = TextExtension.objects.get()
    waiting = Proposal.objects.get(step="text_extension.record")
    second = page(member(Role.regulator, regulator_of_city.organisation, "110000"))
    assert second.post(f"/regulator/corrections/{waiting.pk}/agree/", {"key": KEY}).status_code == 302
    file.refresh_from_db()
    assert file.state == "recorded"
    assert "2027年4月30日" in words(client.get("/regulator/texts/beijing-2019/"))
    assert page(regulator_elsewhere).get(address).status_code == 403
