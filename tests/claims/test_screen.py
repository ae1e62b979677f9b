"""A claim on one screen: what it shows, what is recorded of looking, what lies behind its lines."""

import uuid
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from claims import actions
from claims.desk.keeping import note_absence
from claims.forms.step_checks import problems_of
from claims.models import Claim, Phrase
from idi_platform.accounts.roles import Role
from idi_platform.documents import pictures
from idi_platform.documents.models import Attachment, AttachmentKind
from idi_platform.documents.receiving import receive
from idi_platform.kernel import clock
from idi_platform.kernel.errors import Refused
from idi_platform.records import verify
from idi_platform.records.models import Record, Subject
from idi_platform.workflow.models import Proposal
from riskmgmt.models import Finding
from tests.cast import log_in, member
from tests.claims.test_decision import PNG, covered, photo, surveyed, take  # noqa: F401  fixtures
from tests.documents import uploads

# ruff: noqa: F811  fixtures of other files stand as arguments
pytestmark = pytest.mark.django_db


def address(claim, name="claim"):
    return reverse(f"claims:console_{name}", args=[claim.number])


def page(client, claim, name="claim", **more):
    answer = client.get(address(claim, name), **more)
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_cover_check_stands_line_by_line_with_its_articles(client, claim, handler):
    log_in(client, handler)
    shown = page(client, claim)
    for words in ("发现日在保险期内", "防水工程：在保单明细内", "索赔人是报案那天的业主", "除外情形：请逐项核对"):
        assert words in shown
    for article in ("第五条第六款", "第五条第三款", "第八条第（一）项"):
        assert article in shown
    assert "楼上洗澡后开始滴水。" in shown


def test_the_telephone_is_shown_whole_to_who_asks_and_asking_is_recorded_once(client, claim, owner, handler):
    log_in(client, handler)
    digits = owner.person.phone.removeprefix("+86")
    masked = page(client, claim)
    assert digits not in masked
    assert f"{digits[:3]}****{digits[-4:]}" in masked
    key = {"key": str(uuid.uuid4())}
    for _again in range(2):
        answer = client.post(address(claim, "phone"), key)
        assert digits in answer.content.decode()
        assert "no-store" in answer["Cache-Control"]
    seen = Record.objects.get(subject=claim.pk, name="claim.show_phone")
    assert seen.acting["person"] == handler.person.pk
    assert digits not in page(client, claim)
    client.logout()
    log_in(client, owner)
    assert "查看索赔人电话" not in client.get(reverse("claims:owner_claim", args=[claim.number])).content.decode()


def test_a_substitute_reads_for_whom_he_stands_in_and_the_record_and_the_second_person_s_page_name_both(
    client, claim, surveyed, take, handler, approver, photo
):
    colleague = member(Role.handler, handler.organisation)
    actions.take(claim, "assign", acting=approver.acting, key="assign", handler=handler.person.pk)
    today = clock.local_date(clock.now())
    note_absence(approver.acting, handler.person.pk, colleague.person.pk, today, today + timedelta(days=7))
    absent, both = handler.person.name, f"{colleague.person.name}（代{handler.person.name}）"
    log_in(client, colleague)
    assert f"您代{absent}办这件案子，" in page(client, claim)
    take(colleague, "note", words="已和物业约好查看楼上。")
    proposed = take(colleague, "accept", **covered(photo))
    assert Record.objects.filter(name="claim.note").latest("pk").acting["stands_in_for"] == handler.person.pk
    assert f"您（代{absent}）" in page(client, claim)
    log_in(client, approver)
    shown = page(client, claim)
    assert both in shown
    assert f"{absent}不在，" in shown
    for name, args in (("approvals", []), ("approval", [proposed.proposal.pk])):
        assert both in client.get(reverse(f"claims:console_{name}", args=args)).content.decode()
    actions.approve_proposal(acting=approver.acting, key="approve", proposal=proposed.proposal)
    taken = Record.objects.get(subject=claim.pk, name="claim.accept").acting
    assert (taken["maker"]["stands_in_for"], "stands_in_for" in taken) == (handler.person.pk, False)


def test_nobody_else_is_shown_the_telephone(client, claim, owner, other_insurer):
    log_in(client, other_insurer)
    answer = client.post(address(claim, "phone"), {"key": str(uuid.uuid4())})
    assert answer.status_code == 404
    assert not Record.objects.filter(name="claim.show_phone").exists()
    log_in(client, owner)
    assert client.post(address(claim, "phone"), {"key": str(uuid.uuid4())}).status_code == 404


