"""What the pages of imports show: the list, one import with its stage, faults by place, the rows that were read."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import Count
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from idi_platform.accounts.acting import Acting
from idi_platform.kernel import clock
from idi_platform.portal.articles import article_of
from idi_platform.portal.cases.addresses import address
from idi_platform.portal.components import Action, Chip, Duty, Look, Note, Stage, stages
from idi_platform.portal.keyset import Page
from idi_platform.portal.lists import Cell, Column, Empty, Row, Table
from idi_platform.portal.words import instant_words
from idi_platform.projects.models import Project
from idi_platform.records.queue import OwedState
from policies.models import BookFault, BookImport
from policies.models import Stage as At

from .preview import rows_table, sheets_table

_LOOKS: Final = {
    At.READING: Look.RUNNING, At.FAULTY: Look.BREACH, At.READY: Look.TARGET, At.LOADING: Look.RUNNING,
    At.STOPPED: Look.TARGET, At.LOADED: Look.MET,
}  # fmt: skip
_EFFECTS: Final = {
    BookFault.Effect.ERROR: Look.BREACH, BookFault.Effect.LAW: Look.TARGET, BookFault.Effect.REASON: Look.TARGET,
    BookFault.Effect.WARNING: Look.NONE,
}  # fmt: skip
_STEPS: Final = {At.READING: 0, At.FAULTY: 1, At.READY: 1, At.LOADING: 2, At.STOPPED: 2, At.LOADED: 4}
_NOTES: Final = {
    At.READING: (
        gettext_lazy("系统正在读取"),
        gettext_lazy("读完会逐行核对，再按办法试办一遍；现在还没有登记任何内容。"),
    ),
    At.FAULTY: (
        gettext_lazy("表格有要改的地方"),
        gettext_lazy("按下面的行、列和原因改好，再传一次；都改好了才按办法试办，可能还有要改的。还没有登记任何内容。"),
    ),
    At.READY: (gettext_lazy("可以录入"), gettext_lazy("核对下面的内容，按“开始录入”。在这以前不登记任何内容。")),
    At.LOADING: (gettext_lazy("系统正在录入"), gettext_lazy("可以离开这一页；中断了会自己接着录，不会重复。")),
    At.STOPPED: (
        gettext_lazy("还有没录完的"),
        gettext_lazy("其余的已经录入。处理下面的原因以后，再按一次录入；已录的不会重复。"),
    ),
    At.LOADED: (gettext_lazy("全部录入"), gettext_lazy("每一步都有记录，可以从项目和保单查看。")),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the worker is: acts gone through of all; nothing is known before the workbook was read."""

    gone: int
    acts: int
    words: str


@dataclass(frozen=True, slots=True)
class BookPage:
    """One import as its page shows it."""

    title: str
    chip: Chip
    stages: tuple[Stage, ...]
    note: Note
    file: str
    progress: Progress | None
    faults: Table
    has_faults: bool
    cards: tuple[Duty, ...]
    sheets: Table | None
    rows: Table | None
    project_href: str
    may_load: bool
    may_change: bool
    load_label: str
    asks_reasons: bool


def imports_table(page: "Page[BookImport]") -> Table:
    """Return an insurer's imports, those last touched first."""
    now = clock.now()
    columns = (Column(_("项目")), Column(_("进展")), Column(_("经办")), Column(_("最后处理")))
    rows = tuple(_import(row, now) for row in page.items)
    empty = Empty(_("还没有录入过"), _("下载模板，填好以后在上面上传。"), icon="upload")
    return Table(_("录入记录"), columns, rows, empty=empty)


def _import(row: BookImport, now: Any) -> Row:
    href = reverse("policies:book", args=[row.pk])
    cells = (
        Cell(row.title or row.file_name or _("未命名"), sub=row.number, href=href),
        Cell(chip=_chip(row)),
        Cell(row.started_by.name),
        Cell(instant_words(row.changed_at, now)),
    )
    return Row(cells, href=href)


def _chip(row: BookImport) -> Chip:
    if row.owed_state == OwedState.FAILED:
        return Chip(Look.BREACH, _("系统没有办成"))
    return Chip(_LOOKS[At(row.stage)], str(At(row.stage).label))


def is_busy(row: BookImport) -> bool:
    """Say whether a worker has it, or will."""
    return row.owed_state == OwedState.PENDING and row.stage in (At.READING, At.LOADING)


def progress_of(row: BookImport) -> Progress | None:
    """Return how far the worker is, None while it has nothing to do."""
    if not is_busy(row):
        return None
    if row.stage == At.READING or not row.acts:
        return Progress(0, 0, _("正在读取和核对…"))
    return Progress(row.gone, row.acts, _("已办 %(gone)d／%(acts)d 步") % {"gone": row.gone, "acts": row.acts})


