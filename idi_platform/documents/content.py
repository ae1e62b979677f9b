"""A paper's frozen content: its frame and its sections in the rulebook's order."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from idi_platform.kernel.errors import Refusal, Refused
from idi_platform.rulebooks.vocabulary import vocabulary

from .blocks import blocks, text
from .drafts import Definition
from .sections import BARE, FRAMED, heading_of

LAYOUTS = frozenset({"letter", "notice", "form", "report"})


def sections_of(definition: Definition, data: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the drawn sections: name, heading and blocks; what has no content is left out.

    Raises:
        Refused: the text demands a section and there is nothing to write in it. Every such section is named.
    """
    drawn = [_section(name, data) for name in _order(definition, data)]
    kept = [section for section in drawn if section["blocks"]]
    empty = {section["name"] for section in drawn if not section["blocks"]}
    missing = [name for name in definition.required if name in empty]
    if missing:
        raise Refused([_missing(definition, name) for name in missing])
    return kept


def layout_of(definition: Definition) -> str:
    """Return the layout; one that no template knows is drawn as a letter."""
    return definition.layout if definition.layout in LAYOUTS else "letter"


def _order(definition: Definition, data: Mapping[str, Any]) -> list[str]:
    listed = [name for name in definition.sections if name not in FRAMED]
    first = [name for name in ("lead", "plain_words") if name in data and name not in listed]
    return [*first, *listed]


def _section(name: str, data: Mapping[str, Any]) -> dict[str, Any]:
    content = data.get(name)
    heading = heading_of(name, vocabulary)
    if isinstance(content, Mapping) and "heading" in content:
        heading = text(content["heading"])
        content = {key: value for key, value in content.items() if key != "heading"}
    return {"name": name, "heading": "" if name in BARE else heading, "blocks": blocks(content)}


def _missing(definition: Definition, name: str) -> Refusal:
    message = _("《%(paper)s》缺少“%(section)s”，请补全后再办。") % {
        "paper": definition.title.zh,
        "section": heading_of(name, vocabulary),
    }
    return Refusal("paper.section_missing", message, definition.clause)
