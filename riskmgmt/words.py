"""How the agency's work is named."""

from idi_platform.kernel.languages import in_words
from idi_platform.rulebooks.law import Law


def section_words(law: Law, code: str) -> str:
    """Return the section of the works by the insured item whose code its own begins with; a bare code says nothing."""
    items = law.cover.items if law.cover is not None else {}
    return next((in_words(item.title) for own, item in items.items() if code == own or code.startswith(f"{own}_")), "")
