"""Binding insured objects to editions: storing what the pure rules answer."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from django.db import transaction

from idi_platform.kernel import clock
from idi_platform.kernel.errors import PlatformError
from idi_platform.kernel.once import once

from . import binding as rules
from .models import Binding, Edition, Revision
from .schema.book import Rulebook
from .store import newest, parsed
from .windows import window_of


class BindingRefusedError(PlatformError):
    """A binding cannot be changed in this way."""


@once(of="rulebooks_")
def loaded_texts() -> Sequence[rules.Text]:
    """Return all published editions but the national ones, in their newest revisions, as the binding rules see them."""
    rows = Revision.objects.filter(edition__is_base=False).order_by("edition_id", "-number").distinct("edition_id")
    newest_of = {row[0]: row[1:] for row in rows.values_list("edition_id", "pk", "sha256")}
    editions = Edition.objects.filter(pk__in=newest_of).prefetch_related("extensions")
    return tuple(_text(edition, parsed(*newest_of[edition.pk])) for edition in editions)


@transaction.atomic
def settle(
    insured_object_id: int,
    *,
    divisions: Collection[str],
    project_kind: str | None,
    days: Mapping[str, date | None],
    on: date,
) -> Binding:
    """Decide under which text an insured object falls and store it; what is bound stays bound for life.

    Args:
        insured_object_id: The id of the insured object's Subject.
        divisions: Codes of its division and of all above it.
        project_kind: The kind of the project; None if not registered yet.
        days: Days of binding steps and facts by name, as far as known (`policy.sign_contract`,
            `insured_object.permit_applied_on`, `insured_object.permit_issued_on`).
        on: Today in Shanghai: the day of the decision, and of the candidate.
    """
    stored = Binding.objects.select_for_update(no_key=True).filter(insured_object_id=insured_object_id).first()
    if stored is not None and stored.outcome == Binding.Outcome.BOUND and not is_decided(stored):
        return stored
    texts = loaded_texts()
    found = rules.decide(texts, divisions, project_kind, days)
    code = found.edition
    if found.answer == "candidate":
        code = rules.candidate(texts, divisions, project_kind, on) if project_kind is not None else None
    revision = newest(code) if code is not None and found.answer in {"bound", "candidate"} else None
    return _stored(insured_object_id, code, revision, found.answer, found.why, on, formers=[])


@transaction.atomic
def decide(
    insured_object_id: int, *, code: str | None, document: str, divisions: Collection[str], at: datetime
) -> Binding:
    """Store what a person has decided where the rules could not: the text that binds, or that none does (page 8, R3).

    What was due before the decision was due under the national law alone; that stays.

    Args:
        insured_object_id: The id of the insured object's Subject.
        code: The edition; None where none applies.
        document: The number of the document that says so.
        divisions: Codes of its division and of all above it.
        at: The instant of the decision.

    Raises:
        BindingRefusedError: If the rules have an answer, or the text is not of this place.
    """
    fault = decision_fault(insured_object_id, code, divisions)
    if fault:
        raise BindingRefusedError(f"binding.{fault}", DECISION_FAULTS[fault])
    why = (rules.by_decision(code or "", document),)
    stored = Binding.objects.select_for_update(no_key=True).get(insured_object_id=insured_object_id)
    on = clock.local_date(at)
    if code is None:
        return _stored(insured_object_id, None, None, "none_in_force", why, on, formers=[])
    same = stored.revision is not None and stored.edition is not None and stored.edition.code == code
    revision = _first(stored) if same else newest(code)
    formers = [{"revision": None, "until": at.isoformat()}]
    return _stored(insured_object_id, code, revision, "bound", why, on, formers=formers)


def decision_fault(insured_object_id: int, code: str | None, divisions: Collection[str]) -> str:
    """Return what stands against deciding a binding so: a key of DECISION_FAULTS; empty where nothing does."""
    row = Binding.objects.filter(insured_object_id=insured_object_id).first()
    if row is None or not (row.outcome == Binding.Outcome.UNDETERMINED or is_decided(row)):
        return "not_undetermined"
    if code is not None and not Edition.objects.filter(code=code, is_base=False, division_code__in=divisions).exists():
        return "not_of_place"
    return ""


@transaction.atomic
def adopt(insured_object_id: int, adopted: Sequence[tuple[int, datetime]]) -> Binding:
    """Let a bound object run under the revisions that were adopted one after another, each since its instant.

    All that stand are given, also none: an adoption that was annulled falls away. What had ended before an adoption
    stays as it was under the revision before (see idi_platform/deadlines/transition.py).

    Raises:
        BindingRefusedError: If the object is not bound, or a revision is of another edition.
    """
    row = Binding.objects.select_for_update(no_key=True).get(insured_object_id=insured_object_id)
    own = set(Revision.objects.filter(edition=row.edition).values_list("pk", flat=True)) if row.edition else set()
    if adopted and (row.outcome != Binding.Outcome.BOUND or not own.issuperset(pk for pk, _at in adopted)):
        raise BindingRefusedError("binding.other_edition", ADOPTION_FAULTS["other_edition"])
    first = _first(row)
    if first is None:
        return row
    run_under = [first.pk, *(pk for pk, _at in adopted)]
    row.formers = [former for former in row.formers if former["revision"] is None] + [
        {"revision": before, "until": at.isoformat()} for before, (_pk, at) in zip(run_under, adopted, strict=False)
    ]
    row.revision_id = run_under[-1]
    row.save(update_fields=["revision", "formers"])
    return row


def adoption_fault(insured_object_id: int, revision_id: int) -> str:
    """Return what stands against adopting a revision: a key of ADOPTION_FAULTS; empty where nothing does."""
    row = Binding.objects.select_related("revision").filter(insured_object_id=insured_object_id).first()
    if row is None or row.outcome != Binding.Outcome.BOUND or row.revision is None:
        return "not_bound"
    rows = Revision.objects.filter(pk=revision_id, edition=row.revision.edition)
    number = rows.values_list("number", flat=True).first()
    if number is None:
        return "other_edition"
    return "" if number > row.revision.number else "not_newer"


ADOPTION_FAULTS = {
    "not_bound": "这个标的还没有绑定办法，不能换用修订；绑定时自动用最新的修订。",
    "other_edition": "这份修订不属于该标的已绑定的办法；请选择同一办法的修订。",
    "not_newer": "这个标的已经在用这份修订或者更新的修订，不用再换。",
}
DECISION_FAULTS = {
    "not_undetermined": "这个标的适用哪个办法已经清楚，不需要认定。",
    "not_of_place": "所选的办法不属于这个地方，请从列出的办法中选择。",
}


def is_decided(row: Binding) -> bool:
    """Say whether a person has decided what binds, where the rules left it open."""
    return any(why.get("code") == "decided" for why in row.why)


def _first(row: Binding) -> Revision | None:
    """Return the revision at binding, before any was adopted."""
    earlier = next((former["revision"] for former in row.formers if former["revision"] is not None), None)
    if earlier is None:
        return row.revision
    return Revision.objects.defer("body", "parsed").get(pk=earlier)


def _stored(
    insured_object_id: int,
    code: str | None,
    revision: Revision | None,
    outcome: str,
    why: Sequence[rules.Why],
    on: date,
    *,
    formers: list[dict[str, Any]],
) -> Binding:
    values = {
        "edition_id": Edition.objects.get(code=code).pk if code is not None else None,
        "revision_id": revision.pk if revision is not None else None,
        "outcome": outcome,
        "decided_on": on,
        "why": [asdict(one) for one in why],
        "formers": formers,
    }
    row, _ = Binding.objects.update_or_create(insured_object_id=insured_object_id, defaults=values)
    return row


def _text(edition: Edition, book: Rulebook) -> rules.Text:
    trigger, window = book.binds_on, window_of(edition)
    binds_on = (trigger.step or trigger.fact or "") if trigger is not None else ""
    return rules.Text(
        edition=edition.code,
        division=edition.division_code,
        since=edition.in_force_from,
        until=window.last_day,
        binds_on=binds_on,
        scope={kind: rule.effect for kind, rule in book.scope.items()},
        boundary=dict(book.boundary),
        gaps=window.gaps,
    )
