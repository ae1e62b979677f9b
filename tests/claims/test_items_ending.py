"""Owners hear in good time that an item of their home ends: thrice, each once, who owns it that day, and nobody else.

The home's five-year items are covered through 2027-11-19, its structure through 2032-11-19.
"""

from datetime import date

import pytest
from django.urls import reverse

from idi_platform.deadlines.follow_up import follow_up
from idi_platform.deadlines.sweep import sweep
from idi_platform.kernel import clock
from idi_platform.notifications.models import Notice
from idi_platform.notifications.sending import send_owed
from idi_platform.projects import actions
from idi_platform.projects.models import Unit
from idi_platform.records.models import Party
from policies import ending
from policies.models import Policy
from policies.tasks import remind_owners
from tests.cast import log_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _in_force(home):
    """Cover has begun; the system's own step has been taken."""
    sweep(clock.now())
    follow_up()
    assert set(Policy.objects.values_list("state", flat=True)) == {"in_force"}


def told(person=None):
    """Return the days on which somebody was told, and what, in the platform."""
    rows = Notice.objects.filter(template=ending.CODE, channel="in_app").order_by("pk")
    if person is not None:
        rows = rows.filter(person=person)
    return [(row.data["lead"], row.title) for row in rows]


@pytest.mark.parametrize(
    ("when", "lead"),
    [
        ("2027-08-21 08:59", None),
        ("2027-08-21 09:00", 90),
        ("2027-10-20 08:59", 90),
        ("2027-10-20 09:00", 30),
        ("2027-11-12 09:00", 7),
        ("2027-11-19 23:59", 7),
        ("2027-11-20 00:00", None),
    ],
)
def test_the_last_message_that_has_come_and_is_of_use(when, lead, at):
    assert ending.lead_at(date(2027, 11, 19), at(when)) == lead


def test_an_owner_is_told_thrice_each_time_once(owner, home, at):
    at("2027-08-21 08:59")
    assert remind_owners() == 0
    for when in ("2027-08-21 09:00", "2027-08-22 10:00", "2027-10-20 09:30", "2027-11-12 09:30", "2027-11-19 20:00"):
        at(when)
        remind_owners()
        assert remind_owners() == 0, "nothing is said twice"
    assert [lead for lead, _title in told(owner.person.pk)] == [90, 30, 7]
    (row, *_more) = Notice.objects.filter(template=ending.CODE, channel="sms").order_by("pk")
    assert "防水工程" in row.body
    assert "11月19日" in row.body
    assert "主体结构" not in row.body
    assert send_owed() >= 6
    assert len(told()) == 3


def test_whoever_comes_late_gets_only_the_last_that_is_of_use(owner, home, at):
    at("2027-11-15 12:00")
    assert remind_owners() == 1
    assert [lead for lead, _title in told()] == [7]


def test_of_what_has_ended_nobody_is_told(home, at):
    at("2027-11-20 00:00")
    assert remind_owners() == 0
    assert told() == []


def test_who_has_sold_is_not_told_and_who_has_bought_is(owner, stranger, home, underwriter, at):
    at("2027-09-01 09:00")
    assert remind_owners() == 1
    at("2027-10-01 09:00")
    actions.transfer_unit(
        acting=underwriter.acting, key="sold", unit=Unit.objects.get(pk=home.pk), transferred_on=date(2027, 10, 1),
        persons=[stranger.person.pk],
    )  # fmt: skip
    assert remind_owners() == 1
    at("2027-10-20 09:00")
    remind_owners()
    assert [lead for lead, _title in told(owner.person.pk)] == [90]
    assert [lead for lead, _title in told(stranger.person.pk)] == [90, 30]


def test_a_home_bound_to_nobody_is_nobodys_message(home, at):
    at("2027-09-01 09:00")
    Party.objects.filter(subject=home.pk, role="owner").update(until=date(2027, 8, 1))
    assert remind_owners() == 0
    assert told() == []


def test_each_co_owner_is_told(owner, neighbour, home, at):
    at("2027-09-01 09:00")
    Party.objects.create(subject_id=home.pk, person=neighbour.person, role="owner", since=date(2026, 1, 1))
    assert remind_owners() == 2
    assert len(told(owner.person.pk)) == len(told(neighbour.person.pk)) == 1


def test_the_home_says_it_on_its_card(client, owner, home, at):
    log_in(client, owner)

    def note():
        (card,) = client.get(reverse("claims:owner_home")).context["cards"]
        return card.ending

    at("2027-08-20 12:00")
    assert note() is None
    at("2027-08-21 12:00")
    assert note().strong.startswith("有 2 项保到2027年11月19日")
    assert note().text.startswith("请在这之前检查一遍")
    at("2027-11-19 12:00")
    assert note().text.startswith("今天是最后一天")
    at("2027-11-20 00:00")
    assert note() is None
