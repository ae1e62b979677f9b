"""Cover begins and ends by itself, at its legal instant, whatever duty was missed and however late the sweep runs."""

from datetime import UTC, date, datetime

import pytest

from idi_platform.deadlines.follow_up import follow_up
from idi_platform.deadlines.models import Clock
from idi_platform.deadlines.sweep import sweep
from idi_platform.records.models import Record
from policies.book import read_book
from policies.models import Policy
from policies.opening import open_book

pytestmark = pytest.mark.django_db
D = date.fromisoformat


def at(day):
    return datetime.fromisoformat(f"{day}T16:00:00").replace(tzinfo=UTC)


def run(now):
    for _ in range(5):
        sweep(now)
        follow_up()


def taken(name):
    return [str(record.occurred_at) for record in Record.objects.filter(name=name).order_by("pk")]


def test_cover_begins_at_midnight_of_its_first_day(book, underwriter):
    policy = open_book(read_book(book), acting=underwriter.acting, key="b").policy
    assert Clock.objects.get(subject=policy.pk, name="policy.cover_begins").state == "open"
    run(datetime(2026, 11, 1, tzinfo=UTC))
    assert taken("policy.begin_cover") == ["2022-11-19 16:00:00+00:00"]
    assert Policy.objects.get().state == "in_force"
    run(datetime(2026, 11, 2, tzinfo=UTC))
    assert len(taken("policy.begin_cover")) == 1


def test_items_and_policy_end_one_after_the_other(book, underwriter):
    book["project"]["registered_on"] = book["policy"]["drafted_on"] = "2019-05-06"
    book["buildings"][0].update(accepted_on="2019-07-01", units=[])
    book["policy"]["items"] += [{"code": "elevator", "period_months": 24, "starts_on": "2020-01-01"}]
    open_book(read_book(book), acting=underwriter.acting, key="b")
    run(datetime(2026, 11, 1, tzinfo=UTC))
    assert taken("policy.begin_cover") == ["2019-12-31 16:00:00+00:00"]
    assert taken("policy.expire_item") == ["2021-12-31 16:00:00+00:00", "2026-06-30 16:00:00+00:00"]
    policy = Policy.objects.get()
    assert (policy.state, policy.items_ended_on) == ("in_force", D("2026-07-01"))
    ends = Clock.objects.get(subject=policy.pk, name="policy.cover_ends")
    assert ends.due_at == at("2031-06-30")
