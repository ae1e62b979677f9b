"""From what a run met to the rows of the workbook: which line, which column, why, by which article, and what next."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Final

from django.utils.translation import gettext as _

from idi_platform.records.models import Aggregate
from policies.models import BookLine
from policies.opening.desk import Desk

from .assembling import Assembled
from .columns import BUILDINGS, MATTERS, POLICIES, PROJECT, UNITS, Sheet
from .reading import Fault, Line
from .running import Failure, Run, alike, scope_of
from .standing import Differs

_SHEETS: Final[Mapping[str, Sheet]] = MappingProxyType(
    {
        "project": PROJECT, "insured_object": POLICIES, "policy": POLICIES, "permit": POLICIES, "building": BUILDINGS,
        "unit": UNITS, "matter": MATTERS,
    }
)  # fmt: skip


def faults_of(run: Run, made: Assembled, *, is_tried: bool) -> Iterator[Fault]:
    """Yield what was refused, and what stands otherwise than the book says.

    `is_tried` where everything was undone: nothing new stands then that could be led to, and homes of the same make
    were not tried each.
    """
    for failure in _by_themselves(run.failures) if is_tried else run.failures:
        yield _refused(run, made, failure, is_tried=is_tried)
    if is_tried:
        for one in run.standing.differs:
            yield _differs(run, made, one)


def _by_themselves(failures: Iterable[Failure]) -> Iterator[Failure]:
    """Yield what does not rest on a contract's row that is at fault: without its contract the text judges nothing."""
    is_at_fault = False
    for failure in failures:
        if failure.effect == "error" or not is_at_fault:
            yield failure
        is_at_fault = is_at_fault or (failure.effect == "error" and failure.scope == "policy")


def _refused(run: Run, made: Assembled, failure: Failure, *, is_tried: bool) -> Fault:
    sheet, line = _line(run, made, failure.scope)
    reason = failure.refusal.message
    others = alike(run.desk.book, failure.scope) if is_tried else 0
    if others:
        reason += _("（同样情形的还有 %(n)d 户）") % {"n": others}
    return Fault(
        sheet.title,
        line.row if line is not None else 0,
        _head(sheet, failure.column),
        reason,
        failure.effect,
        failure.refusal.clause,
        failure.refusal.code,
        None if is_tried else subject_of(run.desk, failure.scope),
    )


def _differs(run: Run, made: Assembled, one: Differs) -> Fault:
    sheet, line = _line(run, made, one.scope)
    said = _("平台上已登记的是“%(stands)s”，与这里不同；已登记的不改，记错了请在它的页面上更正。")
    reason = said % {"stands": one.stands[:60] or _("空")}
    return Fault(sheet.title, line.row if line is not None else 0, _head(sheet, one.name), reason, "warning")


def _head(sheet: Sheet, name: str) -> str:
    return next((column.head for column in sheet.columns if column.name == name), "")


def _line(run: Run, made: Assembled, scope: str) -> tuple[Sheet, Line | None]:
    """Return the sheet and the line that a scope comes from."""
    kind = scope.partition(":")[0]
    number = run.desk.book.insured_object.number
    place = {"insured_object": f"object:{number}", "policy": f"object:{number}", "permit": f"object:{number}"}.get(
        kind, scope
    )
    if kind == "matter":
        place = f"matter:{number}:{scope.partition(':')[2]}"
    return _SHEETS[kind], made.lines.get(place)


def subject_of(desk: Desk, scope: str) -> int | None:
    """Return the number of the thing that a scope is about, where it stands."""
    kind, _colon, rest = scope.partition(":")
    found: Aggregate | None
    if kind == "unit":
        building, _mark, number = rest.partition(":")
        found = desk.units.get((building, number))
    elif kind == "building":
        found = desk.buildings.get(rest)
    else:
        name = {"permit": "insured_object", "matter": "policy"}.get(kind, kind)
        found = getattr(desk, name, None)
    return found.pk if found is not None else None


def outcomes_of(runs: Sequence[Run], made: Assembled) -> dict[tuple[str, int], str]:
    """Return by line what becomes of it: registered anew, gone on with, or left as it stands."""
    found: dict[tuple[str, int], str] = {}
    for run in runs:
        left = {scope_of(act.label) for act in run.acts}
        for scope in {scope_of(label) for label in (*run.standing.done, *(act.label for act in run.acts))}:
            sheet, line = _line(run, made, scope)
            if line is None or scope in ("permit", "policy"):
                continue
            is_left = scope in left or (scope == "insured_object" and bool(left & {"policy", "permit"}))
            key = (sheet.title, line.row)
            found[key] = _outcome(scope in _begun(run), is_left)
    return found


def _begun(run: Run) -> set[str]:
    return {scope_of(label) for label in run.standing.done}


def _outcome(is_begun: bool, is_left: bool) -> str:
    if not is_begun:
        return BookLine.Outcome.NEW
    return BookLine.Outcome.MORE if is_left else BookLine.Outcome.SAME
