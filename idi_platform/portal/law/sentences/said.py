"""One thing that the platform does for a clause, in words."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from idi_platform.rulebooks.predicates.naming import Naming

_HAN = "\u2018-\u201d\u3000-\u9fff\uff00-\uffef"
_IDLE_SPACE = re.compile(f"(?<=[{_HAN}]) +(?=[{_HAN}])")


@dataclass(frozen=True, slots=True)
class Said:
    """One thing that the platform does, or will do.

    Attributes:
        what: The kind of thing: 时限, 关口, 文书.
        icon: Its shape.
        title: What it is called.
        lines: Whole sentences.
        where: Where in the platform: 索赔案件 · 支付赔款.
    """

    what: str
    icon: str
    title: str
    lines: tuple[str, ...] = ()
    where: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """Return all of it as one text, for searching."""
        return "\n".join((self.what, self.title, *self.lines, *self.where))


def places(steps: Iterable[str], naming: Naming) -> tuple[str, ...]:
    """Return where steps stand, each lifecycle once: 索赔案件 · 支付赔款、维修完成并验收."""
    grouped: dict[str, dict[str, None]] = {}
    for step in steps:
        grouped.setdefault(naming.kind(step.partition(".")[0]), {})[naming.step(step)] = None
    return tuple(
        _("%(kind)s · %(steps)s") % {"kind": kind, "steps": _("、").join(found)} for kind, found in grouped.items()
    )


def full(sentence: str) -> str:
    """Return a sentence with its full stop, without spaces between Han characters, in English with its capital."""
    sentence = _IDLE_SPACE.sub("", sentence)
    sentence = sentence if sentence.endswith(("。", "？", ".", "?")) else sentence + _("。")
    return sentence[:1].upper() + sentence[1:]
