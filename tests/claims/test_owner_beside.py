"""Beside a claim, on the pages: a slot of the owner's choice, complaints with answers, appraisals by the text."""

from datetime import datetime
from uuid import uuid4

import pytest
from django.urls import reverse

from claims import actions
from claims.actions import beside
from claims.codes import Mode
from claims.forms.beside import likely_slots
from claims.models import Appointment, Claim, Complaint
from idi_platform.documents.models import Paper
from idi_platform.documents.producing import produce
from idi_platform.kernel.errors import Refused
from idi_platform.notifications.models import Notice
from idi_platform.projects.actions import transfer_unit
from tests.cast import log_in
from tests.claims.conftest import key
from tests.claims.test_decision import codes, not_covered, photo, surveyed, take  # noqa: F401  fixtures
from tests.claims.test_settlement import accepted, agree, offered  # noqa: F401  fixtures

pytestmark = pytest.mark.django_db
EVENING, SATURDAY = "2026-09-30T19:00:00+08:00", "2026-10-10T10:00:00+08:00"


def sent(page, name, **more):
    return {"key": str(page.context[name].initial["key"]), **more}


@pytest.fixture
def slots(client, claim, handler):
    """The desk offers an evening and a Saturday on its page."""
    log_in(client, handler)
    address = reverse("claims:console_slots", args=[claim.number])
    data = sent(client.get(address), "form", slot1="2026-09-30T19:00", slot2="2026-10-10T10:00")
    assert client.post(address, {**data, "slot1": ""}).status_code == 422
    assert client.post(address, data).status_code == 302
    assert client.post(address, data).status_code == 302, "the same form twice is one act"
    client.logout()
    return Appointment.objects.get()


def test_the_owner_chooses_one_of_the_slots_on_his_page(client, claim, owner, neighbour, slots):
    address = reverse("claims:owner_visit", args=[claim.number])
    log_in(client, neighbour)
    assert client.get(address).status_code == 404
    client.logout()
    log_in(client, owner)
    turn = client.get(reverse("claims:owner_claim", args=[claim.number])).context["turn"]
    assert turn.ball.you
    assert turn.ball.href == address
    page = client.get(address)
    body = page.content.decode()
    assert "晚上" in body
    assert "周末" in body
    answer = client.post(address, sent(page, "slots", at="2026-10-11T10:00:00+08:00"))
    assert answer.status_code == 422, "a slot that nobody offered"
    value = next(
        value for value, _words in page.context["slots"].fields["at"].choices if value.startswith("2026-10-10")
    )
    assert client.post(address, sent(page, "slots", at=value)).status_code == 302
    assert Appointment.objects.get().state == "chosen"
    assert Claim.objects.get().survey_from_at == datetime.fromisoformat(SATURDAY)
    assert (
        "2026年10月10日（周六）10:00" in client.get(reverse("claims:owner_claim", args=[claim.number])).content.decode()
    )


def test_whom_the_desk_sends_to_the_slots_has_the_visit_on_his_day_as_soon_as_the_owner_has_chosen(
    client, claim, owner, handler, surveyor, neighbour
):
    log_in(client, handler)
    address = reverse("claims:console_slots", args=[claim.number])
    data = sent(client.get(address), "form", slot1="2026-09-30T19:00", surveyor=neighbour.person.pk)
    assert client.post(address, data).status_code == 422, "nobody of the insurer's"
    assert client.post(address, {**data, "surveyor": surveyor.person.pk}).status_code == 302
    client.logout()
    at = datetime.fromisoformat("2026-09-30T19:00+08:00")
    beside.choose_slot(acting=owner.acting, key=key(), appointment=Appointment.objects.get(), at=at)
    log_in(client, surveyor)
    assert claim.number in client.get(reverse("claims:field_day"), {"day": "2026-09-30"}).content.decode()


