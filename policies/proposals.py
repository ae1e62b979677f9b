"""What a text proposes for a new policy: which text would apply to a place, kind and day, and its items and terms."""

from dataclasses import dataclass
from datetime import date

from idi_platform.accounts.models import DivisionClosure
from idi_platform.kernel.languages import in_words
from idi_platform.rulebooks import binding
from idi_platform.rulebooks.bindings import loaded_texts
from idi_platform.rulebooks.schema.book import Rulebook
from idi_platform.rulebooks.schema.papers import TermDef
from idi_platform.rulebooks.store import newest, parsed

from .rules.schedule import Bound, ItemText
from .text import item_text


@dataclass(frozen=True, slots=True)
class ProposedItem:
    """One item: its name, what the text fixes, and what is left to the contract."""

    code: str
    title: str
    text: ItemText

    @property
    def needs_period(self) -> bool:
        """Whether the contract gives the period."""
        return self.text.bound is not Bound.EXACT

    @property
    def needs_start(self) -> bool:
        """Whether the contract gives the item's own start."""
        return self.text.starts_by_contract


@dataclass(frozen=True, slots=True)
class ProposedTerm:
    """A term that the contract must fill."""

    code: str
    title: str
    unit: str
    choices: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Proposal:
    """Which text would bind, why or why not, and what it proposes."""

    answer: binding.Answer
    edition: str
    title: str
    why: tuple[str, ...]
    items: tuple[ProposedItem, ...] = ()
    terms: tuple[ProposedTerm, ...] = ()
    starts_in_policy: bool = False


def propose(division: str, kind: str, day: date) -> Proposal:
    """Return what would be proposed for a project of this kind, in this division, contracted on this day."""
    above = set(DivisionClosure.objects.filter(descendant=division).values_list("ancestor_id", flat=True))
    texts = loaded_texts()
    days = {name: day for text in texts for name in (text.binds_on, *text.boundary) if name}
    found = binding.decide(texts, {division, *above}, kind, days)
    why = tuple(reason.sentence for reason in found.why)
    if found.edition is None:
        return Proposal(found.answer, "", "", why)
    revision = newest(found.edition)
    book = parsed(revision.pk, revision.sha256)
    if found.answer != "bound" or book.cover is None:
        return Proposal(found.answer, book.id, in_words(book.title), why)
    return Proposal(
        found.answer,
        book.id,
        in_words(book.title),
        why,
        items=_items(book),
        terms=_terms(book),
        starts_in_policy=book.cover.starts.source == "policy",
    )


def _items(book: Rulebook) -> tuple[ProposedItem, ...]:
    assert book.cover is not None
    found = [ProposedItem(code, in_words(item.title), item_text(code, item)) for code, item in book.cover.items.items()]
    return tuple(sorted(found, key=lambda item: item.text.is_rider))


def _terms(book: Rulebook) -> tuple[ProposedTerm, ...]:
    return tuple(_term(code, term) for code, term in book.terms.items() if term.required)


def _term(code: str, term: TermDef) -> ProposedTerm:
    choices = tuple((choice, str(label)) for choice, label in (term.choices or {}).items())
    return ProposedTerm(code, in_words(term.title), term.unit, choices)
