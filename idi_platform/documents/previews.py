"""What a paper would say, before the step that owes it: for the second person to read."""

from typing import Any

from .content import layout_of, sections_of
from .drafts import Definition, Draft


def preview_of(code: str, definition: Definition, draft: Draft) -> dict[str, Any]:
    """Return a paper's content as JSON: code, title, layout and sections with headings and blocks.

    Raises:
        Refused: a section that the text demands is empty.
    """
    return {
        "code": code,
        "title": definition.title.zh,
        "layout": layout_of(definition),
        "sections": sections_of(definition, draft.data),
    }