@pytest.mark.parametrize(
    ("now", "days"),
    [
        ("2026-09-28 09:07", ["09-29 10:00", "09-29 18:30", "09-30 18:30", "10-03 10:00"]),
        ("2026-10-02 23:50", ["10-03 10:00", "10-03 18:30", "10-04 18:30"]),  # tomorrow is the Saturday
    ],
)
def test_the_slots_that_stand_there_already_have_an_evening_and_a_weekend(now, days):
    moment = datetime.fromisoformat(f"{now}+08:00")
    assert [f"{slot:%m-%d %H:%M}" for slot in likely_slots(moment)] == days


@pytest.mark.parametrize(
    ("now", "limit", "days"),
    [
        ("2026-09-28 09:07", "2026-09-29 00:00", ["09-28 14:00", "09-28 16:00", "09-28 18:30"]),
        ("2026-09-28 13:30", "2026-09-29 00:00", ["09-28 16:00", "09-28 18:30"]),
        ("2026-09-28 15:30", "2026-09-28 17:00", []),
        ("2026-09-28 09:07", "2026-10-01 00:00", []),  # three of the usual ones do
        ("2026-09-28 09:07", "2026-09-20 00:00", []),  # over already
    ],
)
def test_of_today_those_slots_are_added_that_lie_before_the_limit(now, limit, days):
    moment, end = (datetime.fromisoformat(f"{text}+08:00") for text in (now, limit))
    usual = ["09-29 10:00", "09-29 18:30", "09-30 18:30", "10-03 10:00"]
    found = [f"{slot:%m-%d %H:%M}" for slot in likely_slots(moment, end)]
    assert found == [*days, *usual][:6]


def test_a_slot_after_the_limit_says_whose_limit_and_by_which_article(client, claim, owner, handler, at):
    at("2026-10-08 09:00")
    log_in(client, handler)
    address = reverse("claims:console_slots", args=[claim.number])
    form = client.get(address).context["form"]
    said = {name: field.help_text for name, field in form.fields.items() if name.startswith("slot")}
    assert (said["slot1"], f"{form.fields['slot1'].initial:%m-%d %H:%M}") == ("", "10-08 10:00")
    late = "晚于保险公司的最晚上门时间 2026年10月8日 24:00（第二十条第二款）"
    assert said["slot5"] == late
    data = sent(client.get(address), "form", slot1="2026-10-08T18:30", slot2="2026-10-09T10:00")
    assert client.post(address, data).status_code == 302
    assert "10:00（晚于最晚上门时间）" in client.get(address).content.decode()
    client.logout()
    log_in(client, owner)
    hints = [choice.hint for _value, choice in owner_choices(client, claim)]
    assert hints == ["晚上", late]
    turn = client.get(reverse("claims:owner_claim", args=[claim.number])).context["turn"]
    assert turn.ball.rest == "，晚上也有", "no weekend is among them"


def owner_choices(client, claim):
    return client.get(reverse("claims:owner_visit", args=[claim.number])).context["slots"].fields["at"].choices


@pytest.fixture
def assigned(claim, handler, surveyor):
    """The desk has arranged a visit of its surveyor already."""
    sent = {"from_at": "2026-10-01T09:00+08:00", "until_at": "2026-10-01T10:00+08:00", "surveyor": surveyor.person.pk}
    actions.take(Claim.objects.get(pk=claim.pk), "schedule_survey", acting=handler.acting, key=key(), **sent)


def values(form):
    return [value for value, _words in form.fields["at"].choices]


def calendar(client, player, day):
    log_in(client, player)
    shown = client.get(f"{reverse('claims:console_visits')}?view=day&day={day}").context["days"]
    client.logout()
    return [(visit.time, visit.who) for one in shown for visit in one.visits]


def choose(client, player, claim, at, page=None):
    """Choose on the page, one that was opened before or a fresh one."""
    log_in(client, player)
    address = reverse("claims:owner_visit", args=[claim.number])
    form = (page or client.get(address)).context["slots"]
    value = next(value for value in values(form) if datetime.fromisoformat(value) == datetime.fromisoformat(at))
    answer = client.post(address, {"key": str(uuid4()), "at": value, "stands": form.initial["stands"]})
    client.logout()
    return answer


