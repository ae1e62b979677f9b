"""Steps 9 and 11 of the pipeline: papers owed, notices owed, and a nudge to the workers after the commit."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from idi_platform import celery
from idi_platform.documents.models import Paper
from idi_platform.documents.owing import paper_of
from idi_platform.documents.previews import preview_of
from idi_platform.kernel.languages import in_the_platforms_language
from idi_platform.kernel.rows import Together
from idi_platform.notifications import owing as notices
from idi_platform.notifications.models import Notice
from idi_platform.records.models import Aggregate, Record
from idi_platform.rulebooks.predicates import evaluate
from idi_platform.rulebooks.schema.papers import PaperDef

from .effects import Drafter, foretold_by, tellers_of
from .lifecycles import Moment
from .reactions import Happened
from .requests import Request
from .sectioned import drafter_for
from .world import SubjectWorld

NUDGED = ("documents.render_owed", "notifications.send_owed", "deadlines.follow_up")


def owe(taken: Iterable[tuple[Happened, SubjectWorld]], owed: Together) -> None:
    """Let what the steps of an act owe be written: papers, with frozen data, and notices."""
    steps = tuple(taken)
    with in_the_platforms_language():
        owed.insert(paper for happened, world in steps for paper in _papers(happened, world))
        owed.insert_once(notice for happened, _world in steps for notice in _notices(happened))


def _papers(happened: Happened, world: SubjectWorld) -> Iterator[Paper]:
    for code, paper, drafter in _drawn(world.rulebook.papers_of(happened.record.name), world):
        for draft in drafter(happened, world):
            yield paper_of(record=happened.record, code=code, definition=paper, law=world.rulebook, draft=draft)


def _notices(happened: Happened) -> list[Notice]:
    drafts = [draft for teller in tellers_of(happened.record.name) for draft in teller(happened)]
    return notices.notices_of(drafts, subject_id=happened.record.subject_id, record_id=happened.record.pk)


def preview(request: Request, aggregate: Aggregate, world: SubjectWorld) -> dict[str, Any]:
    """Return the papers that a proposed step owes or leads to, by code, as they would be drawn, one per addressee."""
    name, law = request.definition.full_name, world.rulebook
    moment = Moment(request.occurred_at, request.now, request.acting.as_record())
    record = Record(
        subject=aggregate.subject,
        name=name,
        facts=request.facts.as_json(),
        acting=moment.acting,
        occurred_at=moment.occurred_at,
    )
    proposed = Happened(aggregate, record, request.facts, moment, _nothing_follows)
    papers = {**law.papers_of(name), **{code: law.papers[code] for code in foretold_by(name) if code in law.papers}}
    with in_the_platforms_language():
        return {
            code: [
                preview_of(record=record, code=code, definition=paper, law=law, draft=draft)
                for draft in drafter(proposed, world)
            ]
            for code, paper, drafter in _drawn(papers, world)
        }


def _drawn(papers: Mapping[str, PaperDef], world: SubjectWorld) -> Iterator[tuple[str, PaperDef, Drafter]]:
    """Return the papers that somebody drafts and that are wanted in this case."""
    for code, paper in papers.items():
        drafter = drafter_for(code, paper)
        if drafter is not None and (paper.when is None or evaluate(paper.when, world).truth is True):
            yield code, paper, drafter


def _nothing_follows(_target: Aggregate, _step: str, /, **_facts: Any) -> Record:
    raise RuntimeError("A preview takes no step.")


def nudge() -> None:
    """Wake the workers once the transaction is committed."""
    celery.nudge(*NUDGED)
