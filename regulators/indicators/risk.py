"""Risk agencies: visits made, findings and their ends, filings, test notices."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Final

from idi_platform.deadlines.models import Clock
from idi_platform.deadlines.states import ClockKind
from idi_platform.kernel.clock import local_date
from idi_platform.records.models import Subject
from idi_platform.workflow.models import RefusedAttempt
from idi_platform.workflow.requests import IN_BREACH
from riskmgmt.models import Finding, Grade, Inspection
from riskmgmt.models.finding import SEVERE

from .counting import NOUGHT, Around, Entry, Lists, counts, share
from .findings import RAISED, REGRADED, Told, severe_at, told
from .limits import LEGAL, NATIONAL, NEVER_WERE, RUNNING, limits
from .log import Log, Step
from .ripening import Owed, ripened

_PLANNED, _DONE, _CANCELLED = "inspection.plan", "inspection.carry_out", "inspection.cancel"
_STOPPED, _RESUMED = "stage.stop", "stage.resume"
_PASSED, _FAILED = "test.record_pass", "test.record_failure"
_ACCEPTED = "building.accept"
_SUBMITTED, _SENT_BACK = "filing.submit", "filing.send_back"
_QUOTA_OF_VISITS: Final = f"quota:{_DONE}"
_AGES: Final = (("to_15", 15), ("to_30", 30), ("to_90", 90))
_OVER = "over_90"
_APART: Final = (Grade.EVIDENCE_MISSING, Grade.WATCH)
_GRAVEST_FIRST: Final = (
    Grade.SEVERE_CONDUCT, Grade.SEVERE, Grade.MEDIUM, Grade.MINOR, Grade.EVIDENCE_MISSING, Grade.WATCH, Grade.NORMAL,
)  # fmt: skip


@counts("R1")
def inspections_completed(around: Around) -> Lists:
    """Count visits by the day they were planned for, which no later step changes; what became of them by the log.

    A visit was made on the day that its report names, also where that came after the month.
    """
    month = around.month
    rows = Inspection.objects.filter(subject__in=around.subjects, planned_on__range=(month.first, month.last))
    planned = {
        pk: (day, (project, kind, stage))
        for pk, day, *(project, kind, stage) in rows.values_list(
            "pk", "planned_on", "subject__project_id", "inspection_kind", "stage"
        )
    }
    log = Log(month, around.subjects.filter(pk__in=planned))
    plans, cancelled = log.last(_PLANNED), log.last(_CANCELLED)
    moved = _moved(plans, cancelled, {pk: what for pk, (_day, what) in planned.items()})
    went = {step.subject_id: step.day for step in log.dated(_DONE)}
    owed = [pk for pk in plans if pk not in moved]
    return {
        "done": [share(pk, is_in=month.holds_day(went.get(pk))) for pk in owed],
        "on_day": [share(pk, is_in=went.get(pk) == planned[pk][0]) for pk in owed],
        "cancelled": [Entry(pk) for pk in owed if pk in cancelled],
        **_stage_months(around),
    }


def _moved(plans: dict[int, Step], cancelled: dict[int, Step], what: dict[int, tuple[object, ...]]) -> set[int]:
    """Return the cancelled visits in whose place another of the same kind was planned for a day of the month."""
    found: set[int] = set()
    taken: set[int] = set()
    for pk in sorted(cancelled.keys() & plans.keys(), key=lambda pk: cancelled[pk].at):
        since = cancelled[pk].at
        later = (other for other, plan in plans.items() if other not in (pk, *taken) and plan.at >= since)
        instead = next((other for other in later if what[other] == what[pk]), None)
        if instead is not None:
            found.add(pk)
            taken.add(instead)
    return found


def _stage_months(around: Around) -> Lists:
    """Return the quotas of visits that ended with the month: kept or not, and those whose works stood still in it."""
    month = around.month
    clocks = Clock.objects.filter(
        subject__in=around.subjects.filter(kind="stage"),
        anchor__by=_QUOTA_OF_VISITS,
        due_at__gt=month.starts_at,
        due_at__lte=month.ends_at,
    ).exclude(state__in=NEVER_WERE)
    rows = [
        share(row.subject_id, is_in=row.met_at is not None and row.met_at < month.ends_at, ref=row.pk) for row in clocks
    ]
    rested = _rested(around)
    return {"stage_months": rows, "stopped": [Entry(row.subject_id, ref=row.ref) for row in rows if row[0] in rested]}


def _rested(around: Around) -> set[int]:
    """Return the stages with a quota whose works stood still on some day of the month: stopped in it, or resumed."""
    return {
        step.subject_id
        for step in around.log.dated(_STOPPED, _RESUMED)
        if around.month.holds_day(step.day) and (step.name == _STOPPED or step.day > around.month.first)
    }


@counts("R2")
def findings_by_grade(around: Around) -> Lists:
    """Count what was raised in the month by the grade it was raised with, a place once in each report."""
    raised = around.log.within(RAISED)
    projects, lists = _once_per_place(raised)
    defects = [row for grade, rows in lists.items() if grade != Grade.NORMAL for row in rows]
    regraded = [Entry(step.subject_id, ref=step.record_id) for step in around.log.within(REGRADED)]
    return {
        "all": defects,
        **lists,
        "regraded": regraded,
        "per_area": _per_area(around, [(row, projects[row.subject_id]) for row in defects]),
    }


def _once_per_place(raised: Sequence[Step]) -> tuple[dict[int, int | None], dict[str, list[Entry]]]:
    """Return the projects of findings, and one entry per place and report by grade: the gravest, then the first."""
    rows = Finding.objects.filter(pk__in=[step.subject_id for step in raised]).values_list(
        "pk", "subject__project_id", "visit_id", "subject__building_id", "subject__unit_id",
        "subject__common_part_id", "section_subject_id",
    )  # fmt: skip
    places = {pk: (project, visit, *place) for pk, project, visit, *place in rows}
    lists: dict[str, list[Entry]] = {grade.value: [] for grade in _GRAVEST_FIRST}
    seen: set[tuple[object, ...]] = set()
    for step in sorted(raised, key=lambda step: _GRAVEST_FIRST.index(Grade(step.facts["grade"]))):
        _project, visit, *place = places[step.subject_id]
        where = (visit, *place, step.facts.get("section"))
        if visit is not None and any(where[1:]):
            if where in seen:
                continue
            seen.add(where)
        lists[step.facts["grade"]].append(Entry(step.subject_id))
    return {pk: place[0] for pk, place in places.items()}, lists


def _per_area(around: Around, defects: Sequence[tuple[Entry, int | None]]) -> list[Entry]:
    """Return defects over the planned area of buildings under works, in projects where an agency is at work."""
    began = around.log.last("engagement.begin_work")
    ended = around.log.last("engagement.end", "engagement.replace")
    at_work = [pk for pk in began if pk not in ended or ended[pk].at >= around.month.starts_at]
    served = set(Subject.objects.filter(pk__in=at_work).values_list("project_id", flat=True))
    accepted = around.log.last(_ACCEPTED)
    areas = {
        step.subject_id: Decimal(step.facts["floor_area"])
        for step in around.log.until("building.plan")
        if step.facts.get("floor_area")
        and (step.subject_id not in accepted or accepted[step.subject_id].at >= around.month.starts_at)
    }
    rows = Subject.objects.filter(pk__in=areas, project__in=served).values_list("pk", "project_id")
    building = dict(rows)
    under_works = set(building.values())
    found = [row for row, project in defects if project in under_works]
    return [*found, *(Entry(pk, NOUGHT, areas[pk]) for pk in building)]


@counts("R3")
def closed_in_time(around: Around) -> Lists:
    """Compare closing with the day first set; a finding opened again by the end of the month is not closed."""
    limits_owed: list[Owed] = []
    objected: list[Entry] = []
    without: list[Entry] = []
    for finding in told(around.log):
        closed, due = finding.closed_at, finding.due
        if finding.is_upheld or finding.grade_at(around.month.ends_at) == Grade.NORMAL:
            continue
        if due is None:
            without += [Entry(finding.subject_id)] if around.month.holds(closed) else []
            continue
        waits, answered = finding.objection_at(due)
        if waits and answered is None and (closed is None or closed >= due):
            objected.append(Entry(finding.subject_id))
            continue
        limits_owed.append(Owed(finding.subject_id, answered or due, closed, finding.failed_at))
    in_time, running = ripened(around.month, limits_owed)
    return {"in_time": in_time, "objected": objected, "no_due": without, "running": running}


@counts("R4")
def ages_of_open_findings(around: Around) -> Lists:
    """Sort what stands open at the end of the month by the days since it was raised."""
    at = around.month.ends_at
    rows: dict[str, list[Entry]] = {"open": [], "evidence_missing": [], "watch": []}
    ages: dict[int, int] = {}
    for finding in told(around.log):
        grade = finding.grade_at(at)
        if grade == Grade.NORMAL or not finding.is_open_at(at):
            continue
        rows[grade.value if grade in _APART else "open"].append(Entry(finding.subject_id))
        ages[finding.subject_id] = (around.month.last - local_date(finding.raised.at)).days
    aged = {pk: next((line for line, most in _AGES if ages[pk] <= most), _OVER) for pk, *_rest in rows["open"]}
    lines = (*(line for line, _most in _AGES), _OVER)
    return {**rows, **{line: [share(pk, is_in=own == line) for pk, own in aged.items()] for line in lines}}


@counts("R5")
def severe_at_acceptance(around: Around) -> Lists:
    """Ask of every acceptance in the month whether a severe finding stood open in its project at that instant."""
    accepted = around.log.within(_ACCEPTED)
    tried = RefusedAttempt.objects.filter(
        subject__in=around.subjects, step=_ACCEPTED, at__gte=around.month.starts_at, at__lt=around.month.ends_at
    )
    blocked = [(row.pk, row.subject_id or 0, row.at) for row in tried]
    buildings = {step.subject_id for step in accepted} | {pk for _attempt, pk, _at in blocked}
    found = _findings_of(around, buildings)
    return {
        "severe": [
            share(step.subject_id, is_in=severe_at(found[step.subject_id], step.at, SEVERE), ref=step.record_id)
            for step in accepted
        ],
        "in_breach": [Entry(step.subject_id, ref=step.record_id) for step in accepted if IN_BREACH in step.reasons],
        "blocked": [Entry(pk, ref=attempt) for attempt, pk, at in blocked if severe_at(found[pk], at, SEVERE)],
    }


def _findings_of(around: Around, buildings: set[int]) -> dict[int, list[Told]]:
    """Return the findings of each building: those that name it, and those of its project that name none."""
    rows = Subject.objects.filter(pk__in=buildings).values_list("pk", "project_id")
    projects = dict(rows)
    places = Subject.objects.filter(kind="finding", project__in=set(projects.values()))
    named = {pk: (project, building) for pk, project, building in places.values_list("pk", "project_id", "building_id")}
    findings = told(Log(around.month, around.subjects.filter(pk__in=named)))
    return {
        pk: [one for one in findings if named[one.subject_id] in ((project, pk), (project, None))]
        for pk, project in projects.items()
    }


@counts("R6")
def filed_in_time(around: Around) -> Lists:
    """Count filings with a limit; what was sent back, whenever that was, had never been handed in complete."""
    clocks = Clock.objects.filter(
        subject__in=around.subjects.filter(kind="filing"),
        started_at__lt=around.month.ends_at,
        due_at__isnull=False,
        kind__in=(ClockKind.DUTY, ClockKind.REMINDER),
    ).exclude(state__in=NEVER_WERE)
    rows, made = list(clocks), _made(around)
    legal, running = ripened(around.month, _filings(rows, ClockKind.DUTY, made))
    lapsed, _later = ripened(around.month, _filings(rows, ClockKind.REMINDER, made))
    others = limits(around, measures=("filing", "first_upload", "design_upload"))
    return {
        LEGAL: [*legal, *others[LEGAL]],
        NATIONAL: others[NATIONAL],
        "lapsed": lapsed,
        RUNNING: [*running, *others[RUNNING]],
    }


def _made(around: Around) -> dict[int, datetime]:
    """Return when each filing was handed in for good: the first time after it was last sent back."""
    made: dict[int, datetime] = {}
    for step in around.log.whenever(_SUBMITTED, _SENT_BACK):
        if step.name == _SENT_BACK:
            made.pop(step.subject_id, None)
        else:
            made.setdefault(step.subject_id, step.at)
    return made


def _filings(clocks: Sequence[Clock], kind: ClockKind, made: dict[int, datetime]) -> Iterator[Owed]:
    for row in clocks:
        if row.kind == kind and row.due_at is not None:
            yield Owed(row.subject_id, row.due_at, made.get(row.subject_id), ref=row.pk)


@counts("R7")
def results_told_in_time(around: Around) -> Lists:
    """Take the limits of notices of test results, and split them by what came out."""
    found = limits(around, measures=("test_notice",))
    outcomes = around.log.last(_PASSED, _FAILED)
    passed = {pk for pk, step in outcomes.items() if step.name == _PASSED}
    return {
        LEGAL: found[LEGAL],
        "passed": [row for row in found[LEGAL] if row.subject_id in passed],
        "failed": [row for row in found[LEGAL] if row.subject_id not in passed],
        RUNNING: found[RUNNING],
    }
