"""Which law an insured object runs under, read from the database."""

from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, QuerySet
from django.db.models.functions import JSONObject

from idi_platform.kernel import clock
from idi_platform.kernel.once import once, operation, tell

from .layers import Former, Law, NationalText, text_of
from .models import Binding, EditionExtension, Revision
from .store import RulebookMissingError, parsed, read
from .windows import Window, window_from

__all__ = ["Law", "is_supposing", "national_law", "rulebook_for", "rulebooks_for", "supposing"]

_supposed: ContextVar[Law | None] = ContextVar("supposed", default=None)


@contextmanager
def supposing(law: Law) -> Iterator[None]:
    """Let another law answer for every insured object until the block ends: for questions only, nothing is done in it.

    Whatever was read before is asked anew inside, and nothing that is read inside is kept.
    """
    token = _supposed.set(law)
    try:
        with operation():
            yield
    finally:
        _supposed.reset(token)


def is_supposing() -> bool:
    """Say whether a law is only supposed: what is stored was computed under another one."""
    return _supposed.get() is not None


def rulebook_for(insured_object_id: int | None, on: date | None = None) -> Law:
    """Return the law of an insured object: its bound edition's revision, laid over the national base.

    A *candidate* edition applies provisionally (its gates stand before the very step that binds); an object with none
    in force, or undetermined, runs under the national law alone, labelled so.

    Args:
        insured_object_id: The id of the insured object's Subject; None for what hangs on none.
        on: The day of the event in Shanghai, which decides the national text (rule 17); today if None.
    """
    supposed = _supposed.get()
    if supposed is not None and insured_object_id is not None:
        return supposed
    return _read(insured_object_id, on or _today())


def rulebooks_for(insured_object_ids: Collection[int], on: date | None = None) -> Mapping[int, Law]:
    """Return the laws of many insured objects, whose number costs no more queries."""
    day = on or _today()
    rows = _bindings().filter(insured_object_id__in=insured_object_ids)
    found = {row.insured_object_id: _law_of(row, day) for row in rows}
    return {pk: found.get(pk) or national_law(day) for pk in insured_object_ids}


def keep_rulebooks(insured_object_ids: Collection[int]) -> Mapping[int, Law]:
    """Return the laws of many insured objects, and let the page that asks for each of them afterwards ask no more."""
    today = _today()
    found = rulebooks_for(insured_object_ids, today)
    for pk, law in found.items():
        tell(_read, law, pk, today)
    return found


def national_law(on: date | None = None) -> Law:
    """Return the national base alone, in the version of the day; of today if None."""
    return _read(None, on or _today())


def _today() -> date:
    return clock.local_date(clock.now())


@once(of="rulebooks_")
def _read(insured_object_id: int | None, on: date) -> Law:
    if insured_object_id is None:
        return _alone(list(_national_revisions()), on)
    binding = _bindings().filter(insured_object_id=insured_object_id).first()
    return national_law(on) if binding is None else _law_of(binding, on)


def _bindings() -> "QuerySet[Binding]":
    """Return bindings with all that their law needs: revision, extensions and the national texts, in the one query."""
    extensions = EditionExtension.objects.filter(edition=OuterRef("edition")).order_by("recorded_at", "pk")
    columns = ("pk", "to", "issued_on", "supersedes_id", "recorded_at")
    return (
        Binding.objects.select_related("edition", "revision")
        .defer("revision__body", "revision__parsed")
        .annotate(
            extended=ArraySubquery(extensions.values(row=JSONObject(**{name: name for name in columns}))),
            nation=ArraySubquery(_national_revisions()),
        )
    )


def _national_revisions() -> "QuerySet[Revision, Any]":
    """Return the newest revision of every national text as JSON."""
    newest = Revision.objects.filter(edition__is_base=True).order_by("edition_id", "-number").distinct("edition_id")
    return newest.values_list(JSONObject(pk="pk", sha256="sha256", since="edition__in_force_from"), flat=True)


def _alone(revisions: Collection[Mapping[str, Any]], on: date) -> Law:
    """Return the national law alone; raises RulebookMissingError where none is published."""
    if not revisions:
        raise RulebookMissingError(
            "rulebook.missing", "No national law is published; run manage.py rulebook publish --all."
        )
    texts = [
        NationalText(
            date.fromisoformat(row["since"]) if row["since"] else None, parsed(row["pk"], row["sha256"]), row["pk"]
        )
        for row in revisions
    ]
    nation = tuple(sorted(texts, key=lambda text: text.since or date.min))
    base = text_of(nation, on)
    return Law(base.book, None, base.revision_id, base.revision_id, nation=nation)


def _law_of(row: Binding, on: date) -> Law:
    """Return the law of a row of `_bindings`."""
    annotated: Any = row
    alone = replace(_alone(annotated.nation, on), outcome=row.outcome, why=tuple(row.why))
    if row.revision is None or row.edition is None:
        return alone
    window = window_from(row.edition.in_force_to, annotated.extended)
    return replace(
        alone,
        city=parsed(row.revision.pk, row.revision.sha256),
        revision_id=row.revision.pk,
        lapsed_on=window.last_day,
        formers=_formers(row, alone, window),
    )


def _formers(row: Binding, alone: Law, window: Window) -> tuple[Former, ...]:
    """Return what the object ran under before: earlier revisions, and earlier ends of the text's window."""
    changes = [(datetime.fromisoformat(former["until"]), former["revision"]) for former in row.formers]
    found = []
    for until in sorted({at for at, _revision in changes} | {at for _end, at in window.earlier_ends}):
        revision = next((revision for at, revision in changes if at >= until), row.revision_id)
        lapsed_on = next((end for end, at in window.earlier_ends if at >= until), window.last_day)
        found.append(Former(_as_it_was(alone, revision, lapsed_on), until))
    return tuple(found)


def _as_it_was(alone: Law, revision: int | None, lapsed_on: date | None) -> Law:
    if revision is None:
        return alone
    return replace(alone, city=read(revision), revision_id=revision, lapsed_on=lapsed_on)
