"""The texts as tables: windows, revisions, extensions, and what became of each object of a bulk act."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as _noop

from idi_platform.accounts.acting import Acting
from idi_platform.kernel.clock import local_date
from idi_platform.portal.cases.places import places_of
from idi_platform.portal.components import Chip, Look
from idi_platform.portal.lists import Cell, Column, Empty, Fact, Row, Table
from idi_platform.portal.words import date_words
from idi_platform.projects.models import InsuredObject
from idi_platform.records.models import Subject
from idi_platform.rulebooks.models import Binding, Edition, Revision
from idi_platform.rulebooks.windows import window_of
from idi_platform.workflow.impacts import Impact

from .bulk import Outcome
from .queries import bindings_for, texts

_CHANGES = {
    "moved": _noop("改期"),
    "started": _noop("新增"),
    "annulled": _noop("不再适用"),
    "breach_annulled": _noop("超期撤销"),
}


@dataclass(frozen=True, slots=True)
class TextPage:
    """One text: its window in words, its revisions and extensions."""

    title: str
    facts: list[Fact]
    revisions: Table
    extensions: Table


def address_of(acting: Acting, name: str, *args: object) -> str:
    """Return the address of one of these pages behind the reader's door."""
    return reverse(f"texts_{acting.door}:{name}", args=args)


def texts_table(acting: Acting, today: date) -> Table:
    """Return every text with its window and the objects that the capacity sees under it."""
    bound = bindings_for(acting).filter(outcome=Binding.Outcome.BOUND)
    counts = dict(bound.values_list("edition").annotate(n=Count("pk")))
    columns = (Column(_("办法")), Column(_("有效期")), Column(_("现在")), Column(_("适用的标的"), numeric=True))
    rows = tuple(_text(row, acting, counts.get(row.pk, 0), today) for row in texts())
    return Table(_("各地办法"), columns, rows, empty=Empty(_("还没有办法"), ""))


def _text(edition: Edition, acting: Acting, count: int, today: date) -> Row:
    href = address_of(acting, "text", edition.code)
    return Row(
        (
            Cell(edition.title, href=href),
            Cell(window_words(edition)),
            Cell(chip=_standing(edition, today)),
            Cell(str(count), href=href, numeric=True),
        ),
        href=href,
    )


def window_words(edition: Edition) -> str:
    """Say the window, its extensions counted."""
    last = window_of(edition).last_day
    since = date_words(edition.in_force_from) if edition.in_force_from else _("施行日期不明")
    until = date_words(last) if last else _("终止日期不明") if edition.to_unknown else _("没有终止日期")
    return _("%(since)s 至 %(until)s") % {"since": since, "until": until}


def _standing(edition: Edition, today: date) -> Chip:
    last = window_of(edition).last_day
    if edition.in_force_from is None:
        return Chip(Look.PAUSED, _("待认定"))
    if today < edition.in_force_from:
        return Chip(Look.NONE, _("还没有施行"))
    if last is not None and today > last:
        return Chip(Look.NONE, _("已期满，已有合同照旧"))
    return Chip(Look.MET, _("有效"))


def text_page(edition: Edition, revisions: Sequence[Revision], acting: Acting) -> TextPage:
    """Return the page of a text."""
    rows = bindings_for(acting).filter(edition=edition, outcome=Binding.Outcome.BOUND)
    under = dict(rows.values_list("revision").annotate(n=Count("pk")))
    return TextPage(
        title=edition.title,
        facts=[Fact(_("有效期"), window_words(edition)), Fact(_("行政区划"), edition.division_code)],
        revisions=_revisions(revisions, under),
        extensions=_extensions(edition),
    )


def _revisions(revisions: Sequence[Revision], under: dict[int, int]) -> Table:
    columns = (Column(_("修订")), Column(_("发布")), Column(_("原因")), Column(_("用它的标的"), numeric=True))
    rows = tuple(
        Row(
            (
                Cell(_("第 %(n)d 份") % {"n": row.number}),
                Cell(date_words(local_date(row.published_at)), sub=_(row.approver)),
                Cell(_(row.reason)),
                Cell(str(under.get(row.pk, 0)), numeric=True),
            )
        )
        for row in revisions
    )
    return Table(_("修订"), columns, rows)


def _extensions(edition: Edition) -> Table:
    columns = (Column(_("延长至")), Column(_("文号")), Column(_("文件生效日期")), Column(_("登记")))
    rows = tuple(
        Row(
            (
                Cell(date_words(row.to) if row.to else _("撤回")),
                Cell(row.document_number),
                Cell(date_words(row.issued_on) if row.issued_on else ""),
                Cell(date_words(local_date(row.recorded_at))),
            )
        )
        for row in edition.extensions.all()
    )
    return Table(_("延期"), columns, rows, empty=Empty(_("没有延期"), _("延期由当地主管部门凭文件登记。")))


def questions_table(objects: Sequence[InsuredObject], acting: Acting, *, may_decide: bool) -> Table:
    """Return the objects of which it is open which text binds, with why."""
    why = dict(
        Binding.objects.filter(insured_object_id__in=[row.pk for row in objects]).values_list(
            "insured_object_id", "why"
        )
    )
    places = places_of([row.subject for row in objects], acting)
    columns = (Column(_("标的")), Column(_("为什么")), Column(""))
    rows = tuple(
        Row(
            (
                Cell(places[row.pk].title, href=places[row.pk].href),
                Cell(" ".join(one["sentence"] for one in why.get(row.pk, ()))),
                Cell(_("认定"), href=address_of(acting, "decide", row.pk)) if may_decide else Cell(),
            )
        )
        for row in objects
    )
    empty = Empty(_("没有待认定的标的"), _("每个标的适用哪个办法都清楚。"), icon="check")
    return Table(_("适用哪个办法待认定"), columns, rows, empty=empty)


def outcomes_table(outcomes: Sequence[Outcome], acting: Acting) -> Table:
    """Return what became of each object, or what would."""
    subjects = Subject.objects.filter(pk__in=[one.subject_id for one in outcomes])
    places = places_of(subjects, acting)
    columns = (Column(_("标的")), Column(_("结果")), Column(_("说明")))
    rows = tuple(
        Row(
            (
                Cell(places[one.subject_id].title, href=places[one.subject_id].href),
                Cell(chip=Chip(Look.MET, _("可以")) if one.is_done else Chip(Look.BREACH, _("没有办成"))),
                Cell(impact_words(one.impact) if one.impact is not None else one.words),
            )
        )
        for one in outcomes
    )
    return Table(_("逐个结果"), columns, rows)


def impact_words(impact: Impact) -> str:
    """Say in one sentence which limits move, appear and fall away, and how many things were looked at."""
    counts = Counter(change.what for change in impact.clocks)
    said = [f"{_(_CHANGES.get(what, what))} {count}" for what, count in sorted(counts.items())]
    return _("涉及 %(n)d 项：%(said)s") % {"n": impact.subjects, "said": "，".join(said) or _("时限不变")}
