"""Who handles a claim: by rule with its reason, many at once with preview and resume, handed over, told when nobody."""

import uuid
from datetime import date, timedelta

import pytest
from django.urls import reverse

from claims.desk import assigning, keeping, runs
from claims.desk.choosing import choose_again
from claims.models import AssignmentLog, AssignmentRun, Claim, DutyDay
from idi_platform.accounts.acting import SYSTEM
from idi_platform.accounts.models import Membership
from idi_platform.accounts.roles import Role
from idi_platform.kernel.errors import BadInput, KeyReused, NotPermitted, NotVisible, Refused
from idi_platform.notifications.models import Notice
from idi_platform.records.models import Record
from idi_platform.workflow.perform import perform
from tests.cast import log_in, member
from tests.claims.conftest import key
from tests.claims.test_budgets import many

pytestmark = pytest.mark.django_db
KEY = "6f6f6f6f-0000-4000-8000-00000000{:04}"
OPEN_RULE = {
    "title": "给手上最少的", "project_id": None, "division_id": None, "item": "", "days": "any",
    "only_danger": False, "person_id": None, "skill": "", "on_duty": False,
}  # fmt: skip


@pytest.fixture
def colleague(handler):
    """A second handler at the same insurer."""
    return member(Role.handler, handler.organisation)


def handled_by(claim):
    return Claim.objects.values_list("handled_by", flat=True).get(pk=claim.pk)


def rule(approver, **changed):
    return keeping.add_rule(approver.acting, OPEN_RULE | changed)


def test_a_new_claim_goes_to_whom_the_rule_names_and_the_log_leads_there_again(claim, handler, colleague, approver):
    named = rule(approver, title="专人", person_id=colleague.person.pk, item="waterproofing")
    assert assigning.assign_new() == 1
    assert handled_by(claim) == colleague.person.pk
    line = AssignmentLog.objects.get(claim=claim)
    assert line.rule == named
    assert choose_again(line.seen).handler == colleague.person.pk
    taken = Record.objects.get(pk=line.record_id)
    assert taken.name == "claim.assign_by_rule"
    assert taken.facts == {"handler": colleague.person.pk, "rule": named.pk}
    assert assigning.assign_new() == 0
    assert AssignmentLog.objects.count() == 1


def test_without_rules_or_switched_off_nothing_is_given(claim, approver, handler):
    assert assigning.assign_new() == 0
    rule(approver)
    keeping.set_desk(approver.acting, assigns_by_rule=False, alarm_after=120)
    assert assigning.assign_new() == 0
    assert handled_by(claim) is None


def test_on_a_day_of_rest_who_is_on_duty_gets_it(claim, approver, handler, colleague, at):
    at("2026-10-01 09:00")
    rule(approver, title="节假日", days="rest", on_duty=True)
    assert assigning.assign_new() == 0
    keeping.put_on_duty(approver.acting, colleague.person.pk, date(2026, 10, 1), date(2026, 10, 7))
    assert DutyDay.objects.count() == 7
    assert assigning.assign_new() == 1
    assert handled_by(claim) == colleague.person.pk


def test_the_system_gives_nothing_to_a_stranger_and_people_do_not_take_its_step(
    claim, handler, other_insurer, approver
):
    mine = rule(approver)
    with pytest.raises(Refused, match="本单位在岗"):
        perform(claim, "assign_by_rule", acting=SYSTEM, key="k1", handler=other_insurer.person.pk, rule=mine.pk)
    with pytest.raises(NotPermitted):
        perform(claim, "assign_by_rule", acting=handler.acting, key="k2", handler=handler.person.pk, rule=mine.pk)


def test_what_nobody_takes_up_is_told_once_and_not_before(claim, handler, approver, at):
    at("2026-09-29 22:00")
    assert assigning.tell_unassigned() == 0
    at("2026-09-29 22:11")
    assert assigning.tell_unassigned() == 1
    assert assigning.tell_unassigned() == 0
    told = Notice.objects.filter(template="claim.unassigned")
    assert sorted(told.values_list("role", flat=True)) == ["approver", "handler"]
    assert {notice.organisation_id for notice in told} == {handler.organisation.pk}
    assert all(claim.number in notice.title for notice in told)


