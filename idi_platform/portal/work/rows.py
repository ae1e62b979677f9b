"""From a row of the queue to words: what it is, since when, what went wrong, what it holds up. Nothing of the case."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext

from idi_platform.accounts.models import Person
from idi_platform.deadlines.models import FollowUp
from idi_platform.documents.models import Attachment, Paper
from idi_platform.kernel import clock
from idi_platform.notifications.models import Notice
from idi_platform.portal.components import Chip, Look
from idi_platform.portal.lists import Cell, Column, Empty, Fact, QueueGroup, QueueLink, Row, Table
from idi_platform.portal.words import instant_words
from idi_platform.records.models import Retry
from idi_platform.records.queue import MANY_ATTEMPTS, Owed, OwedState
from idi_platform.rulebooks.vocabulary import vocabulary

from .queries import KINDS, Standstill

UNREACHED = "unreached"
_FAULTS = {
    "ChannelError": gettext_lazy("发送的渠道没有接收"),
    "NoAddress": gettext_lazy("收件人没有留这个渠道的地址"),
    "NoHandler": gettext_lazy("这个进程不会办这种事"),
    "OSError": gettext_lazy("读写或者连接失败"),
    "OperationalError": gettext_lazy("数据库一时连不上"),
}


@dataclass(frozen=True, slots=True)
class WorkPage:
    """Everything that the page of one row shows."""

    title: str
    facts: list[Fact]
    retries: Table
    may_try: bool


def groups(counts: Mapping[str, int], current: str) -> tuple[QueueGroup, ...]:
    """Return the kinds of work with their counts."""
    here = reverse("work:waiting")
    links = tuple(
        QueueLink(
            _called(kind), str(count), f"{here}?kind={kind}", kind == current, alarming=count > 0 and kind != UNREACHED
        )
        for kind, count in counts.items()
    )
    return (QueueGroup(_("没有办成的"), links),)


def work_table(kind: str, rows: Iterable[Owed], held: Mapping[int, Standstill], now: datetime) -> Table:
    """Return rows with what they hold up; each leads to its own page."""
    columns = (
        Column(_("工作")),
        Column(_("在哪里")),
        Column(_("从什么时候")),
        Column(_("试过几次"), numeric=True),
        Column(_("最后一次的错误")),
        Column(_("影响")),
    )
    empty = Empty(_("没有停下的工作"), _("系统的工作都在按时办。"), icon="met")
    made = tuple(_row(kind, row, held.get(row.pk), now) for row in rows)
    return Table(_called(kind), columns, made, empty=empty)


def work_page(kind: str, row: Owed, held: Standstill | None, retries: Iterable[Retry], now: datetime) -> WorkPage:
    """Return the page of one row: the same facts, and who had it tried again."""
    title, detail = _title(row)
    facts = [
        Fact(_("在哪里"), place_words(row)),
        Fact(_("内容"), detail),
        Fact(_("现在"), _standing(row)),
        Fact(_("从什么时候"), instant_words(_since(row), now)),
        Fact(_("试过几次"), str(row.attempts)),
        Fact(_("最后一次的错误"), fault_words(row)),
        Fact(_("日志里的名字"), f"{row._meta.label_lower} {row.pk}"),
        Fact(_("影响"), held_words(row, held)),
    ]
    return WorkPage(title, facts, _retries(list(retries)), may_try=row.owed_state == OwedState.FAILED)


def fault_words(row: Owed) -> str:
    """Return the kind of the last error; its words may name people and stay in the log."""
    if not row.fault:
        return _("没有记下种类，见日志") if row.last_error else _("没有")
    known = _FAULTS.get(row.fault)
    return f"{known}（{row.fault}）" if known is not None else row.fault


def held_words(row: Owed, held: Standstill | None) -> str:
    """Return what cannot go on, or does not reach somebody, until the work is done."""
    if row.owed_state == OwedState.DONE:
        return _("已经办成，没有影响")
    if isinstance(row, FollowUp):
        return _held_by_follow_up(row, held)
    if isinstance(row, Paper):
        return _("文书还没有送到收件人") if row.file else _("文书还没有做出来，也没有送到收件人")
    if isinstance(row, Attachment):
        return _("材料还不能预览；原件完好")
    return _("收件人还没有收到这条消息")


def place_words(row: Owed) -> str:
    """Return the kind and the technical number of the case, never its own number or names."""
    subject = getattr(row, "subject", None)
    return f"{vocabulary.label(subject.kind)} {subject.pk}" if subject is not None else _("不属于任何案件")


def _called(kind: str) -> str:
    return _("没有地址的消息") if kind == UNREACHED else str(KINDS[kind].called)


def _row(kind: str, row: Owed, held: Standstill | None, now: datetime) -> Row:
    href = reverse("work:row", args=[kind, row.pk])
    title, detail = _title(row)
    look = Look.BREACH if row.owed_state == OwedState.FAILED else Look.TARGET
    cells = (
        Cell(title, sub=detail, href=href),
        Cell(place_words(row)),
        Cell(instant_words(_since(row), now)),
        Cell(str(row.attempts), numeric=True),
        Cell(fault_words(row), sub=_standing(row)),
        Cell(held_words(row, held), chip=Chip(look, _short_standing(row))),
    )
    return Row(cells, href=href)


def _title(row: Owed) -> tuple[str, str]:
    if isinstance(row, FollowUp):
        return _title_of_follow_up(row)
    if isinstance(row, Paper):
        return row.title, row.code
    if isinstance(row, Attachment):
        return str(row.called), row.media_type
    if isinstance(row, Notice):
        return str(row.get_channel_display()), row.template
    raise TypeError(f"No words for {row._meta.label}.")


def _title_of_follow_up(row: FollowUp) -> tuple[str, str]:
    if row.act == "take":
        step = str(row.what.get("step", ""))
        named = vocabulary.label(step) if step in vocabulary.steps else step
        return _("系统步骤：%(step)s") % {"step": named}, row.clock.name
    said = {"notify": _("提醒有关的人"), "derive": _("计算下一期的期限")}
    return said.get(row.act, row.act), row.clock.name


def _held_by_follow_up(row: FollowUp, held: Standstill | None) -> str:
    if row.act == "derive":
        return _("下一期的期限还没有算出来")
    if row.act != "take":
        return _("该收到提醒的人还没有收到")
    if held is None or not held.clocks:
        return _("这一步还没有办；后面没有别的期限在等")
    words = ngettext(
        "后面 %(clocks)s 个期限停着，其中 %(due)s 个已经到时",
        "后面 %(clocks)s 个期限停着，其中 %(due)s 个已经到时",
        held.clocks,
    )
    return words % {"clocks": held.clocks, "due": held.due}


def _since(row: Owed) -> datetime:
    """Return when the work came to be owed, legal time."""
    if isinstance(row, FollowUp):
        return row.record.recorded_at
    if isinstance(row, Attachment):
        return row.received_at
    if isinstance(row, Paper | Notice):
        return row.owed_at
    raise TypeError(f"No beginning for {row._meta.label}.")


def _short_standing(row: Owed) -> str:
    return _("已停下") if row.owed_state == OwedState.FAILED else _("还在试")


def _standing(row: Owed) -> str:
    if row.owed_state == OwedState.FAILED:
        return _("不再自己重试，等人处理")
    if row.owed_state == OwedState.DONE:
        return _("已经办成")
    moment = clock.machine_now()
    if row.attempts < MANY_ATTEMPTS and row.next_try_at < moment:
        return _("没有进程来办，请查看后台进程")
    return _("自己重试，下次在 %(when)s") % {"when": instant_words(row.next_try_at, moment)}


def _retries(found: list[Retry]) -> Table:
    names = dict(Person.objects.filter(pk__in={one.by.get("person") for one in found}).values_list("pk", "name"))
    moment = clock.machine_now()
    columns = (
        Column(_("什么时候")),
        Column(pgettext("who acted", "谁")),
        Column(_("之前试过几次"), numeric=True),
        Column(_("之前的错误")),
    )
    rows = tuple(
        Row(
            (
                Cell(instant_words(one.at, moment)),
                Cell(names.get(one.by.get("person"), "")),
                Cell(str(one.attempts), numeric=True),
                Cell(one.fault),
            )
        )
        for one in found
    )
    return Table(_("谁让它再试过"), columns, rows, empty=Empty(_("还没有人让它再试过"), ""))