def test_a_call_says_how_it_ended_and_when_to_call_back_until_the_next_one(client, claim, handler):
    log_in(client, handler)
    step = reverse("claims:console_step", args=[claim.number, "call"])
    assert "通话结果" in client.get(step).content.decode()
    back = (clock.now() + timedelta(days=1)).astimezone(clock.SHANGHAI).strftime("%Y-%m-%dT%H:%M")
    said = {"key": str(uuid.uuid4()), "words": "业主在开会。", "call_outcome": "call_back", "call_back_at": back}
    for _again in range(2):
        assert client.post(step, said).status_code == 302
    assert Record.objects.filter(subject=claim.pk, name="claim.call").count() == 1
    shown = page(client, claim)
    assert "约定回电" in shown
    assert "接通，约定再打" in shown
    again = {"key": str(uuid.uuid4()), "words": "说好周六上门。", "call_outcome": "reached"}
    assert client.post(step, again).status_code == 302
    assert Claim.objects.get().call_back_at is None


def test_nobody_is_called_back_in_the_past(claim, handler):
    with pytest.raises(Refused):
        actions.take(claim, "call", acting=handler.acting, key="past", words="回电", call_back_at=clock.now())
    assert not Record.objects.filter(name="claim.call").exists()


@pytest.fixture
def finding(claim):
    """A finding of the developer's at the claim's building, with its rectification."""
    links = {f"{name}_id": value for name, value in claim.subject.link_ids().items() if name in ("project", "building")}
    subject = Subject(division_id=claim.subject.division_id, kind="finding", **links)
    subject.save()
    return Finding.objects.create(
        subject=subject, state="raised", source="works", grade="severe", first_grade="severe", city_grade="B",
        section="wetroom", raised_at=clock.now(), closed_at=clock.now(), has_after_photo=True,
    )  # fmt: skip


def test_what_the_agency_found_at_the_same_place_stands_beside_with_its_closing_proof(client, claim, handler, finding):
    log_in(client, handler)
    shown = page(client, claim)
    assert "同一部位，检查时发现过" in shown
    assert "B 级" in shown
    assert "关闭依据：整改后照片" in shown
    assert "B 级" in page(client, claim, "near")
    assert "wetroom" not in shown


def test_what_was_found_at_another_building_is_not_there(client, claim, handler, finding):
    other = Subject.objects.filter(kind="building").exclude(pk=claim.subject.building_id).first()
    Subject.objects.filter(pk=finding.pk).update(building=other.pk if other else claim.pk)
    log_in(client, handler)
    assert "检查时发现过" not in page(client, claim)


def test_the_nearest_decisions_are_counted_and_listed(client, claim, report, handler):
    log_in(client, handler)
    before = report().claim
    assert "相近决定" in page(client, claim)
    assert "最近 1 件" not in page(client, claim)
    Claim.objects.filter(pk=before.pk).update(outcome="covered", determined_at=clock.now())
    assert "最近 1 件：1 件属于保险责任" in page(client, claim)
    assert before.number in page(client, claim, "near")
    Claim.objects.filter(pk=before.pk).update(item_code="facade")
    assert before.number not in page(client, claim, "near")


def test_the_chain_of_a_claim_is_recomputed(client, claim, handler, monkeypatch):
    log_in(client, handler)
    assert "条条对得上" in page(client, claim, "chain")
    monkeypatch.setattr(verify, "link_hash", lambda _record: b"other")
    assert "对不上" in page(client, claim, "chain")


def test_a_reader_walks_the_queue_that_he_came_from(client, claim, report, handler):
    second = report().claim
    log_in(client, handler)
    plain = client.get(address(claim)).context["walk"]
    assert (plain.place, plain.next_href) == ("", "")
    came = client.get(address(claim), headers={"referer": "http://testserver/console/?queue=all"}).context["walk"]
    assert came.place == "1 / 2"
    assert came.next_href == f"{address(second)}?queue=all"
    assert came.back_href.endswith("?queue=all")
    last = client.get(came.next_href).context["walk"]
    assert (last.place, last.next_href) == ("2 / 2", "")
    assert last.before_href == f"{address(claim)}?queue=all"
    elsewhere = client.get(address(claim), headers={"referer": "http://elsewhere/console/?queue=all"}).context["walk"]
    assert elsewhere.place == ""


