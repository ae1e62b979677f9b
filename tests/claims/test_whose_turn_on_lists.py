"""A list says whose turn it is as the case's own page does, and asks the database no more for many rows."""

from datetime import timedelta

import pytest
from django.urls import reverse

from claims import actions
from claims.actions import beside
from claims.models import Appointment, Claim
from claims.pages.owner import owner_stages
from claims.pages.owner_turns import turn_chip, turn_words, whose_turns
from claims.pages.service import cases_cards, whose_words
from claims.pages.whose_turn import turn_of, whose_turn
from claims.queries import lines_of
from idi_platform.deadlines.sweep import sweep
from idi_platform.kernel import clock
from idi_platform.records.governing import law_of
from tests.asking import asked_by, asking
from tests.cast import log_in
from tests.claims.conftest import key
from tests.claims.test_budgets import many
from tests.claims.test_decision import covered, photo, surveyed, take  # noqa: F401  fixtures

# ruff: noqa: F811  fixtures of other files stand as arguments
pytestmark = pytest.mark.django_db


def turn_on_list(claim):
    lines = lines_of(Claim.objects.filter(pk=claim.pk).select_related("subject"))
    return whose_turns(lines, clock.now())[claim.pk]


@pytest.fixture
def accepted(surveyed, take, handler, approver, photo):
    proposal = take(handler, "accept", **covered(photo)).proposal
    actions.approve_proposal(acting=approver.acting, key=key(), proposal=proposal)
    return surveyed


@pytest.mark.parametrize(
    ("stage", "owner_reads", "desk_reads"),
    [
        ("claim", "轮到保险公司：上门看", "保险公司"),
        ("surveyed", "轮到保险公司：告诉您赔不赔、为什么", "保险公司"),
        ("accepted", "轮到保险公司：把结果书面告诉您", "保险公司"),
    ],
)
def test_the_insurer_s_turn_and_for_what(request, stage, owner_reads, desk_reads):
    found = turn_on_list(request.getfixturevalue(stage))
    assert "".join(turn_words(found)) == owner_reads
    assert whose_words(found) == desk_reads


def test_where_no_limit_runs_the_insurer_still_owes_the_next_act(accepted):
    case = Claim.objects.select_related("subject").get(pk=accepted.pk)
    (line,) = lines_of([case])
    without = type(line)(line.case, line.title, line.home)
    found = whose_turns([without], clock.now())[case.pk]
    assert "".join(turn_words(found)) == "轮到保险公司：给您维修或赔付的方案"
    assert whose_words(found) == "保险公司"


def test_the_owner_s_own_turn(claim, take, handler):
    take(handler, "request_supplement", papers=["ownership"], words="缺。")
    found = turn_on_list(claim)
    assert turn_words(found)[0] == "轮到您补材料"
    assert whose_words(found) == "业主"


def test_what_is_over_is_nobodys(claim, take, owner):
    take(owner, "withdraw")
    found = turn_on_list(claim)
    assert (turn_words(found), whose_words(found)) == (("", ""), "")


def test_the_owner_s_pages_say_it(client, owner, surveyed):
    log_in(client, owner)
    home = client.get(reverse("claims:owner_home"))
    (ball,) = home.context["cards"][0].cases
    assert (ball.act, ball.rest) == ("轮到保险公司", "：告诉您赔不赔、为什么")
    (card,) = client.get(reverse("claims:owner_claims")).context["claims"]
    assert card.line == f"{surveyed.number}　已上门看过，还没有结果"
    assert card.hint.startswith("轮到保险公司：告诉您赔不赔、为什么，")


def test_an_urgent_case_is_marked_on_a_telephone_too(claim, take, handler):
    case = Claim.objects.select_related("subject").get(pk=claim.pk)
    case.is_emergency = True
    lines = lines_of([case])
    (card,) = cases_cards(lines, whose_turns(lines, clock.now()), clock.now())
    assert card.mark is not None
    assert card.mark.words == "紧急"
    assert card.hint == "轮到：保险公司"


def test_a_thousand_rows_ask_no_more_than_sixty(claim):
    many(claim, 60)
    few = lines_of(Claim.objects.select_related("subject"))
    with asking() as first:
        whose_turns(few, clock.now())
    many(claim, 1000)
    lots = lines_of(Claim.objects.select_related("subject"))
    with asking() as second:
        whose_turns(lots, clock.now())
    assert len(first) == len(second) <= 4, second


