"""What a cover item is called, and what its repair must pass."""

from collections.abc import Iterable, Mapping

from idi_platform.kernel.languages import in_words
from idi_platform.kernel.once import once

from .law import item_of
from .layers import Law
from .models import Revision
from .schema.cover import ItemDef
from .store import parsed_all


def item_title(law: Law, code: str) -> str:
    """Return what the law calls an item; where its text leaves items to the contract, what any loaded text does.

    Only the name is taken from elsewhere, nothing of its cover; an item that no text names keeps its code.
    """
    return title_under([law], code)


def title_under(laws: Iterable[Law], code: str) -> str:
    """Return what the first of these laws that names an item calls it, else what any loaded text does."""
    covers = (law.cover for law in laws)
    own = next((cover.items[code].title for cover in covers if cover is not None and code in cover.items), None)
    elsewhere = item_elsewhere(code) if own is None else None
    found = own or (elsewhere.title if elsewhere is not None else None)
    return in_words(found) if found is not None else code


def item_elsewhere(code: str) -> ItemDef | None:
    """Return an item as any loaded text has it, for its names: of several the one with the shortest title.

    A longer one adds how its own text numbers it. What it says of cover holds under its own text alone.
    """
    return _elsewhere().get(code)


def defect_title(law: Law, item: str, code: str) -> str:
    """Return what the text calls a defect of an item, of any item where none is known; else what any loaded text does.

    A defect that no text names keeps its code.
    """
    own = law.cover.items.items() if law.cover is not None else ()
    return _defect_in(own, item, code) or _defect_in(_in_any_text(), item, code) or code


def _defect_in(items: Iterable[tuple[str, ItemDef]], item: str, code: str) -> str:
    told = (one.defects[code] for of, one in items if code in one.defects and item in ("", of))
    found = next(told, None)
    return in_words(found.title) if found is not None else ""


def section_title(law: Law, code: str) -> str:
    """Return the item whose code a section of the works begins with, by the same texts; a bare code says nothing."""
    own = item_of(law, code) or next((one for one in _elsewhere() if code == one or code.startswith(f"{one}_")), "")
    return item_title(law, own) if own else ""


def is_water_tested(law: Law, code: str) -> bool:
    """Say whether a repair of an item is finished only once it passed a closed-water test (闭水试验).

    Where the text leaves items to the contract, any loaded text says it that names the item.
    """
    own = law.cover.items.get(code) if law.cover is not None else None
    found = own or item_elsewhere(code)
    return found is not None and found.water_test


def _elsewhere() -> Mapping[str, ItemDef]:
    return dict(_in_any_text())


@once(of="rulebooks_")
def _in_any_text() -> list[tuple[str, ItemDef]]:
    """Return the items of all loaded texts, the shortest title last."""
    newest = Revision.objects.filter(edition__is_base=False).order_by("edition_id", "-number").distinct("edition_id")
    books = parsed_all(dict(newest.values_list("pk", "sha256"))).values()
    found = [named for book in books if book.cover is not None for named in book.cover.items.items()]
    return sorted(found, key=lambda one: -len(one[1].title.zh))