@pytest.mark.usefixtures("assigned", "slots")
def test_the_slot_chosen_is_the_visit_and_another_moves_it(client, claim, owner, handler, surveyor, other_insurer):
    """The calendar, the surveyor and the owner know the same time; the old one is nobody's any more."""
    assert choose(client, owner, claim, EVENING).status_code == 302
    assert calendar(client, handler, "2026-09-30") == [("19:00-21:00", surveyor.person.name)]
    assert calendar(client, handler, "2026-10-01") == calendar(client, other_insurer, "2026-09-30") == []
    assert choose(client, owner, claim, SATURDAY).status_code == 302
    found = Claim.objects.get(pk=claim.pk)
    assert (found.survey_from_at, found.surveyor) == (datetime.fromisoformat(SATURDAY), surveyor.person.pk)
    assert calendar(client, handler, "2026-09-30") == []
    assert calendar(client, handler, "2026-10-10") == [("10:00-12:00", surveyor.person.name)]
    told = Notice.objects.filter(template="claim.visit_yours", person=surveyor.person.pk)
    assert told.count() == 3
    assert {notice.organisation_id for notice in told} == {surveyor.organisation.pk}


@pytest.mark.usefixtures("slots")
def test_of_two_who_choose_at_the_same_time_the_first_has_it(client, claim, home, owner, neighbour, underwriter):
    transfer_unit(
        acting=underwriter.acting, key=key(), unit=home, transferred_on="2026-01-05",
        persons=[owner.person.pk, neighbour.person.pk],
    )  # fmt: skip
    log_in(client, neighbour)
    before = client.get(reverse("claims:owner_visit", args=[claim.number]))
    client.logout()
    assert choose(client, owner, claim, EVENING).status_code == 302
    late = choose(client, neighbour, claim, SATURDAY, before)
    assert late.status_code == 409
    assert "已经有人选了别的时间" in late.content.decode()
    assert Claim.objects.get(pk=claim.pk).survey_from_at == datetime.fromisoformat(EVENING)
    assert choose(client, neighbour, claim, SATURDAY).status_code == 302, "who has seen it may move it"


@pytest.mark.usefixtures("assigned", "slots")
def test_who_asks_for_others_after_choosing_is_visited_at_none(client, claim, owner, handler, surveyor):
    assert choose(client, owner, claim, EVENING).status_code == 302
    log_in(client, owner)
    address = reverse("claims:owner_visit", args=[claim.number])
    assert client.post(address, {"key": str(uuid4()), "others": "1", "words": "都不行。"}).status_code == 302
    client.logout()
    assert Claim.objects.get(pk=claim.pk).survey_from_at is None
    assert calendar(client, handler, "2026-09-30") == []
    assert Notice.objects.filter(template="claim.visit_off_yours", person=surveyor.person.pk).count() == 1


@pytest.mark.usefixtures("assigned", "slots")
def test_a_time_that_the_desk_arranges_after_the_choice_is_the_only_one(client, claim, owner, handler):
    assert choose(client, owner, claim, EVENING).status_code == 302
    sent = {"from_at": "2026-10-02T09:00+08:00", "until_at": "2026-10-02T10:00+08:00"}
    actions.take(Claim.objects.get(pk=claim.pk), "schedule_survey", acting=handler.acting, key=key(), **sent)
    assert calendar(client, handler, "2026-09-30") == []
    assert [time for time, _who in calendar(client, handler, "2026-10-02")] == ["09:00-10:00"]


