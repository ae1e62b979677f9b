"""How inspections count for a stage of the works: the stretches in which it ran, and the visits to it."""

from collections.abc import Iterator
from datetime import date, datetime

from idi_platform.deadlines.derive import QuotaCase, counts_with
from idi_platform.kernel.clock import end_of, start_of
from idi_platform.rulebooks.predicates.world import World
from idi_platform.workflow.world import SubjectWorld

_RUNS = {"stage.begin", "stage.resume"}
_RESTS = {"stage.stop", "stage.end"}
COUNTING = ("carried_out", "reported", "delivered")


def visits_of(stage: World) -> QuotaCase:
    """Return when the stage was active, and the inspections that were carried out on it.

    A visit counts on its own day, whenever it was entered; one that names no stage counts for the stage that ran.
    """
    assert isinstance(stage, SubjectWorld)
    active = list(_active(stage))
    acts = [
        (start_of(inspection.thing.carried_out_on), inspection)
        for inspection in stage.members("project.inspections")
        if inspection.thing.state in COUNTING and _is_on(inspection, stage, active)
    ]
    return QuotaCase(active, acts)


def _active(stage: SubjectWorld) -> Iterator[tuple[datetime, datetime | None]]:
    since: datetime | None = None
    for step in stage.history():
        day = start_of(date.fromisoformat(step.facts["on"])) if "on" in step.facts else step.occurred_at
        if step.name in _RUNS and since is None:
            since = day
        elif step.name in _RESTS and since is not None:
            yield since, max(day, since)
            since = None
    if since is not None:
        yield since, None


def _is_on(inspection: SubjectWorld, stage: SubjectWorld, active: list[tuple[datetime, datetime | None]]) -> bool:
    if inspection.thing.stage:
        return bool(inspection.thing.stage == stage.thing.code)
    day = inspection.thing.carried_out_on
    return any(since < end_of(day) and (until is None or start_of(day) <= until) for since, until in active)


counts_with("inspection.carry_out", visits_of)
