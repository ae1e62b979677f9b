"""Checking the index of clauses: what is said to realise a clause is there."""

from collections.abc import Collection, Mapping

from idi_platform.rulebooks.schema.book import NAMED, WHOLE, Rulebook
from idi_platform.rulebooks.vocabulary import Vocabulary

from .names import Names, Where


def check_index(names: Names) -> None:
    """Check that what is said to realise a clause is there."""
    entries = entries_of(names.book, names.vocabulary)
    for clause, entry in names.book.clauses.items():
        own = {**entries, "gate": _gated_by(names.book, clause)}
        for number, reference in enumerate(entry.realised_by):
            _realised(names, reference, own, ("clauses", clause, "realised_by", number))


def planned_yet_there(book: Rulebook, vocabulary: Vocabulary) -> list[tuple[str, str]]:
    """Return clauses with a planned reference to what exists by now: it belongs into realised_by."""
    entries = entries_of(book, vocabulary)
    found = []
    for clause, entry in book.clauses.items():
        own = {**entries, "gate": _gated_by(book, clause)}
        found += [(clause, reference) for reference in entry.planned if _exists(book, reference, own)]
    return found


def _gated_by(book: Rulebook, clause: str) -> Collection[str]:
    """Return the steps that have a gate of the clause; another clause's gate on the same step realises it not."""
    return {step for step, gates in book.gates.items() if any(clause in (gate.clause, *gate.also) for gate in gates)}


def entries_of(book: Rulebook, vocabulary: Vocabulary) -> Mapping[str, Collection[str]]:
    """Return, by kind of reference, the names that exist: in the file, or in the code for steps and pages."""
    cover = book.cover
    return {
        "clock": book.clocks,
        "gate": book.gates,
        "quota": book.quotas,
        "recurring": book.recurring,
        "paper": book.papers,
        "figure": book.figures,
        "term": book.terms,
        "item": cover.items if cover else (),
        "segment": {segment.name for segment in cover.segments} if cover else (),
        "exclusion": cover.exclusions if cover else (),
        "step": vocabulary.steps,
        "permission": {name for name, rule in book.steps.items() if rule.by or rule.from_ or rule.second_person},
        "page": vocabulary.pages,
        "filing": book.filings,
        "indicator": vocabulary.indicators,
        "register": vocabulary.registers,
        "credit": book.credit,
        "appraisal": book.appraisal,
        "retention": book.retention,
        "silent": book.silent,
    }


def has_section(book: Rulebook, section: str) -> bool:
    """Say whether a section as a whole says anything."""
    return bool(getattr(book, section))


def _realised(names: Names, reference: str, entries: Mapping[str, Collection[str]], where: Where) -> None:
    what, _, name = reference.partition(":")
    if what in NAMED:
        names.listed(what, name, where, entries[what])
    elif what in WHOLE and not has_section(names.book, what):
        names.fault(where, f"The section {what} is empty, so it realises nothing; fill it or name what does.")


def _exists(book: Rulebook, reference: str, entries: Mapping[str, Collection[str]]) -> bool:
    what, _, name = reference.partition(":")
    return name in entries[what] if what in NAMED else what in WHOLE and has_section(book, what)