def test_the_insurers_own_time_counts_and_what_is_taken_up_is_not_told(claim, handler, approver, at):
    keeping.set_desk(approver.acting, assigns_by_rule=True, alarm_after=30)
    at("2026-09-29 20:45")
    perform(claim, "assign", acting=handler.acting, key="mine", handler=handler.person.pk)
    assert assigning.tell_unassigned() == 0


def test_only_approvers_and_administrators_change_the_desk(handler, approver):
    for act in (
        lambda: keeping.add_rule(handler.acting, OPEN_RULE),
        lambda: keeping.put_on_duty(handler.acting, handler.person.pk, date(2026, 10, 1), None),
        lambda: keeping.set_desk(handler.acting, assigns_by_rule=True, alarm_after=9),
        lambda: keeping.set_person(handler.acting, handler.person.pk, team="", skills=[], most_open=None),
    ):
        with pytest.raises(NotPermitted):
            act()


def test_another_insurers_rules_are_not_there(approver, handler, other_insurer):
    mine, stranger = rule(approver), member(Role.approver, other_insurer.organisation)
    with pytest.raises(NotVisible):
        keeping.stop_rule(stranger.acting, mine.pk)
    keeping.stop_rule(approver.acting, mine.pk)
    keeping.stop_rule(approver.acting, mine.pk)
    mine.refresh_from_db()
    assert not mine.is_active


def test_rules_change_places(approver, handler):
    first, second = rule(approver, title="甲"), rule(approver, title="乙")
    keeping.raise_rule(approver.acting, second.pk)
    keeping.raise_rule(approver.acting, second.pk)
    first.refresh_from_db()
    second.refresh_from_db()
    assert second.position < first.position


def test_absences_do_not_overlap_and_nobody_stands_in_for_herself(approver, handler, colleague):
    note = keeping.note_absence
    note(approver.acting, handler.person.pk, colleague.person.pk, date(2026, 10, 1), date(2026, 10, 8))
    with pytest.raises(BadInput):
        note(approver.acting, handler.person.pk, colleague.person.pk, date(2026, 10, 7), None)
    with pytest.raises(BadInput):
        note(approver.acting, handler.person.pk, handler.person.pk, date(2026, 11, 1), None)
    note(approver.acting, handler.person.pk, colleague.person.pk, date(2026, 10, 8), None)


def test_who_is_away_gets_nothing_and_her_substitute_does(claim, approver, handler, colleague):
    rule(approver, person_id=handler.person.pk)
    keeping.note_absence(approver.acting, handler.person.pk, colleague.person.pk, date(2026, 9, 1), None)
    assert assigning.assign_new() == 1
    assert handled_by(claim) == colleague.person.pk


@pytest.fixture
def several(claim):
    """The claim and four more."""
    many(claim, 4)
    return list(Claim.objects.select_related("subject").order_by("number"))


def test_a_run_does_each_claim_once_and_the_same_form_is_the_same_run(several, handler, colleague):
    whom = colleague.person.pk
    run = runs.start(handler.acting, KEY.format(1), several, whom)
    again = runs.start(handler.acting, KEY.format(1), several, whom)
    assert run == again
    assert AssignmentRun.objects.count() == 1
    assert set(run.items.values_list("state", flat=True)) == {"done"}
    assert {handled_by(one) for one in several} == {whom}
    assert Record.objects.filter(name="claim.assign").count() == 5
    with pytest.raises(KeyReused):
        runs.start(handler.acting, KEY.format(1), several, handler.person.pk)


def test_a_run_that_broke_off_goes_on_where_it_stopped(several, handler, colleague, monkeypatch):
    monkeypatch.setattr(runs, "AT_ONCE", 2)
    run = runs.start(handler.acting, KEY.format(2), several, colleague.person.pk)
    assert run.items.filter(state="waiting").count() == 3
    while runs.go_on(handler.acting, run):
        pass
    assert run.items.filter(state="done").count() == 5
    assert Record.objects.filter(name="claim.assign").count() == 5


