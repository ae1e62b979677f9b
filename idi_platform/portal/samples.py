"""What the gallery of components shows: made-up values, every state once."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from django import forms

from idi_platform.kernel.clock import end_of, local_date

from . import forms as portal_forms
from .chips import clock_chip, clock_track, limit_sentence, step_button
from .components import (
    Action,
    Article,
    Ball,
    Check,
    Chip,
    ClockChip,
    Duty,
    EvidenceItem,
    Look,
    Note,
    PaperRow,
    RecordRow,
    Stage,
    stages,
)
from .covers import CoverPeriod, cover_bar
from .keyset import Page
from .lists import CaseCard, Cell, Column, Empty, Fact, Kpi, LinkRow, QueueGroup, QueueLink, Row, Table
from .uploads import StoredItem, box_of
from .words import money_words

_ARTICLE = Article("办法第二十条：七日内核定", "#article")
_SHORT = Article("办法二十.2", "#article")


@dataclass(frozen=True, slots=True)
class SampleClock:
    """A clock of the gallery."""

    state: str = "open"
    target_at: dt.datetime | None = None
    due_at: dt.datetime | None = None
    met_at: dt.datetime | None = None
    breached_at: dt.datetime | None = None
    provisional: bool = False
    kind: str = "duty"
    paused_since: dt.datetime | None = None


@dataclass(frozen=True, slots=True)
class SampleRefusal:
    """A reason of the gallery."""

    message: str
    clause: str = ""
    also: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SampleOffer:
    """A step offer of the gallery."""

    name: str
    label: str
    state: str
    refusals: tuple[SampleRefusal, ...] = ()
    hints: tuple[SampleRefusal, ...] = ()


class SampleForm(portal_forms.StepForm):
    """Every kind of field."""

    found = forms.ChoiceField(
        label="哪天发现的",
        help_text="记不清也没关系，选个大概的日子。",
        widget=portal_forms.PickTiles,
        choices=[("today", "今天"), ("yesterday", "昨天"), ("unsure", "说不准")],
    )
    severity = forms.ChoiceField(
        label="现在有多严重",
        widget=portal_forms.ChoiceRows,
        choices=[
            ("damp", portal_forms.Choice("有水印、发霉、起皮", "没有滴水", "leak1")),
            ("drips", portal_forms.Choice("一直在滴水", "接一盆水要半天以上", "leak2")),
            ("floods", portal_forms.Choice("大量漏水，没法正常住", "紧急：先派人修，再办手续", "leak3")),
            ("falls", portal_forms.Choice("有东西要掉下来，有危险", "紧急：请先离开那里，再报案", "fall")),
        ],
    )
    grade = forms.ChoiceField(
        label="等级",
        widget=portal_forms.GradeTiles,
        choices=[
            (code, portal_forms.Choice(code, word))
            for code, word in zip("ABCD", ("合格", "轻微", "一般", "严重"), strict=True)
        ],
    )
    phone = forms.CharField(label="联系电话", widget=portal_forms.PhoneInput, min_length=11)
    day = forms.DateField(label="约哪天上门", widget=portal_forms.DayInput)
    room = forms.ChoiceField(label="部位", choices=[("", "请选择"), ("bath", "卫生间"), ("kitchen", "厨房")])
    photos = portal_forms.FilesField(label="照片", help_text="远处拍一张，近处拍一张。", required=False)
    more = forms.CharField(
        label="想补充的话", widget=forms.Textarea(attrs={"rows": 3}), required=False, help_text="比如：楼上用水时才漏。"
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Show files that have arrived, one of them broken."""
        super().__init__(*args, **kwargs)
        stored = StoredItem(1, "卫生间远景", "", "", "已传好", "camera")
        broken = StoredItem(2, "水渍近景", "", "", "", "camera", "这张照片打不开，可能没有传完整，请重新传一张。")
        self.offer("photos", box_of("#", UUID(int=0), (stored, broken)))


def gallery(now: dt.datetime) -> dict[str, Any]:
    """Return one of each for the gallery page."""
    return {**_clocks(now), **_people(now), **_case(), **_lists(now)}


def sample_chips(now: dt.datetime) -> list[ClockChip]:
    """Return a clock in each of its looks, as of `now`."""
    day = dt.timedelta(days=1)
    today = end_of(local_date(now))
    due = today + 3 * day
    return [
        clock_chip(SampleClock(due_at=due), now, name="核定", article=_ARTICLE),
        clock_chip(SampleClock(target_at=due, due_at=due + 7 * day), now, name="核定"),
        clock_chip(SampleClock(target_at=today - day, due_at=today), now, name="核定"),
        clock_chip(SampleClock(state="overdue", due_at=today - 2 * day), now, name="现场勘查", article=_ARTICLE),
        clock_chip(SampleClock(state="paused", due_at=due, paused_since=now - 2 * day), now, waiting_for="等您补材料"),
        clock_chip(SampleClock(state="met", due_at=today, met_at=now - day), now, name="现场勘查"),
        clock_chip(SampleClock(state="met_late", due_at=today - 3 * day, met_at=now - day), now, name="书面通知"),
        clock_chip(SampleClock(due_at=due + 400 * day, provisional=True), now, name="书面通知"),
        clock_chip(SampleClock(target_at=due), now, name="回访"),
        clock_chip(SampleClock(kind="window", due_at=due + 90 * day), now, name="维修质保"),
        clock_chip(SampleClock(kind="automatic", due_at=due), now, name="保险开始"),
        clock_chip(SampleClock(state="void"), now, name="核定"),
    ]


