"""Monthly reports as files: every figure with what it is made of, every list in full."""

from collections.abc import Iterable, Iterator
from decimal import Decimal

from django.utils.translation import gettext as _

from idi_platform.accounts.acting import Acting
from idi_platform.kernel.languages import in_words
from idi_platform.portal.words import full_instant_words
from idi_platform.rulebooks.vocabulary import vocabulary
from regulators.indicators.counting import plain
from regulators.indicators.definitions import IndicatorDef
from regulators.models import CorrectedFigure, LockedFigure, MonthlyReport

from . import queries
from .figures import unit_words
from .lines import formula, newest
from .pages import named


def report_columns() -> list[str]:
    """Return the heads of a report's file."""
    return [
        _("代码"), _("指标"), _("行"), _("怎么算"), _("单位"), *_of_figure(), _("出数时间"), _("定义版本"),
        _("计算版本"), _("更正单号"), *(_("更正后：%(what)s") % {"what": what} for what in _of_figure()),
    ]  # fmt: skip


def _of_figure() -> list[str]:
    return [_("数值"), _("分子"), _("分母"), _("名单行数"), _("名单校验码")]


def report_rows(report: MonthlyReport) -> Iterator[list[object]]:
    """Yield a row for each figure, in the order of the page: as locked, and as the newest correction sheet left it.

    Values are plain numbers with the places of the page, empty where there is none; times are those of Shanghai.
    """
    locked, corrected = queries.figures_of(report), newest(queries.sheets_of(report))
    for code, definition in queries.definitions_of(report).items():
        for line, said in definition.lines.items():
            row = locked.get((code, line))
            if row is None:
                continue
            now_stands, unit = corrected.get((code, line)), unit_words(definition.unit_of(line))
            names = [code, in_words(definition.title), in_words(said.title), formula(definition, line), unit]
            versions = [full_instant_words(row.counted_at), row.definition.version, row.counting]
            sheet = [None] * 6 if now_stands is None else [now_stands.number, *_figure(now_stands, definition)]
            yield [*names, *_figure(row, definition), *versions, *sheet]


def _figure(row: LockedFigure | CorrectedFigure, definition: IndicatorDef) -> list[object]:
    places = Decimal(1).scaleb(-definition.places(row.line))
    value = row.value.quantize(places) if row.value is not None else None
    return [value, Decimal(plain(row.counted)), Decimal(plain(row.of)), row.size, row.list_digest]


def list_columns() -> list[str]:
    """Return the heads of a list's file."""
    return [_("编号"), _("种类"), _("哪一项"), _("计入分子"), _("计入分母"), _("序号")]


def list_rows(row: LockedFigure | CorrectedFigure, acting: Acting) -> Iterable[list[object]]:
    """Return every row of a list with its case."""
    subjects = queries.subjects_in(row.listed)
    places = named(subjects, acting)
    return [
        [pk, vocabulary.label(subjects[pk].kind), places[pk].title, Decimal(counted), Decimal(of), ref]
        for pk, counted, of, ref in row.listed
    ]
