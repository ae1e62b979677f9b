"""Steps 9 and 11 of the pipeline: papers owed, notices owed, and a nudge to the workers after the commit."""

from __future__ import annotations

from typing import Any

from idi_platform import celery
from idi_platform.documents.owing import owe_paper
from idi_platform.documents.previews import preview_of
from idi_platform.notifications.owing import owe_notice
from idi_platform.records.models import Aggregate, Record
from idi_platform.rulebooks.predicates import evaluate

from .effects import drafter_of, tellers_of
from .lifecycles import Moment
from .reactions import Happened
from .requests import Request
from .world import SubjectWorld

NUDGED = ("documents.render_owed", "notifications.send_owed", "deadlines.follow_up")


def owe(happened: Happened, world: SubjectWorld) -> None:
    """Write what the step owes: papers with frozen data, and notices."""
    name = happened.record.name
    for code, paper in world.rulebook.papers_of(name).items():
        drafter = drafter_of(code)
        if drafter is None or (paper.when is not None and evaluate(paper.when, world).truth is not True):
            continue
        for draft in drafter(happened, world):
            owe_paper(record=happened.record, code=code, definition=paper, law=world.rulebook, draft=draft)
    for teller in tellers_of(name):
        for notice in teller(happened):
            owe_notice(notice, subject_id=happened.record.subject_id, record_id=happened.record.pk)


def preview(request: Request, aggregate: Aggregate, world: SubjectWorld) -> dict[str, Any]:
    """Return what the papers of a proposed step would say, by paper code, for the second person to read."""
    moment = Moment(request.occurred_at, request.now, request.acting.as_record())
    record = Record(subject_id=aggregate.pk, name=request.definition.full_name, facts=request.facts.as_json())
    proposed = Happened(aggregate, record, request.facts, moment, _nothing_follows)
    found = {}
    for code, paper in world.rulebook.papers_of(request.definition.full_name).items():
        drafter = drafter_of(code)
        if drafter is not None:
            found[code] = [preview_of(code, paper, draft) for draft in drafter(proposed, world)]
    return found


def _nothing_follows(_target: Aggregate, _step: str, /, **_facts: Any) -> Record:
    raise RuntimeError("A preview takes no step.")


def nudge() -> None:
    """Wake the workers once the transaction is committed."""
    celery.nudge(*NUDGED)
