"""Binding insured objects to editions: storing what the pure rules answer."""

from collections.abc import Collection, Mapping
from dataclasses import asdict
from datetime import date

from django.db import transaction

from idi_platform.kernel.errors import PlatformError

from . import binding as rules
from .law import last_day
from .models import Binding, Edition, Revision
from .schema.book import Rulebook
from .store import newest, parsed


class BindingRefusedError(PlatformError):
    """A binding cannot be changed in this way."""


def loaded_texts() -> list[rules.Text]:
    """Return all published editions but the national ones, as the binding rules see them."""
    texts = []
    for edition in Edition.objects.filter(is_base=False).prefetch_related("extensions"):
        revision = newest(edition.code)
        texts.append(_text(edition, parsed(revision.pk, revision.sha256)))
    return texts


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
    if stored is not None and stored.outcome == Binding.Outcome.BOUND:
        return stored
    texts = loaded_texts()
    found = rules.decide(texts, divisions, project_kind, days)
    code = found.edition
    if found.answer == "candidate":
        code = rules.candidate(texts, divisions, project_kind, on) if project_kind is not None else None
    revision = newest(code) if code is not None and found.answer in {"bound", "candidate"} else None
    values = {
        "edition_id": Edition.objects.get(code=code).pk if code is not None else None,
        "revision_id": revision.pk if revision is not None else None,
        "outcome": found.answer,
        "decided_on": on,
        "why": [asdict(why) for why in found.why],
    }
    row, _ = Binding.objects.update_or_create(insured_object_id=insured_object_id, defaults=values)
    return row


@transaction.atomic
def adopt(insured_object_id: int, revision: Revision) -> Binding:
    """Let a bound object run under another revision of the same edition (the step above asks a second person).

    Raises:
        BindingRefusedError: If the object is not bound, or to another edition.
    """
    row = Binding.objects.select_for_update(no_key=True).get(insured_object_id=insured_object_id)
    if row.outcome != Binding.Outcome.BOUND or row.edition_id != revision.edition_id:
        raise BindingRefusedError("binding.not_of_edition", "这份修订不属于该标的已绑定的办法；请选择同一办法的修订。")
    row.revision = revision
    row.save(update_fields=["revision"])
    return row


def _text(edition: Edition, book: Rulebook) -> rules.Text:
    trigger = book.binds_on
    binds_on = (trigger.step or trigger.fact or "") if trigger is not None else ""
    return rules.Text(
        edition=edition.code,
        division=edition.division_code,
        since=edition.in_force_from,
        until=last_day(edition),
        binds_on=binds_on,
        scope={kind: rule.effect for kind, rule in book.scope.items()},
        boundary=dict(book.boundary),
    )
