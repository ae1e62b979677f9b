"""How a month's figures are kept: counted once when it is locked, counted again when facts of it come late."""

import logging
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any, Final

from django.db import connection
from django.db.models import Max, QuerySet

from idi_platform.accounts.acting import SYSTEM
from idi_platform.kernel.clock import local_date, start_of
from idi_platform.records import scopes
from idi_platform.records.models import Record, Subject
from idi_platform.workflow import locks
from idi_platform.workflow.perform import in_one_transaction, perform
from idi_platform.workflow.reactions import Happened, reaction
from regulators.indicators.counting import Around, Figure, count, digest_of
from regulators.indicators.definitions import definitions
from regulators.indicators.months import Month
from regulators.models import CorrectedFigure, LateFactsRead, LockedFigure, MonthlyReport, UsedDefinition

from .late import Late, late_among

log = logging.getLogger(__name__)
_LOCK: Final = "regulators.correct_reports"
_SETTLED: Final = timedelta(minutes=10)
"""How long after midnight a day's records are looked at: what began before it has been committed by then."""


def _publish(happened: Happened) -> None:
    """Count the month that was just locked, keep its figures, and open the next."""
    report: MonthlyReport = happened.aggregate
    figures = _counted(report)
    used = _used({figure.code for figure in figures})
    LockedFigure.objects.bulk_create(
        LockedFigure(
            report=report,
            definition=used[figure.code],
            counting=figure.counting,
            counted_at=happened.moment.recorded_at,
            **_kept(figure),
        )
        for figure in figures
    )
    happened.follow(report, "publish", digest=_digest(figures))
    following = MonthlyReport(subject=Subject(division_id=report.place))
    happened.follow(following, "follow_on", month=_month(report).next().first)


def correct_late(now: datetime) -> int:
    """Write correction sheets for what was entered about months that were locked before; once a day, after midnight.

    What has come late since the last look goes into one sheet for each month, dated `now`. Safe to run any number of
    times, and by several at once: who comes second finds somebody at work, or nothing that differs. Where a month
    cannot be counted, the others are corrected all the same, and all are looked at again at the next run.

    Args:
        now: legal time.

    Returns:
        How many sheets were written.
    """
    until = start_of(local_date(now - _SETTLED))
    read = LateFactsRead.objects.filter(pk=1).first()
    published = MonthlyReport.objects.filter(state="published").select_related("subject").order_by("month", "pk")
    if (read is not None and read.until >= until) or not published.exists():
        return 0
    with _alone() as is_alone:
        return _correct_all(list(published), read, until, now) if is_alone else 0


def _correct_all(published: Sequence[MonthlyReport], read: LateFactsRead | None, until: datetime, now: datetime) -> int:
    floor = read.record_id if read is not None else 0
    since = read.until if read is not None else min(_locked(report) for report in published)
    latest_end = max(_month(report).ends_at for report in published)
    late = late_among(Record.objects.filter(pk__gt=floor, recorded_at__gte=since - _SETTLED), latest_end)
    written, failed = 0, False
    for report in published if late else ():
        try:
            written += _correct(report, late, now)
        except Exception:
            log.exception("monthly_report.not_corrected", extra={"report": report.pk})
            failed = True
    if not failed:
        before = Record.objects.filter(pk__gt=floor, recorded_at__lt=since).aggregate(newest=Max("pk"))["newest"]
        LateFactsRead.objects.update_or_create(pk=1, defaults={"record_id": before or floor, "until": until})
    return written


