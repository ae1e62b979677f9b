"""What a correction changes, as two persons see it before it is written: fields, limits, papers, decisions."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as _noop

from idi_platform.accounts.acting import Acting
from idi_platform.deadlines.explain import last_good, moment
from idi_platform.deadlines.states import ClockKind
from idi_platform.portal.articles import article_of
from idi_platform.portal.cases.labels import is_said, label_of, said
from idi_platform.portal.cases.places import places_of
from idi_platform.portal.components import Chip, Look, Note
from idi_platform.portal.lists import Cell, Column, Row, Table
from idi_platform.records.models import Subject
from idi_platform.rulebooks.law import Law
from idi_platform.rulebooks.titles import clock_title
from idi_platform.rulebooks.vocabulary import vocabulary
from idi_platform.workflow.following import CAUSE
from idi_platform.workflow.impacts import ClockChange, FallenAway, Impact, PaperChange, ReviewChange
from idi_platform.workflow.models import Review
from idi_platform.workflow.rejudging import GATES

_SHOWN = 50
_WHAT = {
    "started": _noop("新的时限"),
    "annulled": _noop("不再适用"),
    "breach_annulled": _noop("超期撤销"),
    "resumed": _noop("恢复计算"),
    "moved": _noop("日期改变"),
}
_MARKS = {"met_at": _noop("已办"), "breached_at": _noop("超期")}


@dataclass(frozen=True, slots=True)
class ImpactPage:
    """The impact as tables; `summary` says it in one sentence."""

    summary: Note
    tables: tuple[Table, ...]


def impact_page(impact: Impact, subject: Subject, law: Law, acting: Acting) -> ImpactPage:
    """Return the impact of a correction on a subject and on all that hangs on it."""
    touched = {subject.pk, *(change.subject_id for change in impact.clocks)}
    touched |= {review.subject_id for review in impact.reviews} | {paper.subject_id for paper in impact.papers}
    touched |= {fallen.subject_id for fallen in impact.fallen}
    titles = {
        pk: place.title for pk, place in places_of(Subject.objects.filter(pk__in=_first(touched)), acting).items()
    }
    return ImpactPage(
        summary=_summary(impact),
        tables=tuple(
            table
            for table in (
                _fields(impact, subject.kind),
                _clocks(impact.clocks, law, titles),
                _papers(impact.papers, titles),
                _fallen(impact.fallen, titles),
                _reviews(impact.reviews, titles),
            )
            if table.rows
        ),
    )


def _first(pks: Iterable[int]) -> list[int]:
    return sorted(pks)[: 4 * _SHOWN]


def _summary(impact: Impact) -> Note:
    words = _(
        "涉及 %(subjects)d 项，其中时限改变 %(clocks)d 个，换发文书 %(papers)d 份，需要再看的决定 %(reviews)d 个。"
    ) % {
        "subjects": impact.subjects,
        "clocks": len(impact.clocks),
        "papers": len(impact.papers),
        "reviews": len(impact.reviews),
    }
    return Note(words, strong=_("这次更正会改变："), look=Look.RUNNING, shape="eye")


def _fields(impact: Impact, kind: str) -> Table:
    columns = (Column(_("内容")), Column(_("原来")), Column(_("更正后")))
    rows = tuple(
        Row((Cell(label_of(kind, name)), Cell(said(kind, name, before)), Cell(said(kind, name, after), strong=True)))
        for name, (before, after) in impact.fields.items()
        if is_said(name)
    )
    return Table(_("内容的改变"), columns, rows)


def _clocks(changes: Sequence[ClockChange], law: Law, titles: dict[int, str]) -> Table:
    columns = (Column(_("时限")), Column(_("原来")), Column(_("更正后")), Column(_("依据")))
    rows = tuple(_clock(change, law, titles) for change in changes[:_SHOWN])
    return Table(_("时限的改变"), columns, (*rows, *_rest(changes, law)))


def _clock(change: ClockChange, law: Law, titles: dict[int, str]) -> Row:
    article = article_of(change.clause)
    before = _("没有") if change.what == "started" else _dates(change, change.before)
    return Row(
        (
            Cell(clock_title(law, change.name), sub=titles.get(change.subject_id, "")),
            Cell(before),
            Cell(_dates(change, change.after), sub=_(_WHAT[change.what]) if change.what in _WHAT else "", strong=True),
            Cell(article.text if article is not None else ""),
        )
    )


def _rest(changes: Sequence[ClockChange], law: Law) -> list[Row]:
    """Return what is not listed one by one, counted by limit."""
    counts = Counter(clock_title(law, change.name) for change in changes[_SHOWN:])
    return [
        Row((Cell(name), Cell(_("另有 %(n)d 个同样的改变") % {"n": count}), Cell(), Cell()))
        for name, count in counts.items()
    ]


def _dates(change: ClockChange, side: Mapping[str, Any]) -> str:
    """Say the dates of one side: what ought to be, and what the law gives where it is later."""
    found = {**change.ends, **side}
    target, due = _instant(found["target_at"]), _instant(found["due_at"])
    words = []
    if target is not None and target != due:
        words.append(_("应于 %(day)s 前") % {"day": last_good(target)})
    if due is not None:
        words.append(_end(change.kind, due))
    for name, word in _MARKS.items():
        at = _instant(side.get(name))
        if at is not None:
            words.append(_("%(what)s %(day)s") % {"what": _(word), "day": last_good(at)})
    state = side.get("state", "")
    if state in ("annulled", "not_due", "void"):
        return _("不适用")
    return _("，").join(words) or _("没有固定的截止日期")


def _end(kind: str, due: datetime) -> str:
    """Say an end by what it is: the last lawful moment of a duty, the end of a window, when the system acts."""
    if kind == ClockKind.AUTOMATIC:
        return moment(due)
    if kind == ClockKind.WINDOW:
        return _("到 %(day)s") % {"day": last_good(due)}
    return _("法定最晚 %(day)s") % {"day": last_good(due)}


def _instant(value: Any) -> datetime | None:
    return datetime.fromisoformat(value) if isinstance(value, str) else value


def _papers(papers: Sequence[PaperChange], titles: dict[int, str]) -> Table:
    columns = (Column(_("文书")), Column(_("原来的编号")), Column(_("哪一项")))
    rows = tuple(
        Row(
            (
                Cell(paper.title),
                Cell(paper.number or _("还没有编号")),
                Cell(titles.get(paper.subject_id, "")),
            )
        )
        for paper in papers[:_SHOWN]
    )
    return Table(_("换发的文书"), columns, rows)


def _fallen(fallen: Sequence[FallenAway], titles: dict[int, str]) -> Table:
    columns = (Column(_("由它引起的事项")), Column(_("怎么办")))
    rows = tuple(
        Row((Cell(vocabulary.label(one.name), sub=titles.get(one.subject_id, "")), Cell(_("随之撤销"), strong=True)))
        for one in fallen[:_SHOWN]
    )
    return Table(_("随之撤销的事项"), columns, rows)


def _reviews(reviews: Sequence[ReviewChange], titles: dict[int, str]) -> Table:
    columns = (Column(_("决定")), Column(_("当时")), Column(_("更正后")))
    rows = tuple(
        Row(
            (
                Cell(about_words(review), sub=titles.get(review.subject_id, "")),
                Cell(side_words(review, review.before), chip=Chip(Look.NONE, _("不自动改"), "dash")),
                Cell(side_words(review, review.after), strong=True),
            )
        )
        for review in reviews[:_SHOWN]
    )
    return Table(_("需要再看的决定"), columns, rows)


def about_words(review: Review | ReviewChange) -> str:
    """Say which decision a review is about."""
    kind, _dot, what = review.about.partition(".")
    if review.about in vocabulary.steps:
        return vocabulary.label(review.about)
    known = _ABOUT.get(review.about)
    return _(known) if known is not None else label_of(kind, what)


def side_words(review: Review | ReviewChange, side: Mapping[str, Any]) -> str:
    """Say what a decision rested on, before or after."""
    kind = review.about.partition(".")[0]
    return _("；").join(
        _("：").join((side_label(kind, name), side_value(kind, name, value))) for name, value in side.items()
    )


def side_label(kind: str, name: str) -> str:
    """Return what a ground of a decision is called."""
    known = _SIDES.get(name)
    return _(known) if known is not None else label_of(kind, name)


def side_value(kind: str, name: str, value: Any) -> str:
    """Return a ground of a decision in words."""
    return _(_LIABLE.get(str(value), str(value))) if name == "liable" else said(kind, name, value)


_SIDES = {"liable": _noop("由谁负责"), GATES: _noop("条文不允许的地方"), CAUSE: _noop("由哪一步引起")}
_LIABLE = {
    "developer": _noop("建设单位"),
    "contractor": _noop("施工单位"),
    "insurer": _noop("保险公司"),
    "fund": _noop("维修资金"),
    "nobody": _noop("不在本制度内"),
}
_ABOUT = {"claim.determination": _noop("核定结果")}