def test_what_stands_against_one_does_not_stop_the_others(several, handler, colleague, monkeypatch):
    monkeypatch.setattr(runs, "AT_ONCE", 0)
    run = runs.start(handler.acting, KEY.format(3), several, colleague.person.pk)
    perform(several[0], "assign", acting=handler.acting, key="meanwhile", handler=colleague.person.pk)
    monkeypatch.setattr(runs, "AT_ONCE", 100)
    runs.go_on(handler.acting, run)
    assert sorted(run.items.values_list("state", flat=True)) == ["done"] * 4 + ["refused"]
    assert "已经由这位同事办理" in run.items.get(state="refused").words


def test_rules_choose_for_many_each_counting_those_before(several, handler, colleague, approver):
    rule(approver)
    run = runs.start(handler.acting, KEY.format(4), several, None)
    shares = [run.items.filter(handler=one.person).count() for one in (handler, colleague)]
    assert sorted(shares) == [2, 3]
    assert AssignmentLog.objects.count() == 5


def test_marked_claims_are_shown_first_then_handed_over(client, several, handler, colleague):
    log_in(client, handler)
    address = reverse("claims:console_assign")
    numbers = [one.number for one in several]
    assert client.get(address, {"claim": numbers}).status_code == 200
    form = {"claim": numbers, "handler": colleague.person.pk, "key": KEY.format(5)}
    shown = client.post(address, {**form, "act": "preview"})
    assert shown.status_code == 200
    assert shown.context["is_sure"]
    assert {handled_by(one) for one in several} == {None}
    done = client.post(address, {**form, "act": "send"})
    assert done.status_code == 302
    page = client.get(done.headers["Location"]).content.decode()
    assert "已交 5 件" in page
    assert client.post(done.headers["Location"]).status_code == 302
    assert {handled_by(one) for one in several} == {colleague.person.pk}


def test_who_leaves_hands_over_all_or_some(client, several, handler, colleague, approver):
    runs.start(handler.acting, KEY.format(6), several, colleague.person.pk)
    Membership.objects.filter(person=colleague.person).update(until=date(2026, 9, 29))
    log_in(client, approver)
    rules = client.get(reverse("claims:console_rules")).content.decode()
    assert f"?from={colleague.person.pk}" in rules
    address = reverse("claims:console_assign")
    page = client.get(address, {"from": colleague.person.pk})
    assert page.context["count"] == 5
    form = {"from": colleague.person.pk, "handler": handler.person.pk, "key": KEY.format(7), "act": "send"}
    done = client.post(address, {**form, "claim": [one.number for one in several[:2]]})
    assert done.status_code == 302
    assert [handled_by(one) for one in several].count(handler.person.pk) == 2
    assert AssignmentRun.objects.latest("pk").handed_over_from == colleague.person


def test_what_somebody_leaves_who_is_deactivated_is_nobody_s_until_it_is_handed_over(
    client, several, handler, colleague, approver
):
    Membership.objects.filter(person=approver.person).update(is_administrator=True)
    Claim.objects.filter(pk__in=[one.pk for one in several]).update(handled_by=colleague.person.pk)
    number, name = several[0].number, colleague.person.name
    log_in(client, approver)
    person = reverse("organisation_console:person", args=[colleague.person.pk])
    asked = f"手上有 {len(several)} 件在办的案件。"
    assert asked in client.get(person).content.decode(), "before he is deactivated"
    on_duty = f"{reverse('claims:console_duty')}?month=2026-10"
    given = {"act": "on", "key": str(uuid.uuid4()), "person": colleague.person.pk, "since": "2026-10-05", "until": ""}
    assert client.post(on_duty, given).headers["Location"] == on_duty, "back in the month that was looked at"
    nobody = f"{reverse('claims:console_queue')}?whose=nobody"
    assert number not in client.get(nobody).content.decode()
    assert client.post(person, {"act": "deactivate", "key": str(uuid.uuid4()), "is_sure": "on"}).status_code == 302
    told = client.get(person).content.decode()
    assert asked in told, "and after it"
    assert f"{reverse('claims:console_assign')}?from={colleague.person.pk}" in told
    left = f"{name}（已不在岗）"
    assert left in client.get(nobody).content.decode()
    assert left in client.get(on_duty).content.decode(), "whoever stands on the roster and will not come"
    assert left in client.get(reverse("claims:console_claim", args=[number])).content.decode()
    run = runs.start(approver.acting, key(), several, handler.person.pk, handed_over_from=colleague.person.pk)
    assert run.items.filter(state="done").count() == len(several)
    assert number not in client.get(nobody).content.decode()
    assert asked not in client.get(person).content.decode()


