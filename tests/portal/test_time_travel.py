"""The demonstration's way forward in time."""

from datetime import UTC, date, datetime, timedelta

import pytest

from idi_platform.kernel import clock
from idi_platform.kernel.clock import SHANGHAI
from idi_platform.portal import fallen_due, time_travel
from idi_platform.portal.time_travel import JumpForm, later


def at(text):
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI).astimezone(UTC)


NOW = at("2026-01-31T09:40:00")


@pytest.mark.parametrize(
    ("data", "goal"),
    [
        ({"jump": "day"}, at("2026-02-01T09:40:00")),
        ({"jump": "week"}, at("2026-02-07T09:40:00")),
        ({"jump": "month"}, at("2026-02-28T09:40:00")),
        ({"jump": "year"}, at("2027-01-31T09:40:00")),
        ({"until": "2026-06-18"}, at("2026-06-18T09:00:00")),
        ({"until": "2026-06-18", "at": "21:41"}, at("2026-06-18T21:41:00")),
        ({"until": "2026-01-31", "at": "09:41"}, at("2026-01-31T09:41:00")),
    ],
)
def test_time_goes_by_a_day_a_week_a_month_a_year_or_to_a_morning(data, goal):
    form = JumpForm(data, now=NOW)
    assert form.is_valid()
    assert form.instant() == goal


@pytest.mark.parametrize(
    "data",
    [
        {"jump": "", "until": ""},
        {"jump": "century"},
        {"until": "2026-01-31"},
        {"until": "2026-01-31", "at": "09:40"},
        {"until": "2026-06-18", "at": "25:00"},
        {"until": "2025-12-31"},
        {"until": "2056-02-01"},
        {"until": "tomorrow"},
    ],
)
def test_time_goes_neither_backward_nor_without_end(data):
    assert not JumpForm(data, now=NOW).is_valid()


@pytest.mark.parametrize(
    ("day", "months", "goal"),
    [
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2024, 2, 29), 48, date(2028, 2, 29)),
        (date(2026, 12, 31), 2, date(2027, 2, 28)),
        (date(2026, 11, 30), 1, date(2026, 12, 30)),
    ],
)
def test_months_end_on_the_corresponding_day_or_the_months_last(day, months, goal):
    assert later(day, months) == goal


def test_who_comes_along_acts_before_time_has_moved(monkeypatch):
    done = []
    monkeypatch.setattr(time_travel, "advance_to", lambda instant: done.append(("moved", instant)))
    monkeypatch.setattr(time_travel, "nudge", lambda *_tasks: None)
    monkeypatch.setattr(time_travel, "_companions", [lambda goal: done.append(("came along", goal))])
    goal = clock.now() + timedelta(days=1)
    time_travel.go(goal)
    assert done == [("came along", goal), ("moved", goal)]


def test_what_has_come_on_the_way_is_not_moved_to_again(monkeypatch):
    goal = clock.now() + timedelta(days=1)
    monkeypatch.setattr(time_travel, "advance_to", lambda _instant: pytest.fail("moved back"))
    monkeypatch.setattr(time_travel, "nudge", lambda *_tasks: None)
    monkeypatch.setattr(
        time_travel, "_companions", [lambda instant: monkeypatch.setattr(time_travel, "now", lambda: instant)]
    )
    time_travel.go(goal)
    assert time_travel.now() == goal


@pytest.mark.django_db
def test_the_page_moves_time_and_leads_to_what_fell_due(client, monkeypatch):
    went = []
    monkeypatch.setattr(time_travel, "advance_to", went.append)
    before = clock.now()
    response = client.post("/demo/time/", {"jump": "week"})
    assert response.status_code == 302
    assert response.headers["Location"].startswith("/demo/time/?since=")
    assert (went[0] - before).days == 7


@pytest.mark.django_db
def test_a_wrong_wish_is_said_and_moves_nothing(client, monkeypatch):
    monkeypatch.setattr(time_travel, "advance_to", lambda instant: pytest.fail("moved"))
    response = client.post("/demo/time/", {"until": "2001-01-01"})
    assert response.status_code == 422
    assert "只能往后走" in response.content.decode()


@pytest.mark.django_db
def test_nothing_fell_due_where_nothing_ran(client):
    page = client.get("/demo/time/", {"since": "2026-01-01T00:00:00+00:00"}).content.decode()
    assert "都办完了，共 0 件" in page
    assert "hx-get" not in page


@pytest.mark.django_db
def test_the_page_asks_again_while_the_workers_are_at_it(client, monkeypatch):
    monkeypatch.setattr(fallen_due, "_waiting", lambda now: 3)
    fragment = client.get("/demo/time/progress/", {"since": "2026-01-01T00:00:00+00:00"}).content.decode()
    assert "剩 3 项" in fragment
    assert 'hx-trigger="load delay:1s"' in fragment
    assert "<html" not in fragment


@pytest.mark.django_db
@pytest.mark.parametrize("since", ["", "yesterday", "2026-01-01T00:00:00"])
def test_a_damaged_instant_is_not_found(client, since):
    assert client.get("/demo/time/progress/", {"since": since}).status_code == 404