def _clocks(now: dt.datetime) -> dict[str, Any]:
    day = dt.timedelta(days=1)
    start, due = now - 6 * day, end_of(local_date(now) + 3 * day)
    today = local_date(now)
    chips = sample_chips(now)
    periods = [
        CoverPeriod("地基和主体结构", "pillar", _years(today, -4), _years(today, -2), _years(today, 8), "含外墙脱落"),
        CoverPeriod("防水", "drop", _years(today, -4), _years(today, -2), _years(today, 3), "屋面、厕浴间、外墙"),
        CoverPeriod("装修（附加险）", "brush", _years(today, -4), _years(today, -3), _years(today, -1)),
    ]
    later = [
        CoverPeriod("地基和主体结构", "pillar", _years(today, -1), _years(today, 1), _years(today, 11)),
        CoverPeriod("防水、外墙保温", "drop", _years(today, -1), _years(today, 1), _years(today, 6), provisional=True),
    ]
    return {
        "chips": chips,
        "track": clock_track(start, due, now, start_what="收到报案", pauses=[(now - 4 * day, now - 2 * day)]),
        "limit": limit_sentence(due, now),
        "states": [
            Chip(Look.MET, "保障中", "shield"),
            Chip(Look.NONE, "已到期"),
            Chip(Look.TARGET, "存疑", plain=True),
        ],
        "covers": [cover_bar(periods, today, before="开发商维修期"), cover_bar(later, today, with_key=False)],
        "queue": _queue(chips),
    }


def _years(day: dt.date, count: int) -> dt.date:
    return day.replace(year=day.year + count, day=min(day.day, 28))


def _queue(chips: Any) -> Table:
    return Table(
        caption="待核定",
        columns=(
            Column("剩余时限", sort_href="?", sorted="ascending"),
            Column("报案"),
            Column("缺陷"),
            Column("处理人"),
            Column("估损（元）", numeric=True),
        ),
        rows=tuple(
            Row(
                (
                    Cell(chip=chip, sub=chip.full_line),
                    Cell(f"BJ-2026-{number:06d}", "云杉里 3-2-1102", href="#claim"),
                    Cell("卫生间顶面渗水", "防水"),
                    Cell("孟川") if number % 2 else Cell("未分派", strong=True),
                    Cell(money_words(Decimal(number)), numeric=True),
                ),
                href="#claim",
                current=number == 3011,
            )
            for number, chip in enumerate(chips[:6], 3010)
        ),
        foot=(Cell("合计 6 件", strong=True), Cell(), Cell(), Cell(), Cell("¥18,075.00", numeric=True)),
    )


def _people(now: dt.datetime) -> dict[str, Any]:
    chip = clock_chip(SampleClock(due_at=end_of(local_date(now))), now)
    return {
        "balls": [
            Ball("现在轮到您", "选维修还是赔款", "，3月20日前", you=True),
            Ball("现在轮到衡远财险", "核定", "，最晚 3月13日 24:00", icon="shield"),
            Ball("卫生间顶面渗水 · 3月4日报案", "轮到保险公司核定", icon="drop", href="#claim", chip=chip),
        ],
        "ball": Ball("轮到", "您（孟川，经办）", "核定"),
        "steps": _steps(),
        "duties": [
            Duty(
                "通知保险公司：3月30日要做分户验收",
                "至少提前 10 个工作日。",
                _ARTICLE,
                chip,
                Action("发通知", "#", primary=True),
            ),
            Duty("交房时交给每户三份材料", "告知书、质量保证书、使用说明书。", chip=Chip(Look.NONE, "等交房")),
        ],
    }


def _steps() -> list[Any]:
    return [
        step_button(
            SampleOffer("claim.accept", "属于保险责任", "allowed", hints=(SampleRefusal("事实、证据、条款齐备"),)),
            href="#accept",
            primary=True,
            icon="check",
        ),
        step_button(SampleOffer("claim.declare_complex", "认定情形复杂，延至 30 日", "allowed"), href="#complex"),
        step_button(
            SampleOffer(
                "claim.refuse",
                "不予赔偿",
                "refused",
                (
                    SampleRefusal("没有选除外情形或不在保障内的依据", "办法八", also=("保险法二十四",)),
                    SampleRefusal("没有引用证据", "办法二十.3"),
                    SampleRefusal("须由另一人复核，您是经办人"),
                ),
            ),
            href="#refuse",
            articles=lambda clause: Article(clause, "#article"),
        ),
    ]


