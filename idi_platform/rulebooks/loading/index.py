"""Checking the index of clauses: what is said to realise a clause is there, and what stands under it is said."""

from collections.abc import Collection, Mapping

from idi_platform.rulebooks.carried import carried
from idi_platform.rulebooks.schema.book import NAMED, WHOLE, Rulebook
from idi_platform.rulebooks.schema.gates import StepRule
from idi_platform.rulebooks.vocabulary import Vocabulary

from .names import Names, Where


def check_index(names: Names) -> None:
    """Check that what is said to realise a clause is there, and that nothing that stands under it is left unsaid."""
    entries = entries_of(names.book, names.vocabulary)
    standing = carried(names.book)
    for clause, entry in names.book.clauses.items():
        own = {**entries, "gate": _gated_by(names.book, clause)}
        for number, reference in enumerate(entry.realised_by):
            _realised(names, reference, own, ("clauses", clause, "realised_by", number))
        for reference in standing[clause]:
            if not _is_named(reference, (*entry.realised_by, *entry.planned)):
                names.fault(("clauses", clause), f"{reference} stands under {clause}; name it in realised_by.")
        for reference, reason in entry.planned.items():
            if reason is None:
                names.fault(("clauses", clause, "planned"), f"Say why {reference} is not there yet, in zh and in en.")


def _is_named(reference: str, named: Collection[str]) -> bool:
    """Say whether a reference is among those named; the section `cover` may be named field by field."""
    return reference in named or (reference == "cover" and any(one.startswith("cover:") for one in named))


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
        "permission": {name for name, rule in book.steps.items() if _narrows(rule)},
        "page": vocabulary.pages,
        "filing": book.filings,
        "indicator": vocabulary.indicators,
        "register": vocabulary.registers,
        "credit": book.credit,
        "appraisal": book.appraisal,
        "retention": book.retention,
        "silent": book.silent,
    }


def _narrows(rule: StepRule) -> bool:
    """Say whether a rule takes something away from what the code lets anybody do."""
    return bool(rule.by or rule.from_ or rule.second_person or not rule.in_force)


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