def book_page(row: BookImport, page: "Page[BookFault]", acting: Acting, sheet: str) -> BookPage:
    """Return the page of one import; `sheet` names the sheet whose first rows are shown."""
    counted = _counts(row)
    busy = is_busy(row)
    return BookPage(
        title=row.title or row.file_name or _("录入项目和保单"),
        chip=_chip(row),
        stages=stages((_("上传"), _("预览"), _("录入"), _("完成")), at=_STEPS[At(row.stage)]),
        note=_note(row),
        file=row.file_name,
        progress=progress_of(row),
        faults=_faults(page.items, acting, counted),
        has_faults=bool(counted),
        cards=tuple(_card(one, acting) for one in page.items),
        sheets=sheets_table(row, sheet),
        rows=rows_table(row, sheet),
        project_href=_project_href(row, acting),
        may_load=not busy and row.stage in (At.READY, At.STOPPED),
        may_change=not busy,
        load_label=_("再录一次") if row.stage == At.STOPPED else _("开始录入"),
        asks_reasons="reason" in counted and not busy,
    )


def _note(row: BookImport) -> Note:
    if row.owed_state == OwedState.FAILED:
        said = _("试了几次都没有成功，错误已经记下。请稍后再传一次；仍然不行请联系平台运营。")
        return Note(said, strong=_("系统没有办成") + "　", look=Look.BREACH)
    strong, text = _NOTES[At(row.stage)]
    return Note(str(text), strong=f"{strong}　", look=_LOOKS[At(row.stage)])


def _counts(row: BookImport) -> dict[str, int]:
    """Return how many faults there are of each effect."""
    return dict(row.faults.values_list("effect").annotate(n=Count("pk")))


def _faults(rows: Sequence[BookFault], acting: Acting, counted: Mapping[str, int]) -> Table:
    columns = (Column(_("位置")), Column(_("原因")), Column(_("怎么办")))
    said = "　".join(f"{effect.label} {counted[effect]}" for effect in BookFault.Effect if effect in counted)
    empty = Empty(_("没有要改的地方"), _("每一行都读懂了。"), icon="check")
    return Table(said or _("要改的地方"), columns, tuple(_fault(one, acting) for one in rows), empty=empty)


def _fault(one: BookFault, acting: Acting) -> Row:
    article = article_of(one.clause)
    href = address(acting, "subject", one.subject) if one.subject else ""
    return Row(
        (
            Cell(_where(one), sub=one.column),
            Cell(one.reason, sub=article.text if article is not None else ""),
            Cell(_next(one), chip=Chip(_EFFECTS[BookFault.Effect(one.effect)], one.get_effect_display()), href=href),
        )
    )


def _card(one: BookFault, acting: Acting) -> Duty:
    """Return a fault as a telephone shows it."""
    href = address(acting, "subject", one.subject) if one.subject else ""
    return Duty(
        "　".join(part for part in (_where(one), one.column) if part),
        one.reason,
        article_of(one.clause),
        Chip(_EFFECTS[BookFault.Effect(one.effect)], one.get_effect_display()),
        Action(_("附证据补录"), href) if href else None,
    )


def _where(one: BookFault) -> str:
    if not one.sheet:
        return _("整个文件")
    return _("%(sheet)s 第 %(row)d 行") % {"sheet": one.sheet, "row": one.row} if one.row else one.sheet


def _next(one: BookFault) -> str:
    """Say what to do about it."""
    if one.effect == BookFault.Effect.ERROR:
        return _("改好表格再传")
    if one.effect == BookFault.Effect.REASON:
        return _("在下面写明理由")
    if one.effect == BookFault.Effect.WARNING:
        return _("核对，没有问题不用改")
    if one.subject:
        return _("确已发生的，到这里附证据补录违规事实")
    return _("改表格；确已发生的，录入其余内容后附证据补录")


def reasons_asked(row: BookImport) -> list[BookFault]:
    """Return one fault for each gate that asks for a typed reason, in a fixed order."""
    found: dict[str, BookFault] = {}
    for one in row.faults.filter(effect=BookFault.Effect.REASON).order_by("code", "pk"):
        found.setdefault(one.code, one)
    return list(found.values())


def is_part(row: BookImport) -> bool:
    """Say whether something in the book cannot be done as things are."""
    effects = (BookFault.Effect.LAW, BookFault.Effect.REASON)
    return row.stage == At.READY and row.faults.filter(effect__in=effects).exists()


def _project_href(row: BookImport, acting: Acting) -> str:
    if row.stage not in (At.STOPPED, At.LOADED):
        return ""
    found = Project.objects.visible_to(acting).filter(number=row.number).values_list("pk", flat=True).first()
    return reverse("projects_console:project", args=[found]) if found else ""
