"""Which entries of a rulebook stand under which clause: read off the entries themselves."""

from collections.abc import Iterator, Mapping

from .schema.base import Part
from .schema.book import Rulebook

SECTIONS: Mapping[str, str] = {
    "clock": "clocks", "quota": "quotas", "recurring": "recurring", "figure": "figures", "term": "terms",
    "permission": "steps", "paper": "papers", "filing": "filings", "appraisal": "appraisal", "retention": "retention",
    "credit": "credit", "register": "registers",
}  # fmt: skip
"""Sections whose entries are named, by the word that a reference begins with."""
IN_COVER: Mapping[str, str] = {"item": "items", "exclusion": "exclusions"}
WHOLE = ("in_force", "premium", "coinsurance", "insurer", "agency", "fund", "recourse")
"""Sections that are one entry."""


def parts_of(book: Rulebook) -> Iterator[tuple[str, Part]]:
    """Yield every entry of a book with its reference; a step's gates share one, and so do all rules of scope."""
    for word, section in SECTIONS.items():
        yield from ((f"{word}:{name}", part) for name, part in getattr(book, section).items())
    yield from ((f"gate:{step}", gate) for step, gates in book.gates.items() for gate in gates)
    yield from (("scope", rule) for rule in book.scope.values())
    yield from ((section, part) for section in WHOLE if (part := getattr(book, section)) is not None)
    if book.cover is not None:
        for word, section in IN_COVER.items():
            yield from ((f"{word}:{name}", part) for name, part in getattr(book.cover, section).items())
        yield from ((f"segment:{segment.name}", segment) for segment in book.cover.segments)
        yield "cover", book.cover.model_copy(update={"items": {}, "segments": (), "exclusions": {}})


def carried(book: Rulebook) -> Mapping[str, tuple[str, ...]]:
    """Return, by clause of the book's own index, the references of all entries that stand under it."""
    found: dict[str, dict[str, None]] = {clause: {} for clause in book.clauses}
    for reference, part in parts_of(book):
        for clause in clauses_in(part):
            if clause in found:
                found[clause][reference] = None
    return {clause: tuple(references) for clause, references in found.items()}


def clauses_in(value: object) -> Iterator[str]:
    """Yield every word of an entry that may be a clause."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Part):
        for name in value.model_fields_set:
            yield from clauses_in(getattr(value, name))
    elif isinstance(value, Mapping):
        for inner in value.values():
            yield from clauses_in(inner)
    elif isinstance(value, tuple):
        for inner in value:
            yield from clauses_in(inner)