def test_a_desk_sees_no_steps_of_others_and_the_approver_sees_the_page(client, claim, handler):
    log_in(client, member(Role.approver, handler.organisation))
    assert claim.number in page(client, claim)


def test_the_desk_reads_when_and_where_a_picture_says_it_was_taken_and_its_owner_and_neighbour_do_not(
    client, claim, owner, handler, neighbour
):
    for name, content in (("a.jpg", uploads.with_place("2026:09:27 20:31:05")), ("b.jpg", uploads.picture())):
        receive(uploads.upload(content, name), acting=owner.acting, kind=AttachmentKind.PHOTO, subject_id=claim.pk)
    pictures.prepare_owed()
    log_in(client, handler)
    shown = page(client, claim, "evidence")
    for words in ("2026年9月27日 20:31:05", "北纬 39.90733°，西经 116.39150°", "没有注明"):
        assert words in shown
    for row in Attachment.objects.filter(subject=claim.pk):
        assert row.sha256 in shown
    log_in(client, owner)
    assert "39.907" not in client.get(reverse("claims:owner_claim", args=[claim.number])).content.decode()
    log_in(client, neighbour)
    assert client.get(address(claim, "evidence")).status_code in {302, 403, 404}


@pytest.fixture
def surveyed(claim, handler, at):
    """The claim after its survey, with the photo it rests on."""
    at("2026-10-08 15:00")
    file = SimpleUploadedFile("a.png", PNG, content_type="image/png")
    photo = receive(file, acting=handler.acting, kind=AttachmentKind.PHOTO, subject_id=claim.pk)
    said = {"words": "渗水点两处。", "evidence_ids": [photo.pk], "cause": "construction"}
    actions.take(claim, "record_survey", acting=handler.acting, key="survey", **said)
    return photo


def determination(client, address, photo, **more):
    """Return a filled determination, with the key of a fresh form."""
    form = client.get(address).context["form"]
    filled = {"item": "waterproofing", "cause": "construction", "benchmark": "standard", "revealed_in_use": "on"}
    return {"key": str(form.initial["key"]), **filled, "evidence_ids": [photo.pk], "words": "管根无附加层。", **more}


def test_a_determination_begins_with_what_the_survey_found(client, claim, handler, surveyed):
    log_in(client, handler)
    answer = client.get(reverse("claims:console_step", args=[claim.number, "accept"]))
    form = answer.context["form"]
    assert form["evidence_ids"].value() == [surveyed.pk]
    assert form["cause"].value() == "construction"
    assert [str(group.title) for group in form.groups()] == ["认定", "金额", "依据", "写明"]
    assert 'class="pick-ev"' in answer.content.decode()


def test_the_letter_is_read_before_it_goes_to_the_second_person_and_nothing_is_kept(client, claim, handler, surveyed):
    log_in(client, handler)
    step = reverse("claims:console_step", args=[claim.number, "accept"])
    filled = determination(client, step, surveyed)
    before = Record.objects.filter(subject=claim.pk).count()
    shown = client.post(step, {**filled, "preview": "1"}).content.decode()
    assert "核定结果" in shown
    assert shown.count("管根无附加层。") >= 2  # in the draft, and still in the form
    assert not Proposal.objects.exists()
    assert Record.objects.filter(subject=claim.pk).count() == before
    assert client.post(step, filled).status_code == 302
    assert Proposal.objects.count() == 1


def test_a_preview_of_what_is_refused_shows_the_reasons(client, claim, handler):
    file = SimpleUploadedFile("a.png", PNG, content_type="image/png")
    photo = receive(file, acting=handler.acting, kind=AttachmentKind.PHOTO, subject_id=claim.pk)
    log_in(client, handler)
    step = reverse("claims:console_step", args=[claim.number, "accept"])
    answer = client.post(step, {**determination(client, step, photo), "preview": "1"})
    assert answer.status_code == 409
    assert 'class="card refusals"' in answer.content.decode()