def _case() -> dict[str, Any]:
    return {
        "records": [
            RecordRow("衡远财险正在核定", "3月8日 09:50 起继续计时", look=Look.RUNNING, shape="clock"),
            RecordRow(
                "请您补一份材料，计时暂停",
                "3月6日 15:20",
                "衡远财险 孟川",
                body="依法只能一次说全。",
                look=Look.PAUSED,
                shape="pause",
            ),
            RecordRow("现场勘查", "3月6日 10:30", "孟川", late="14:05 补录", article=_SHORT),
            RecordRow("收到报案", "3月4日 21:14:07", body="照片 4 张，回执已发到尾号 1234 的手机。"),
        ],
        "papers": [
            PaperRow("补充材料通知书", "3月6日 · 衡远财险 · 1 页", "#paper"),
            PaperRow("核定通知书", "正在生成，好了会发短信"),
        ],
        "evidence": [
            EvidenceItem("E-01", "远景，业主", "卫生间远景", href="#e1", stored="已传好"),
            EvidenceItem("E-02", "近景", "水渍近景", percent="62%"),
            EvidenceItem("", "地面", "卫生间地面", failed=True, retry_href="#retry"),
        ],
        "stages": stages(("报案", "勘查", "核定", "维修赔付", "验收"), 2),
        "milestones": [
            Stage("登记", done=True, note="2025-04-21"),
            Stage("施工", done=True, note="2025-07-15"),
            Stage("完工", now=True, note="计划 4月24日"),
            Stage("竣工验收", note="3 项未满足"),
            Stage("保险开始", note="预计 2028年5月", shape="provisional"),
        ],
        "checks": [
            Check.yes("保费已全额到账，保单已出", "2025年5月23日，¥1,846,300.00"),
            Check.no("严重风险还有 2 项没整改", "轮到：北岭建工", _SHORT),
            Check.open("除外情形：未发现", "楼上装修记录已查"),
        ],
        "gallery_notes": _notes(),
    }


def _notes() -> list[Note]:
    return [
        Note("有结果会发短信告诉您。", "材料齐了，您暂时不用做什么。", Look.MET),
        Note("4 张照片和您填的内容都在，有网后自动提交一次。", "没有网络，已存在手机里。", Look.RUNNING, "offline"),
        Note("期限不因此变动，别的渠道一直开着。", "系统今天 02:10 到 03:40 停过。", Look.TARGET, article=_SHORT),
        Note("已经报给主管部门，您不用再催。", "保险公司超期了 9 小时。", Look.BREACH),
        Note("为了安全，30 分钟没动就会退出。", "登录过期了。", shape="lock", action=Action("重新登录", "#")),
    ]


def _lists(now: dt.datetime) -> dict[str, Any]:
    return {
        "links": [
            LinkRow("情况变了，再传照片", "#", "比如漏得更厉害了", "camera"),
            LinkRow("对处理不满意", "#", "投诉，或要求第三方鉴定", "chat"),
        ],
        "empty": Empty(
            "还没有找到您的房屋",
            "这个手机号没有登记在任何保单上。换过号码，或者买的是二手房，都会这样。",
            "home",
            Action("扫告知书上的二维码", "#", "qr", primary=True),
            "没有告知书？用购房合同添加，或打电话。",
        ),
        "facts": [
            Fact("报案人", "周敏，房屋所有权人"),
            Fact("电话", "138****1234", "查看", "#"),
            Fact("部位", "卫生间，顶面，立管 W-3", article=_SHORT),
        ],
        "card": CaseCard(
            "卧室外墙渗水",
            "青棠园 5-1-302",
            "BJ-2026-002981　核定　应于 3月9日 24:00 前",
            "#claim",
            Chip(Look.BREACH, "超期 9 小时 40 分"),
            "闻筝",
            "承保核验：存疑，改动过外窗",
        ),
        "page": Page((), "?after=x", "?"),
        "kpis": [
            Kpi("按时核定率", "97.3", "%", "按时核定的件数 ÷ 本月应核定的件数", "#", "看 412 件", "较上月 +0.4"),
            Kpi("已超期", "2", "件", "过了法定期限还没办的", "#", "看 2 件"),
        ],
        "queue_groups": [
            QueueGroup("我的", (QueueLink("我经办", "23", "#"), QueueLink("待核定", "58", "#", current=True))),
            QueueGroup("要紧", (QueueLink("已超期", "2", "#", alarming=True), QueueLink("今天到期", "5", "#"))),
        ],
        "now": now,
    }