@pytest.mark.parametrize("route", ["service_home", "service_month"])
def test_a_desk_s_list_costs_the_same_at_two_sizes(client, claim, hotline, route):
    log_in(client, hotline)
    address = reverse(f"claims:{route}")
    many(claim, 5)
    few = asked_by(client, address)
    many(claim, 40)
    lots = asked_by(client, address)
    assert len(few) == len(lots) <= 20, lots


@pytest.mark.parametrize(
    ("state", "outcome", "icon", "steps"),
    [
        ("closed", "not_covered", "paper", 3),
        ("refusal_notified", "not_covered", "paper", 3),
        ("closed", "covered", "check", 5),
    ],
)
def test_what_was_refused_bears_no_tick_and_no_step_of_repair(claim, state, outcome, icon, steps):
    ended = Claim(state=state, outcome=outcome, subject=claim.subject, received_at=claim.received_at)
    assert turn_of(ended, law_of(claim.subject), clock.now()).ball.icon == icon
    assert len(owner_stages(ended, clock.now())) == steps


def with_slots(claim, handler, *days):
    slots = tuple(clock.now() + timedelta(days=day) for day in days)
    beside.offer_slots(acting=handler.acting, key=key(), claim=claim, slots=slots)


def test_slots_to_come_are_the_owner_s_turn_and_no_longer_when_they_have_passed(claim, handler, client, owner, at):
    with_slots(claim, handler, 1, 2)
    assert turn_words(turn_on_list(claim))[0] == "轮到您选上门时间"
    at("2026-10-03 10:00")
    assert turn_words(turn_on_list(claim))[0] == "轮到保险公司"
    log_in(client, owner)
    assert not client.get(reverse("claims:owner_claim", args=[claim.number])).context["turn"].ball.you


def test_who_is_asked_reads_of_a_limit_that_has_passed(claim, handler, at):
    at("2026-10-10 10:00")
    sweep(clock.now())
    with_slots(claim, handler, 1)
    lines = lines_of(Claim.objects.filter(pk=claim.pk).select_related("subject"))
    whose = whose_turns(lines, clock.now())[claim.pk]
    assert whose.is_mine
    assert turn_chip(lines[0], whose, clock.now()).words.startswith("超期")


def test_what_was_withdrawn_waits_for_no_slot(claim, handler, owner, take):
    with_slots(claim, handler, 1)
    take(owner, "withdraw")
    assert turn_words(turn_on_list(claim)) == ("", "")


@pytest.mark.parametrize(
    ("more", "act"),
    [
        ({"state": "partly_accepted"}, "把不赔的理由书面告诉您"),
        ({"state": "accepted", "is_transfer_pending": True}, "确定过户以后由谁继续"),
    ],
)
def test_no_offer_is_to_be_chosen_while_others_have_to_act_before(claim, more, act):
    case = Claim(subject=claim.subject, offered_at=clock.now(), **more)
    assert (whose_turn(case, ()).role, whose_turn(case, ()).act) == ("lead_insurer", act)
    open_one = Claim(subject=claim.subject, offered_at=clock.now(), state="accepted")
    assert whose_turn(open_one, ()).is_mine


def test_a_desk_s_page_says_the_same_as_its_list(client, claim, take, handler, hotline):
    take(handler, "request_supplement", papers=["ownership"], words="缺。")
    log_in(client, hotline)
    assert client.get(reverse("claims:service_claim", args=[claim.number])).context["turn"] == "业主"


def test_a_visit_that_is_arranged_is_told_with_the_turn_until_its_time_has_come(client, claim, handler, owner, at):
    at("2026-09-29 20:15")
    slot = at("2026-09-30 18:30")
    at("2026-09-29 20:15")
    beside.offer_slots(acting=handler.acting, key=key(), claim=claim, slots=(slot, slot + timedelta(days=1)))
    beside.choose_slot(acting=owner.acting, key=key(), appointment=Appointment.objects.get(), at=slot)
    log_in(client, owner)
    arranged = "：上门看，已约好 9月30日（周三）18:30 上门"
    (ball,) = client.get(reverse("claims:owner_home")).context["cards"][0].cases
    assert (ball.act, ball.rest) == ("轮到保险公司", arranged)
    (card,) = client.get(reverse("claims:owner_claims")).context["claims"]
    assert card.hint.startswith(f"轮到保险公司{arranged}")
    at("2026-09-30 18:31")
    assert turn_words(turn_on_list(claim)) == ("轮到保险公司", "：上门看")
