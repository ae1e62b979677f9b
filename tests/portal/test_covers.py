"""Cover bars: half-open, one axis, the last covered day in words."""

from datetime import date
from itertools import pairwise

from idi_platform.portal.covers import CoverPeriod, cover_bar

PERIOD = CoverPeriod("防水", "drop", date(2022, 6, 18), date(2024, 6, 18), date(2029, 6, 18), "屋面、厕浴间")


def _item(today):
    return cover_bar([PERIOD], today).items[0]


def test_inside_cover_the_last_day_and_what_is_left_are_said():
    item = _item(date(2026, 3, 10))
    assert item.left == "还有 3 年 3 个月"
    assert item.note == "保到 2029年6月17日　屋面、厕浴间"
    assert [span.css or "hatched" for span in item.spans] == ["hatched", "cb-on", "cb-left"]


def test_before_cover_the_developers_time_is_hatched_and_the_beginning_is_said():
    item = _item(date(2024, 6, 17))
    assert item.left == "2024年6月开始"
    assert [span.css or "hatched" for span in item.spans] == ["hatched", "cb-left"]


def test_the_first_day_of_cover_is_inside_and_the_end_is_outside():
    assert _item(date(2024, 6, 18)).left == "还有 5 年"
    assert _item(date(2029, 6, 17)).left == "还有 1 天"
    over = _item(date(2029, 6, 18))
    assert over.chip.words == "已到期"
    assert [span.css or "hatched" for span in over.spans] == ["hatched", "cb-off"]


def test_dates_that_may_move_are_said_to_be_expected():
    period = CoverPeriod("防水", "drop", None, date(2028, 5, 1), date(2033, 5, 1), provisional=True)
    item = cover_bar([period], date(2026, 3, 10)).items[0]
    assert item.left == "预计2028年5月开始"
    assert item.note == "预计保到 2033年4月30日"


def test_a_home_without_cover_draws_nothing():
    assert cover_bar([], date(2026, 3, 10)).items == ()


def test_years_under_the_bars_do_not_touch():
    periods = [
        CoverPeriod("一", "drop", None, date(2024, 1, 1), date(2025, 1, 1)),
        CoverPeriod("二", "drop", None, date(2024, 3, 1), date(2034, 1, 1)),
    ]
    places = [float(tick.x.rstrip("%")) for tick in cover_bar(periods, date(2026, 3, 10)).ticks]
    assert all(later - earlier >= 18 for earlier, later in pairwise(places))
