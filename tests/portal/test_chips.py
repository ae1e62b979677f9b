"""How a clock is shown: words first, then its deadline; the look follows the law, not the sweep."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.template.loader import render_to_string

from idi_platform.kernel.clock import SHANGHAI, end_of
from idi_platform.portal.chips import clock_chip, clock_track, limit_sentence, step_button
from idi_platform.portal.components import Article, Look
from idi_platform.portal.samples import SampleClock, SampleOffer, SampleRefusal


def at(text):
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI).astimezone(UTC)


NOW = at("2026-03-10T09:40:00")
DUE = end_of(date(2026, 3, 13))

CASES = [
    ("running", {"due_at": DUE}, Look.RUNNING, "还剩 3 天 14 小时", "3月13日 24:00 前"),
    (
        "running towards a target that a holiday parted from the limit",
        {"target_at": DUE, "due_at": end_of(date(2026, 3, 20))},
        Look.RUNNING,
        "还剩 10 天 14 小时",
        "应于 3月13日 24:00 前，法定最晚 3月20日 24:00",
    ),
    (
        "target passed, limit not",
        {"target_at": end_of(date(2026, 3, 9)), "due_at": end_of(date(2026, 3, 10))},
        Look.TARGET,
        "目标已过，法定余 14 小时 20 分",
        "目标 3月9日 24:00，法定最晚 3月10日 24:00",
    ),
    ("the last second in time", {"due_at": NOW + timedelta(seconds=1)}, Look.RUNNING, "还剩 不到 1 分钟", None),
    ("the first second late", {"due_at": NOW}, Look.BREACH, "超期 不到 1 分钟", None),
    (
        "late although no sweep has run yet",
        {"state": "open", "due_at": end_of(date(2026, 3, 9))},
        Look.BREACH,
        "超期 9 小时 40 分",
        "应于 3月9日 24:00 前",
    ),
    (
        "met in time",
        {"state": "met", "due_at": end_of(date(2026, 3, 6)), "met_at": at("2026-03-06T11:00:00")},
        Look.MET,
        "按时，早 13 小时",
        "3月6日 11:00 办完",
    ),
    (
        "met late",
        {"state": "met_late", "due_at": end_of(date(2026, 3, 6)), "met_at": at("2026-03-08T09:00:00")},
        Look.BREACH,
        "办完了，超期 1 天 9 小时",
        "3月8日 09:00 办完",
    ),
    (
        "paused",
        {"state": "paused", "due_at": DUE, "paused_since": at("2026-03-08T09:40:00")},
        Look.PAUSED,
        "停表 2 天，等您补材料",
        "3月8日 09:40 起不计时",
    ),
    ("paused, since when is not told", {"state": "paused", "due_at": DUE}, Look.PAUSED, "停表，等您补材料", ""),
    (
        "provisional is never shown as final",
        {"due_at": end_of(date(2027, 2, 24)), "provisional": True},
        Look.PROVISIONAL,
        "预计 2027年2月24日",
        "当年放假安排还没公布，公布后重算",
    ),
    ("vague words give a target only", {"target_at": DUE}, Look.RUNNING, "建议还剩 3 天 14 小时", None),
    ("a passed target of vague words is no breach", {"target_at": NOW}, Look.TARGET, "已过建议时间", None),
    ("a window", {"kind": "window", "due_at": DUE}, Look.RUNNING, "还有 3 天 14 小时", "到 3月13日 24:00 为止"),
    ("a window that is over is no breach", {"kind": "window", "due_at": NOW}, Look.NONE, "期间已过", None),
    ("a reminder that is over is no breach", {"kind": "reminder", "due_at": NOW}, Look.TARGET, "该办了", None),
    (
        "a reminder has no legal end, whatever rolls",
        {"kind": "reminder", "target_at": DUE, "due_at": end_of(date(2026, 3, 20))},
        Look.RUNNING,
        "还剩 3 天 14 小时",
        "3月13日 24:00 前",
    ),
    (
        "a reminder whose day has passed, before it rolls",
        {"kind": "reminder", "target_at": NOW, "due_at": DUE},
        Look.TARGET,
        "该办了",
        None,
    ),
    ("a step of the system", {"kind": "automatic", "due_at": DUE}, Look.NONE, "到时自动办理", None),
    ("void", {"state": "void", "due_at": NOW}, Look.NONE, "不再计时", ""),
    ("annulled", {"state": "annulled", "due_at": NOW, "breached_at": NOW}, Look.NONE, "已撤销", ""),
]


@pytest.mark.parametrize(
    ("fields", "look", "said", "line"), [case[1:] for case in CASES], ids=[case[0] for case in CASES]
)
def test_a_clock_is_said(fields, look, said, line):
    chip = clock_chip(SampleClock(**fields), NOW, waiting_for="等您补材料")
    assert (chip.look, chip.words) == (look, said)
    if line is not None:
        assert chip.line == line


def test_a_chip_names_what_its_clock_measures():
    assert clock_chip(SampleClock(due_at=DUE), NOW, name="核定").full_line == "核定　3月13日 24:00 前"


def test_an_owner_is_told_the_day_of_the_week():
    assert limit_sentence(DUE, NOW) == "3月13日（周五）24:00"


def test_a_track_is_cut_by_its_pauses():
    track = clock_track(
        at("2026-03-01T00:00:00"),
        at("2026-03-11T00:00:00"),
        at("2026-03-06T00:00:00"),
        start_what="收到报案",
        pauses=[(at("2026-03-02T00:00:00"), at("2026-03-04T00:00:00"))],
    )
    assert [(span.x, span.width, span.paused) for span in track.spans] == [
        ("0%", "10%", False),
        ("10%", "20%", True),
        ("30%", "20%", False),
    ]
    assert track.now_x == "50%"
    assert track.end_when == "3月10日 24:00"


def test_a_pause_that_still_runs_reaches_to_now_and_a_late_clock_fills_the_track():
    track = clock_track(
        at("2026-03-01T00:00:00"),
        at("2026-03-05T00:00:00"),
        at("2026-03-11T00:00:00"),
        start_what="收到报案",
        pauses=[(at("2026-03-06T00:00:00"), None)],
    )
    assert [(span.x, span.paused) for span in track.spans] == [("0%", False), ("50%", True)]
    assert track.now_x == "100%"


def test_a_refused_step_keeps_its_button_and_shows_every_reason():
    offer = SampleOffer(
        "claim.refuse", "不予赔偿", "refused", (SampleRefusal("没有引用证据", "bj-20-3"), SampleRefusal("另一人复核"))
    )
    button = step_button(offer, href="/x/", articles=lambda clause: Article(clause, f"/law/{clause}"))
    assert not button.allowed
    assert [reason.text for reason in button.refusals] == ["没有引用证据", "另一人复核"]
    assert button.refusals[0].article == Article("bj-20-3", "/law/bj-20-3")
    assert button.refusals[1].article is None
    assert button.why_id == "why-claim-refuse"


def test_what_two_texts_say_is_one_reason_with_both_articles():
    said = SampleRefusal("赔款超过保单剩余限额", "BJ-10-2c", ("INS-18-4", "BJ-10-2c"))
    offer = SampleOffer("claim.pay", "支付赔款", "refused", (said,))
    button = step_button(offer, href="/x/", articles=lambda clause: Article(clause, f"/law/{clause}"))
    (reason,) = button.refusals
    assert (reason.article, reason.beside) == (
        Article("BJ-10-2c", "/law/BJ-10-2c"),
        (Article("INS-18-4", "/law/INS-18-4"),),
    )
    shown = render_to_string("components/refusals.html", {"title": "不能支付", "reasons": [reason]})
    assert [shown.count(f'href="/law/{clause}"') for clause in ("BJ-10-2c", "INS-18-4")] == [1, 1]
    pressed = render_to_string("components/reason.html", {"reason": reason})
    assert [pressed.count(f'href="/law/{clause}"') for clause in ("BJ-10-2c", "INS-18-4")] == [1, 1]


@pytest.mark.parametrize("state", ["allowed", "allowed_with_reasons"])
def test_a_step_that_only_asks_for_reasons_can_be_pressed(state):
    assert step_button(SampleOffer("claim.accept", "属于保险责任", state), href="/x/").allowed