def test_a_phrase_of_the_insurer_is_put_at_the_end_of_what_was_typed(client, claim, handler, other_insurer, surveyed):
    own = {"organisation": handler.organisation, "title": "附加层缺失", "body": "剔凿见管根没有附加层。"}
    phrase = Phrase.objects.create(**own)
    Phrase.objects.create(**{**own, "ground": "misuse", "title": "拆改"})
    Phrase.objects.create(**{**own, "title": "停用的", "is_active": False})
    Phrase.objects.create(**{**own, "organisation": other_insurer.organisation, "body": "别家的话。"})
    log_in(client, handler)
    step = reverse("claims:console_step", args=[claim.number, "accept"])
    filled = determination(client, step, surveyed)
    assert [one["title"] for one in client.get(step).context["phrases"]] == ["附加层缺失"]
    answer = client.post(step, {**filled, "insert": str(phrase.pk)})
    assert answer.status_code == 200
    form = answer.context["form"]
    assert form["words"].value() == "管根无附加层。\n剔凿见管根没有附加层。"
    assert str(form["key"].value()) == filled["key"]
    assert not Proposal.objects.exists()
    refusing = client.get(reverse("claims:console_step", args=[claim.number, "refuse"])).context["phrases"]
    assert [one["title"] for one in refusing] == ["附加层缺失", "拆改"]


@pytest.mark.parametrize(
    ("step", "given", "field"),
    [
        ("schedule_survey", {"from_at": 2, "until_at": 1}, "until_at"),
        ("offer_settlement", {"repair_by": None, "cash": None}, "cash"),
        ("agree", {"mode": "cash", "amount": None}, "amount"),
        ("pay", {}, "line_indemnity"),
        ("settle_transfer", {"goes_on_with": "new"}, "claimant_person"),
        ("settle_transfer", {"goes_on_with": "former", "claimant_person": 1}, "claimant_person"),
        ("call", {"call_outcome": "call_back"}, "call_back_at"),
    ],
)
def test_what_fields_must_be_together_is_said_beside_the_field(step, given, field):
    assert [name for name, _sentence in problems_of(step, given)] == [field]


def test_a_visit_in_order_and_a_call_that_is_over_are_right():
    assert not [
        *problems_of("schedule_survey", {"from_at": 1, "until_at": 2}),
        *problems_of("call", {}),
        *problems_of("note", {}),
    ]


def test_the_approver_sees_how_long_it_waits_and_until_when_the_law_allows(client, claim, handler, surveyed, at):
    log_in(client, handler)
    step = reverse("claims:console_step", args=[claim.number, "accept"])
    assert client.post(step, determination(client, step, surveyed)).status_code == 302
    at("2026-10-08 17:30")
    log_in(client, member(Role.approver, handler.organisation))
    listed = client.get(reverse("claims:console_approvals")).content.decode()
    assert "2 小时" in listed
    assert "法定余 6 小时" in listed  # the target has passed; the legal end is 8 October at 24:00
    shown = client.get(reverse("claims:console_approval", args=[Proposal.objects.get().pk])).content.decode()
    assert "已等 2 小时" in shown
    assert "法定余 6 小时" in shown
    assert 'data-key="a"' in shown


def test_a_notice_that_was_sent_is_not_the_next_thing_any_more(client, claim, surveyed, take, handler, approver, photo):
    proposed = take(handler, "accept", **covered(photo))
    actions.approve_proposal(acting=approver.acting, key=str(uuid.uuid4()), proposal=proposed.proposal)
    log_in(client, handler)
    steps = client.get(address(claim)).context["steps"]
    assert [(one.code, one.primary) for one in steps] == [("send_determination", True), ("offer_settlement", False)]
    take(handler, "send_determination")
    after = client.get(address(claim)).context
    assert [(one.code, one.primary) for one in after["steps"]] == [("offer_settlement", True)]
    assert "send_determination" in [one.code for one in after["more_steps"]]


def test_what_needs_no_form_to_be_known_stands_on_the_button_itself(client, claim, handler):
    log_in(client, handler)
    shown = client.get(address(claim)).context
    against = {one.code: [reason.text for reason in one.refusals] for one in (*shown["steps"], *shown["more_steps"])}
    assert against["call_off_survey"] == ["还没有约定上门时间，没有可以取消的。"]
    assert against["settle_transfer"] == ["这个案件没有待确定的过户，请刷新页面看最新情况。"]
    assert against["schedule_survey"] == []


def test_after_a_sale_the_first_thing_is_with_whom_the_claim_goes_on(client, claim, handler):
    Claim.objects.filter(pk=claim.pk).update(is_transfer_pending=True)
    log_in(client, handler)
    steps = client.get(address(claim)).context["steps"]
    assert [(one.code, one.allowed) for one in steps] == [("settle_transfer", True)]