@contextmanager
def _alone() -> Iterator[bool]:
    """Say whether nobody else is at it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(hashtextextended(%s, 0))", [_LOCK])
        (is_alone,) = cursor.fetchone()
    try:
        yield bool(is_alone)
    finally:
        if is_alone:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(hashtextextended(%s, 0))", [_LOCK])


def _correct(report: MonthlyReport, late: Sequence[Late], now: datetime) -> bool:
    since, ends_at = _locked(report) - _SETTLED, _month(report).ends_at
    about = [one for one in late if one.record.recorded_at >= since and one.touches < ends_at]
    within = set(_subjects(report).filter(pk__in={one.record.subject_id for one in about}).values_list("pk", flat=True))
    about = [one for one in about if one.record.subject_id in within]
    return bool(about) and in_one_transaction(lambda: _write_sheet(report.pk, about, now))


def _write_sheet(report_id: int, about: Sequence[Late], now: datetime) -> bool:
    locks.take({report_id})
    report = MonthlyReport.objects.select_related("subject").get(pk=report_id)
    figures = _counted(report)
    cells = [cell for figure in figures if (cell := _cell(report, figure, about, now)) is not None]
    if not cells:
        return False
    key = f"correct:{report.pk}:{report.corrections + 1}"
    perform(report, "correct", acting=SYSTEM, key=key, occurred_at=now, digest=_digest(figures))
    CorrectedFigure.objects.bulk_create(cells)
    return True


def _used(codes: Iterable[str]) -> dict[str, UsedDefinition]:
    """Return the definitions as they are kept beside figures, those new or changed since the last lock kept now."""
    found = {}
    for code in codes:
        definition = definitions()[code]
        body = definition.model_dump_json(exclude_none=True)
        defaults = {"version": definition.version, "body": body}
        found[code], _made = UsedDefinition.objects.get_or_create(code=code, digest=digest_of(body), defaults=defaults)
    return found


def _cell(
    report: MonthlyReport, figure: Figure, about: Sequence[Late], corrected_at: datetime
) -> CorrectedFigure | None:
    """Return the cell of a figure whose list is another now; None where it is the same, or is counted otherwise now.

    Its causes are the late records of the cases that came, went or changed, and of what hangs on them.

    Figures under a former definition or counting stay as they are: what differs would not be what came late.
    """
    locked = report.figures.filter(code=figure.code, line=figure.line).select_related("definition").first()
    if locked is None or (locked.definition.version, locked.counting) != (figure.definition, figure.counting):
        return None
    before = standing(report, figure.code, figure.line)
    if before.list_digest == figure.digest:
        return None
    old, new = {tuple(row) for row in before.listed}, {tuple(row) for row in figure.rows}
    touched = {int(row[0]) for row in old ^ new}
    causes = [one.record.pk for one in about if one.places & touched]
    return CorrectedFigure(
        report=report,
        number=report.corrections + 1,
        corrected_at=corrected_at,
        old_counted=before.counted,
        old_of=before.of,
        old_value=before.value,
        entered=sorted(new - old),
        left=sorted(old - new),
        causes=causes,
        **_kept(figure),
    )


def standing(report: MonthlyReport, code: str, line: str) -> LockedFigure | CorrectedFigure:
    """Return a figure as it stands after all correction sheets so far."""
    newest = report.corrected_figures.filter(code=code, line=line).order_by("-number").first()
    return newest or report.figures.get(code=code, line=line)


def _counted(report: MonthlyReport) -> list[Figure]:
    return count(Around(_month(report), frozenset({report.place})))


def _kept(figure: Figure) -> dict[str, Any]:
    return {
        "code": figure.code,
        "line": figure.line,
        "counted": figure.counted,
        "of": figure.of,
        "value": figure.value,
        "listed": figure.rows,
        "size": len(figure.rows),
        "list_digest": figure.digest,
    }


def _digest(figures: Iterable[Figure]) -> str:
    """Return the digest over all figures: code, line, value, and the digest of each list."""
    return digest_of([[row.code, row.line, str(row.value), row.digest] for row in figures])


def _month(report: MonthlyReport) -> Month:
    assert report.month is not None
    return Month(report.month)


def _locked(report: MonthlyReport) -> datetime:
    assert report.locked_at is not None
    return report.locked_at


def _subjects(report: MonthlyReport) -> QuerySet[Subject]:
    return scopes.subjects(scopes.in_divisions([report.place]))


def register() -> None:
    """Register what follows a lock."""
    reaction("monthly_report.lock", takes=("monthly_report.publish", "monthly_report.follow_on"))(_publish)
