"""Which text an insured object falls under: the days that bind it, gathered for the rulebooks' own rules."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from idi_platform.accounts.divisions import divisions_above
from idi_platform.kernel.clock import local_date
from idi_platform.records.histories import effective_steps
from idi_platform.records.models import Subject
from idi_platform.rulebooks import binding
from idi_platform.rulebooks.bindings import adopt, decide, is_decided, loaded_texts, settle
from idi_platform.rulebooks.models import Binding
from idi_platform.rulebooks.vocabulary import vocabulary

from .models import InsuredObject

ADOPTED, DECIDED = "insured_object.adopt_revision", "insured_object.decide_edition"
_DAY_FACTS = {"policy.sign_contract": "signed_on"}
"""Steps whose legal day is the one on the document, not the one on which it was recorded."""


def settle_edition(insured_object: InsuredObject, occurred_at: datetime) -> bool:
    """Decide, and store, which edition and revision apply; say whether another law applies from now on.

    What the rules have bound stays bound for life. The candidate is the text in force on the legal day of the step, so
    that a book entered late meets its own law. What persons decided or adopted is read from their records, so an
    annulled one falls away by itself.
    """
    before = _law_in(Binding.objects.filter(insured_object_id=insured_object.pk).first())
    divisions, steps = divisions_of(insured_object), effective_steps(insured_object.pk)
    decided = next((step for step in reversed(steps) if step.name == DECIDED), None)
    if decided is None:
        row = settle(
            insured_object.pk,
            divisions=divisions,
            project_kind=insured_object.project.project_kind or None,
            days=days_of(insured_object, _names()),
            on=local_date(occurred_at),
        )
    else:
        document, code = decided.facts["document_number"], decided.facts.get("edition") or None
        row = decide(insured_object.pk, code=code, document=document, divisions=divisions, at=decided.occurred_at)
    if row.outcome == Binding.Outcome.BOUND:
        adopted = [(step.facts["revision_id"], step.occurred_at) for step in steps if step.name == ADOPTED]
        row = adopt(insured_object.pk, adopted)
    return _law_in(row) != before


def _law_in(row: Binding | None) -> tuple[int | None, Sequence[object]]:
    return (None, ()) if row is None else (row.revision_id, row.formers)


def outcome_if(insured_object: InsuredObject, supposed: Mapping[str, date]) -> binding.Bound:
    """Return what the rules would answer if these days were known too; a stored binding answers by itself."""
    stored = Binding.objects.select_related("edition").filter(insured_object_id=insured_object.pk).first()
    if stored is not None and (stored.outcome == Binding.Outcome.BOUND or is_decided(stored)):
        why = tuple(binding.Why(one["code"], one["sentence"], one["edition"]) for one in stored.why)
        answer: binding.Answer = "bound" if stored.outcome == Binding.Outcome.BOUND else "none_in_force"
        return binding.Bound(answer, stored.edition.code if stored.edition else None, why)
    days = {**days_of(insured_object, _names()), **supposed}
    kind = insured_object.project.project_kind or None
    return binding.decide(loaded_texts(), divisions_of(insured_object), kind, days)


def divisions_of(insured_object: InsuredObject) -> set[str]:
    """Return the insured object's division and all above it."""
    return divisions_above(insured_object.subject.division_id)


def days_of(insured_object: InsuredObject, names: set[str]) -> dict[str, date | None]:
    """Return the days of binding steps and facts by name, as far as they are known."""
    return {name: _day(insured_object, name) for name in names}


def _names() -> set[str]:
    """Return every step and fact that some text looks at."""
    found: set[str] = set()
    for text in loaded_texts():
        found |= {text.binds_on, *text.boundary}
    return found - {""}


def _day(insured_object: InsuredObject, name: str) -> date | None:
    kind = name.partition(".")[0]
    if name in vocabulary.steps:
        return _day_of_step(insured_object, kind, name)
    thing = {"insured_object": insured_object, "project": insured_object.project}.get(kind)
    fact = vocabulary.facts.get(name)
    value = fact.read(thing) if thing is not None and fact is not None and fact.read is not None else None
    if isinstance(value, datetime):
        return local_date(value)
    return value if isinstance(value, date) else None


def _day_of_step(insured_object: InsuredObject, kind: str, name: str) -> date | None:
    """Return the day of the step on the insured object, its project or anything under it; the first one counts."""
    if kind == "project":
        subjects = [insured_object.project_id]
    else:
        found = Subject.objects.filter(kind=kind, insured_object_id=insured_object.pk)
        subjects = list(found.order_by("pk").values_list("pk", flat=True))
    days = []
    for subject_id in subjects:
        for step in effective_steps(subject_id):
            if step.name == name:
                written = step.facts.get(_DAY_FACTS.get(name, ""))
                days.append(date.fromisoformat(written) if written else local_date(step.occurred_at))
    return min(days, default=None)