def test_another_insurer_hands_over_nothing_and_sees_no_run(client, several, handler, colleague, other_insurer):
    run = runs.start(handler.acting, KEY.format(8), several[:1], colleague.person.pk)
    log_in(client, other_insurer)
    assert client.get(reverse("claims:console_run", args=[run.pk])).status_code == 404
    form = {"handler": other_insurer.person.pk, "key": KEY.format(9), "act": "send"}
    done = client.post(reverse("claims:console_assign"), {**form, "claim": [one.number for one in several]})
    assert done.status_code == 422
    assert handled_by(several[1]) is None
    assert client.get(reverse("claims:console_person", args=[handler.person.pk])).status_code == 404


def test_the_pages_of_the_desk_are_kept_by_the_approver_and_read_by_the_handler(client, approver, handler, claim):
    log_in(client, approver)
    rules = reverse("claims:console_rules")
    sent = {"act": "add", "title": "雨季防水", "days": "any", "item": "waterproofing", "person": handler.person.pk}
    assert client.post(rules, sent).status_code == 302
    assert "雨季防水" in client.get(rules).content.decode()
    assert client.post(rules, {"act": "add", "title": "", "days": "any"}).status_code == 422
    duty = reverse("claims:console_duty")
    on = {"act": "on", "person": handler.person.pk, "since": "2026-10-01", "until": "2026-10-03"}
    assert client.post(duty, on).status_code == 302
    assert client.post(duty, on).status_code == 302
    assert DutyDay.objects.count() == 3
    assert handler.person.name in client.get(f"{duty}?month=2026-10").content.decode()
    row = DutyDay.objects.first()
    assert client.post(duty, {"act": "off", "pk": row.pk}).status_code == 302
    assert client.post(duty, {"act": "off", "pk": row.pk}).status_code == 302
    assert DutyDay.objects.count() == 2
    person = reverse("claims:console_person", args=[handler.person.pk])
    assert client.post(person, {"team": "一组", "skills": "防水，结构", "most_open": "40"}).status_code == 302
    log_in(client, handler)
    assert "防水、结构" in client.get(rules).content.decode()
    assert client.post(rules, sent).status_code == 403
    assert client.post(duty, on).status_code == 403
    assert client.post(person, {"team": "二组"}).status_code == 403


def test_a_visit_stands_on_its_day_by_who_goes_and_says_that_it_is_late(
    client, claim, handler, surveyor, other_insurer, at
):
    evening = at("2026-10-10 19:00")
    at("2026-09-29 21:00")
    perform(
        claim, "schedule_survey", acting=handler.acting, key="visit", from_at=evening,
        until_at=evening + timedelta(hours=1), surveyor=surveyor.person.pk,
    )  # fmt: skip
    log_in(client, handler)
    visits = reverse("claims:console_visits")
    for asked, count in (
        ({"day": "2026-10-10", "view": "day"}, 1),
        ({"day": "2026-10-05"}, 1),
        ({"day": "2026-10-12"}, 0),
        ({"day": "2026-10-10", "person": surveyor.person.pk}, 1),
        ({"day": "2026-10-10", "person": handler.person.pk}, 0),
        ({"day": "2026-10-10", "project": claim.subject.project_id}, 1),
        ({"day": "2026-10-10", "project": 999999}, 0),
        ({"day": "9999-99-99"}, 0),
    ):
        assert client.get(visits, asked).context["count"] == count, asked
    page = client.get(visits, {"day": "2026-10-10"}).content.decode()
    for words in ("19:00-20:00", claim.number, surveyor.person.name, "晚上或休息日"):
        assert words in page, words
    log_in(client, other_insurer)
    assert client.get(visits, {"day": "2026-10-10"}).context["count"] == 0