@pytest.mark.usefixtures("slots")
def test_a_slot_that_has_passed_is_neither_offered_nor_taken(client, claim, owner, at):
    at("2026-09-30 19:30")
    log_in(client, owner)
    page = client.get(reverse("claims:owner_visit", args=[claim.number]))
    assert [datetime.fromisoformat(one) for one in values(page.context["slots"])] == [datetime.fromisoformat(SATURDAY)]
    with pytest.raises(Refused) as refused:
        beside.choose_slot(
            acting=owner.acting, key=key(), appointment=Appointment.objects.select_related("subject").get(),
            at=datetime.fromisoformat(EVENING),
        )  # fmt: skip
    assert codes(refused) == {"claim.visit_in_past"}


def test_nothing_is_called_off_that_was_not_arranged(claim, handler):
    with pytest.raises(Refused) as refused:
        actions.take(Claim.objects.get(pk=claim.pk), "call_off_survey", acting=handler.acting, key=key())
    assert codes(refused) == {"claim.no_visit"}


def test_who_can_come_at_none_of_them_asks_for_others(client, claim, owner, handler, slots):
    log_in(client, owner)
    address = reverse("claims:owner_visit", args=[claim.number])
    data = sent(client.get(address), "others", others="1", words="周日下午。")
    assert client.post(address, data).status_code == 302
    found = Appointment.objects.get()
    assert (found.state, found.slots) == ("offered", [])
    assert not client.get(reverse("claims:owner_claim", args=[claim.number])).context["turn"].ball.you
    client.logout()
    log_in(client, handler)
    assert "周日下午。" in client.get(reverse("claims:console_slots", args=[claim.number])).content.decode()


def test_a_complaint_is_answered_by_the_desk_and_read_by_the_owner(
    client, claim, owner, neighbour, handler, other_insurer
):
    log_in(client, owner)
    address = reverse("claims:owner_complaints")
    page = client.get(f"{address}?claim={claim.number}")
    data = sent(page, "form", about=f"claim:{claim.number}", words="说好来又没来。")
    assert client.post(address, {**data, "words": ""}).status_code == 422
    done = client.post(address, data)
    assert done.status_code == 302
    assert client.post(address, data).url == done.url, "the same form twice is one complaint"
    complaint = Complaint.objects.get()
    for who, path, status in (
        (neighbour, done.url, 404),
        (other_insurer, reverse("claims:console_complaint", args=[complaint.pk]), 404),
    ):
        client.logout()
        log_in(client, who)
        assert client.get(path).status_code == status
    client.logout()
    log_in(client, handler)
    desk = reverse("claims:console_complaint", args=[complaint.pk])
    assert "说好来又没来。" in client.get(desk).content.decode()
    answer = client.get(f"{desk}?step=answer")
    data = {"key": str(answer.context["form"].initial["key"]), "step": "answer", "words": "明天 19:00 上门。"}
    assert client.post(desk, {**data, "words": ""}).status_code == 422
    assert client.post(desk, data).status_code == 302
    client.logout()
    log_in(client, owner)
    shown = client.get(done.url)
    assert "明天 19:00 上门。" in shown.content.decode()
    assert [name for name, _label in shown.context["steps"]] == ["satisfy", "escalate"]
    step = reverse("claims:owner_complaint_step", args=[complaint.pk, "escalate"])
    assert client.post(step, sent(shown, "form")).status_code == 302
    assert Complaint.objects.get().state == "escalated"


def test_a_complaint_may_be_about_a_home_without_a_case(client, owner, neighbour, home, handler):
    log_in(client, owner)
    address = reverse("claims:owner_complaints")
    data = sent(client.get(address), "form", about=f"home:{home.pk}", words="电话一直没人接。")
    done = client.post(address, data)
    assert done.status_code == 302, done.content.decode()[-1500:]
    assert client.get(done.url).status_code == 200
    client.logout()
    log_in(client, neighbour)
    assert client.get(done.url).status_code == 404
    client.logout()
    log_in(client, handler)
    assert len(client.get(reverse("claims:console_complaints")).context["table"].rows) == 1


