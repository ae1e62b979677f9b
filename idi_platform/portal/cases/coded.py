"""Codes among the facts whose words stand in the text that binds a case: items, their defects, sections, papers."""

from django.utils.translation import gettext as _

from idi_platform.rulebooks.items import defect_title, item_title, section_title
from idi_platform.rulebooks.law import Law
from idi_platform.rulebooks.predicates.naming import Naming
from idi_platform.rulebooks.vocabulary import vocabulary

CODED = frozenset({"item", "item_code", "defect", "section", "paper", "annexes"})
"""The facts and columns that hold such codes."""


def coded_words(law: Law, name: str, value: object, item: str) -> str:
    """Return codes as the text calls them; empty where it has no words for a section.

    Args:
        law: the law of the case.
        name: one of `CODED`.
        value: a code, or several of them.
        item: the item of which it is a defect, where that is known.
    """
    codes = value if isinstance(value, list | tuple) else [value]
    return _("、").join(words for code in codes if (words := _one(law, name, str(code), item)))


def _one(law: Law, name: str, code: str, item: str) -> str:
    if name == "defect":
        return defect_title(law, item, code)
    if name == "section":
        return section_title(law, code)
    if name in ("item", "item_code"):
        return item_title(law, code)
    return Naming(vocabulary, tuple(book for book in (law.city, law.base) if book is not None)).paper(code)
