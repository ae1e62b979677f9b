"""Two clocks and the days of Shanghai."""

from datetime import UTC, date, datetime, timedelta

from idi_platform.kernel import clock


def test_a_day_is_a_day_in_shanghai_and_its_end_is_exclusive():
    assert clock.local_date(datetime(2026, 3, 9, 16, tzinfo=UTC)) == date(2026, 3, 10)
    assert clock.start_of(date(2026, 3, 10)) == datetime(2026, 3, 9, 16, tzinfo=UTC)
    assert clock.end_of(date(2026, 3, 10)) == datetime(2026, 3, 10, 16, tzinfo=UTC)


def test_legal_time_is_kept_to_the_second_and_runs_ahead_by_the_offset(monkeypatch):
    monkeypatch.setattr(clock, "_offset_provider", lambda: timedelta(days=400))
    ahead = clock.now() - clock.machine_now()
    assert clock.now().microsecond == 0
    assert timedelta(days=399, hours=23, minutes=59) < ahead <= timedelta(days=400)


def test_legal_time_stands_still_where_it_is_told_to_and_machine_time_does_not(monkeypatch):
    monkeypatch.setattr(clock, "_offset_provider", timedelta)
    try:
        clock.stand_at(datetime(2026, 3, 10, 8, 0, 0, 700_000, tzinfo=clock.SHANGHAI))
        monkeypatch.setattr(clock, "machine_now", lambda: datetime(2026, 3, 9, 17, tzinfo=UTC))
        assert clock.now() == datetime(2026, 3, 10, tzinfo=UTC)
    finally:
        clock.stand_at(None)
    assert clock.now() == datetime(2026, 3, 9, 17, tzinfo=UTC)
