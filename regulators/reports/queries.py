"""Reading monthly reports: figures as they were locked, what was corrected since, and what stands beside them."""

from collections.abc import Iterable
from datetime import date

from django.db.models import QuerySet

from idi_platform.accounts.acting import Acting
from idi_platform.accounts.models import Division
from idi_platform.records.models import Subject
from regulators.indicators.definitions import IndicatorDef, in_order
from regulators.indicators.months import Month
from regulators.models import CorrectedFigure, LockedFigure, MonthlyReport, UsedDefinition

Cell = tuple[str, str]
"""Code and line of a figure."""


def reports_for(acting: Acting) -> QuerySet[MonthlyReport]:
    """Return the reports that the capacity sees, the newest month first; those of one month by place."""
    return MonthlyReport.objects.visible_to(acting).select_related("subject").order_by("-month", "place")


def places_without(acting: Acting) -> list[Division]:
    """Return the divisions of one's own authority in which no series has begun."""
    begun = MonthlyReport.objects.filter(place__in=acting.jurisdictions).values("place")
    return list(Division.objects.filter(code__in=acting.jurisdictions).exclude(code__in=begun).order_by("code"))


def names_of(places: Iterable[str]) -> dict[str, Division]:
    """Return divisions by code."""
    return Division.objects.in_bulk(set(places))


def figures_of(report: MonthlyReport) -> dict[Cell, LockedFigure]:
    """Return the figures of a report without their lists, by code and line."""
    rows = report.figures.select_related("definition").defer("listed", "definition__body")
    return {(row.code, row.line): row for row in rows}


def definitions_of(report: MonthlyReport) -> dict[str, IndicatorDef]:
    """Return by code the definitions by which a report was locked, in the order of the page."""
    used = UsedDefinition.objects.filter(pk__in=report.figures.values("definition"))
    return in_order({row.code: IndicatorDef.model_validate_json(row.body) for row in used})


def defined_by(locked: LockedFigure) -> IndicatorDef:
    """Return the definition by which a figure was locked."""
    return IndicatorDef.model_validate_json(locked.definition.body)


def sheets_of(report: MonthlyReport) -> dict[int, list[CorrectedFigure]]:
    """Return the correction sheets by number, the newest first, without the lists of their cells."""
    found: dict[int, list[CorrectedFigure]] = {}
    for row in report.corrected_figures.defer("listed").order_by("-number", "pk"):
        found.setdefault(row.number, []).append(row)
    return found


def compared(report: MonthlyReport) -> tuple[dict[Cell, LockedFigure], dict[Cell, LockedFigure]]:
    """Return what was locked for the month before and for the same month of the year before."""
    assert report.month is not None
    month = Month(report.month)
    before, last_year = month.plus(-1).first, month.plus(-12).first
    wanted = {"report__place": report.place, "report__month__in": (before, last_year)}
    by_month: dict[date, dict[Cell, LockedFigure]] = {before: {}, last_year: {}}
    for row in (
        LockedFigure.objects.filter(**wanted).select_related("report", "definition").defer("listed", "definition__body")
    ):
        assert row.report.month is not None
        by_month[row.report.month][row.code, row.line] = row
    return by_month[before], by_month[last_year]


def corrected_among(figures: Iterable[LockedFigure]) -> set[int]:
    """Return the numbers of those figures that a correction sheet has changed since they were locked."""
    known = {(row.report_id, row.code, row.line): row.pk for row in figures}
    cells = CorrectedFigure.objects.filter(report__in={report for report, _code, _line in known})
    return {known[cell] for cell in cells.values_list("report", "code", "line").distinct() if cell in known}


def subjects_in(rows: Iterable[list[str | int]]) -> dict[int, Subject]:
    """Return the subjects of some rows of a list."""
    return Subject.objects.in_bulk({int(row[0]) for row in rows})
