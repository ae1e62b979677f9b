"""Owing a paper: one row in the transaction of the step, with everything that it will ever show."""

from typing import Any

from idi_platform.kernel import clock
from idi_platform.kernel.languages import in_the_platforms_language
from idi_platform.kernel.rows import insert
from idi_platform.records.models import Record, Subject

from .codes import new_code
from .content import layout_of, sections_of
from .drafts import Definition, Draft, LawOfPaper
from .frame import frame_of
from .models import Paper


def owe_paper(*, supersedes: Paper | None = None, **about: Any) -> Paper:
    """Owe a paper; `paper_of` says what it takes and raises."""
    paper = paper_of(supersedes=supersedes, **about)
    insert([paper])
    return paper


def paper_of(
    *,
    record: Record,
    code: str,
    definition: Definition,
    law: LawOfPaper,
    draft: Draft,
    supersedes: Paper | None = None,
) -> Paper:
    """Return a paper with its content frozen, not yet written.

    Args:
        record: the step that causes it.
        code: the paper's code in the rulebook.
        definition: the paper as the rulebook declares it.
        law: the law it is made under.
        draft: its data and recipient.
        supersedes: the paper that it takes the place of; that one stays readable, marked.

    Raises:
        Refused: a section that the text demands is empty.
        BadBlock: the drafter gave something that no section can draw.
    """
    subject = supersedes.subject if supersedes is not None else record.subject  # a correction may lie on what is above
    return Paper(
        subject=subject,
        record=record,
        code=code,
        title=definition.title.zh,
        edition=law.id,
        revision_id=law.revision_id,
        data=content_of(subject, record, definition, law, draft),
        recipient_person_id=draft.recipient_person_id,
        recipient_organisation_id=draft.recipient_organisation_id,
        owed_at=clock.now(),
        verification_code=new_code(),
        supersedes=supersedes,
    )


def content_of(
    subject: Subject, record: Record, definition: Definition, law: LawOfPaper, draft: Draft
) -> dict[str, Any]:
    """Return everything that a paper shows, as JSON; raises what `owe_paper` raises."""
    with in_the_platforms_language():
        return {
            "layout": layout_of(definition),
            "frame": frame_of(subject, record, definition, law, draft),
            "sections": sections_of(definition, draft.data),
        }
