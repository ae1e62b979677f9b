"""What a paper would say, before the step that owes it: for the second person to read, in words and as it is drawn."""

from collections.abc import Mapping
from typing import Any

from idi_platform.records.models import Record

from .drafts import Definition, Draft, LawOfPaper
from .drawing import Drawn, draw
from .models import Paper
from .owing import content_of


def preview_of(*, record: Record, code: str, definition: Definition, law: LawOfPaper, draft: Draft) -> dict[str, Any]:
    """Return a paper as JSON before it is owed: what `draw_preview` needs, the content as `owe_paper` would freeze it.

    Args:
        record: the proposed step; it need not be stored, its subject, capacity and instant are read.
        code: the paper's code in the rulebook.
        definition: the paper as the rulebook declares it.
        law: the law it would be made under.
        draft: its data and recipient.

    Raises:
        Refused: a section that the text demands is empty.
    """
    return {
        "code": code,
        "title": definition.title.zh,
        "edition": law.id,
        "revision": law.revision_id,
        "data": content_of(record.subject, record, definition, law, draft),
    }


def draw_preview(preview: Mapping[str, Any]) -> Drawn:
    """Draw a preview by the templates of the paper itself, marked as a draft: without number, code and signature."""
    paper = Paper(
        code=preview["code"],
        title=preview["title"],
        edition=preview["edition"],
        revision_id=preview["revision"],
        data=preview["data"],
    )
    return draw(paper)
