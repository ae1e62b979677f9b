"""The stages of Hangzhou's works with the agency's visits, and Shanghai's tests."""

from collections.abc import Iterator
from datetime import date, timedelta
from functools import partial
from typing import Any, Final

from idi_platform.demo.teller import Given, Teller, under
from idi_platform.projects.models import InsuredObject, Stage
from idi_platform.workflow.perform import together
from riskmgmt.models import Inspection, Test

from .days import rolled
from .engaging import engagement_of
from .happening import Happening, visited, written
from .projects import BACKGROUND, Background
from .said import said_of

LABORATORY: Final = "ding"
_VISITING: Final = tuple(f"inspection.{step}" for step in ("plan", "carry_out", "report", "deliver", "cancel"))


def happenings() -> Iterator[Happening]:
    """Yield stages, visits and tests."""
    said = said_of("site")
    for background in BACKGROUND:
        for code, (begun, ended) in said["stages"].get(background.number, {}).items():
            yield visited(begun), partial(_begin, background, code, begun)
            for day in _days(begun, ended):
                yield visited(day), partial(_visit, background, code, day)
            yield written(ended), partial(_end, background, code, ended)
        if tests := said["tests"].get(background.number):
            yield from _tested(background, tests)


def _days(begun: date, ended: date) -> Iterator[date]:
    """Yield the days of the visits to a stage."""
    for month in range(begun.month, ended.month + 1):
        yield from (rolled(date(begun.year, month, day)) for day in said_of("site")["visited_on"])


def _insured_object(teller: Teller, background: Background) -> InsuredObject:
    project = teller.project(background.number)
    return InsuredObject.objects.get(project=project.pk, number=background.book.insured_object.number)


def _begin(background: Background, code: str, day: date, teller: Teller) -> None:
    project, foreman = teller.project(background.number), background.contractor[1]
    subject = under(project, insured_object_id=_insured_object(teller, background).pk)
    stage = teller.do(Stage(subject=subject, project=project), "plan", foreman, code=code)
    teller.do(stage, "begin", foreman, on=day)


def _end(background: Background, code: str, day: date, teller: Teller) -> None:
    stage = Stage.objects.select_related("subject").get(project=teller.project(background.number).pk, code=code)
    teller.do(stage, "end", background.contractor[1], on=day)


def _visit(background: Background, code: str, day: date, teller: Teller) -> None:
    """Plan the visit; come, report and hand the report over, or call it off."""
    engineer, project = background.agency[1], teller.project(background.number)
    links = {
        "engagement_id": engagement_of(teller, background).pk,
        "insured_object_id": _insured_object(teller, background).pk,
    }
    planned: Given = {"kind": "process", "planned_on": day, "stage": code}

    def take() -> None:
        visit = teller.do(Inspection(subject=under(project, **links)), "plan", engineer, **planned)
        if day in said_of("site")["called_off"].get(background.number, ()):
            teller.do(visit, "cancel", engineer)
            return
        visit = teller.do(visit, "carry_out", engineer, on=day, persons=2)
        visit = teller.do(visit, "report", engineer)
        teller.do(visit, "deliver", engineer)

    together(under(project, **links), _VISITING, take)


def _tested(background: Background, tests: dict[str, Any]) -> Iterator[Happening]:
    """Yield the planning of all tests, and each result and when it was told."""
    yield written(tests["planned"]), partial(_plan, background, tests)
    for result in tests["results"]:
        obtained = visited(result["day"])
        yield obtained, partial(_obtain, background, result)
        yield obtained + timedelta(hours=result["hours"]), partial(_tell, background, result)


def _plan(background: Background, tests: dict[str, Any], teller: Teller) -> None:
    links = {"engagement_id": engagement_of(teller, background).pk}
    certificate: Given = {"certificate_covers": True, "certificate_until": date(2028, 6, 30)}
    for result in tests["results"]:
        test = Test(subject=under(teller.project(background.number), **links))
        test = teller.do(test, "plan", LABORATORY, category=result["category"], **certificate)
        teller.do(test, "confirm_plan", background.agency[1])


def _test(background: Background, result: dict[str, Any], teller: Teller) -> Test:
    tests = Test.objects.select_related("subject").filter(subject__project=teller.project(background.number).pk)
    return tests.get(category=result["category"])


def _obtain(background: Background, result: dict[str, Any], teller: Teller) -> None:
    step = {"passed": "record_pass", "failed": "record_failure"}[result["outcome"]]
    teller.do(_test(background, result, teller), step, LABORATORY)


def _tell(background: Background, result: dict[str, Any], teller: Teller) -> None:
    teller.do(_test(background, result, teller), "notify", LABORATORY)