def test_the_claim_s_page_shows_what_is_left_and_why(client, claim, owner, take, handler, at):  # noqa: F811
    log_in(client, owner)
    address = reverse("claims:owner_claim", args=[claim.number])
    page = client.get(address)
    big = page.context["big"]
    assert big.figures[0][1] == "天"
    assert big.both.startswith("按条文应于"), "the holiday moves the legal end, both are said"
    assert "超期" in big.after
    assert [stage.label for stage in page.context["stages"]] == ["报案", "查看", "结果", "维修赔付", "验收结案"]
    assert page.context["stages"][0].note == "9月29日"
    assert page.context["cover"].bar.items[0].name == "防水工程"
    assert "这个日期怎么来的" in page.content.decode()


def test_a_co_owner_reads_why_he_does_not_withdraw(client, claim, home, owner, neighbour, underwriter):
    transfer_unit(
        acting=underwriter.acting, key=key(), unit=home, transferred_on="2026-01-05",
        persons=[owner.person.pk, neighbour.person.pk],
    )  # fmt: skip
    log_in(client, neighbour)
    page = client.get(reverse("claims:owner_claim", args=[claim.number]))
    (refused,) = page.context["withdrawal"].forward.refused
    assert refused.code == "withdraw"
    assert "只有报案的索赔人本人能撤回" in refused.refusals[0].text


@pytest.fixture
def told_refused(surveyed, take, handler, approver, photo):  # noqa: F811
    proposed = take(handler, "refuse", **not_covered(photo), reasons={"claim.refuse.latent": "第三方"})
    actions.approve_proposal(acting=approver.acting, key=key(), proposal=proposed.proposal)
    take(handler, "send_refusal")
    produce(Paper.objects.get(subject_id=surveyed.pk, code="refusal_notice").pk)
    return surveyed


@pytest.fixture
def agreed(offered, owner):  # noqa: F811
    agree(offered, owner, Mode.REPAIR)
    return offered


def test_while_nothing_is_decided_withdrawing_stands_among_the_acts(client, claim, owner):
    log_in(client, owner)
    page = client.get(reverse("claims:owner_claim", args=[claim.number])).content.decode()
    link = reverse("claims:owner_withdraw", args=[claim.number])
    assert page.index("您现在可以做的") < page.index(link) < page.index("<b>打电话找人")
    assert "想撤回这次报案" not in page


@pytest.mark.parametrize(
    ("decided", "state", "means"),
    [
        ("told_refused", "refusal_notified", "可以要求鉴定或者投诉"),
        ("offered", "accepted", "撤回以后不修也不赔"),
        ("agreed", "agreed", "不再按方案维修或者赔付"),
    ],
)
def test_once_it_is_decided_withdrawing_stays_a_right_but_stands_aside_with_what_it_means(
    client, request, owner, decided, state, means
):
    number = request.getfixturevalue(decided).number
    assert Claim.objects.get(number=number).state == state
    log_in(client, owner)
    page = client.get(reverse("claims:owner_claim", args=[number])).content.decode()
    link = reverse("claims:owner_withdraw", args=[number])
    aside = page.index("<summary>想撤回这次报案？")
    assert page.index("<b>打电话找人") < aside < page.index(means) < page.index(link) < page.index("</details>", aside)
    assert page.count(link) == 1
    asked = client.get(link)
    assert means in asked.content.decode()
    assert client.post(link, sent(asked, "form")).status_code == 302
    assert Claim.objects.get(number=number).state == "withdrawn"


def test_slots_are_offered_for_a_claim_that_goes_on_only(claim, owner, surveyor):
    fresh = Claim.objects.select_related("subject").get(pk=claim.pk)
    actions.withdraw(acting=owner.acting, key=key(), claim=fresh)
    with pytest.raises(Refused) as refused:
        beside.offer_slots(acting=surveyor.acting, key=key(), claim=fresh, slots=())
    assert "claim.ended" in codes(refused)
