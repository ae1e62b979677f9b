"""Which law an insured object runs under, read from the database."""

import json
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import replace
from datetime import date, datetime
from functools import lru_cache
from typing import NamedTuple

from idi_platform.kernel import clock
from idi_platform.kernel.once import once, operation, tell
from idi_platform.kernel.prepared import ask

from .layers import Former, Law, NationalText, text_of
from .store import RulebookMissingError, parsed
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
    return _law_on(_binding(insured_object_id), on or _today())


def rulebooks_for(insured_object_ids: Collection[int], on: date | None = None) -> Mapping[int, Law]:
    """Return the laws of many insured objects, whose number costs no more queries; to ask for one again is free."""
    supposed = _supposed.get()
    if supposed is not None:
        return dict.fromkeys(insured_object_ids, supposed)
    day = on or _today()
    if len(insured_object_ids) == 1:
        return {pk: _law_on(_binding(pk), day) for pk in insured_object_ids}
    found = {row.insured_object_id: row for row in _bound(insured_object_ids)}
    for pk in insured_object_ids:
        tell(_binding, found.get(pk), pk)
    return {pk: _law_on(found.get(pk), day) for pk in insured_object_ids}


def national_law(on: date | None = None) -> Law:
    """Return the national base alone, in the version of the day; of today if None."""
    return _law_on(None, on or _today())


def _today() -> date:
    return clock.local_date(clock.now())


class _Bound(NamedTuple):
    """A binding with all that its law is made of; what is JSON stays text, so that equal rows are equal keys.

    `extended`: the extensions of its edition in the order of recording. `digests`: of the revisions among `formers`, by
    number. `nation`: the newest revision of every national text.
    """

    insured_object_id: int
    outcome: str
    why: str
    revision_id: int | None
    sha256: str | None
    in_force_to: date | None
    extended: str
    formers: str
    digests: str
    nation: str


_NATION = """
SELECT coalesce(jsonb_agg(jsonb_build_object('pk', n.id, 'sha256', n.sha256, 'since', n.since) ORDER BY n.id), '[]')
  FROM (SELECT DISTINCT ON (r.edition_id) r.id, r.sha256, e.in_force_from AS since
          FROM rulebooks_revision r JOIN rulebooks_edition e ON e.id = r.edition_id
         WHERE e.is_base ORDER BY r.edition_id, r.number DESC) n
"""
_BOUND = f"""
SELECT b.insured_object_id, b.outcome, b.why::text, b.revision_id, r.sha256, e.in_force_to,
    (SELECT coalesce(jsonb_agg(jsonb_build_object('pk', x.id, 'to', x."to", 'issued_on', x.issued_on,
            'supersedes_id', x.supersedes_id, 'recorded_at', x.recorded_at) ORDER BY x.recorded_at, x.id), '[]')
       FROM rulebooks_editionextension x WHERE x.edition_id = b.edition_id)::text,
    b.formers::text,
    (SELECT coalesce(jsonb_object_agg(f.id, f.sha256), '{{}}') FROM rulebooks_revision f
      WHERE f.id IN (SELECT (was ->> 'revision')::bigint FROM jsonb_array_elements(b.formers) was))::text,
    ({_NATION})::text
FROM rulebooks_binding b LEFT JOIN rulebooks_revision r ON r.id = b.revision_id
LEFT JOIN rulebooks_edition e ON e.id = b.edition_id
WHERE b.insured_object_id
"""  # noqa: S608  # put together from constants
_BOUND_ONE, _BOUND_ALL = f"{_BOUND} = %s", f"{_BOUND} = ANY(%s)"


def _bound(insured_object_ids: Collection[int]) -> list[_Bound]:
    """Return bindings in one query; every step of every case asks for one, so it is spared the building of SQL.

    For one alone the database keeps its plan; where it cannot tell how many a list holds, it plans anew.
    """
    ids = list(insured_object_ids)
    return [_Bound(*row) for row in (ask(_BOUND_ONE, ids) if len(ids) == 1 else ask(_BOUND_ALL, [ids]))]


@once(of="rulebooks_")
def _binding(insured_object_id: int | None) -> _Bound | None:
    return next(iter(_bound([insured_object_id])), None) if insured_object_id is not None else None


def _law_on(row: _Bound | None, on: date) -> Law:
    """Return the law of a binding on a day; without one, the national law alone."""
    return _alone(_nation(), on) if row is None else _law_of(row, on)


@once(of="rulebooks_")
def _nation() -> str:
    """Return the newest revision of every national text as JSON."""
    return str(ask(f"SELECT ({_NATION})::text")[0][0])  # a constant


@lru_cache(maxsize=64)
def _alone(revisions: str, on: date) -> Law:
    """Return the national law alone; raises RulebookMissingError where none is published."""
    texts = [
        NationalText(
            date.fromisoformat(row["since"]) if row["since"] else None, parsed(row["pk"], row["sha256"]), row["pk"]
        )
        for row in json.loads(revisions)
    ]
    if not texts:
        raise RulebookMissingError(
            "rulebook.missing", "No national law is published; run manage.py rulebook publish --all."
        )
    nation = tuple(sorted(texts, key=lambda text: text.since or date.min))
    base = text_of(nation, on)
    return Law(base.book, None, base.revision_id, base.revision_id, nation=nation)


@lru_cache(maxsize=512)
def _law_of(row: _Bound, on: date) -> Law:
    """Return the law of a binding; equal bindings share it with all that it has worked out."""
    alone = replace(_alone(row.nation, on), outcome=row.outcome, why=tuple(json.loads(row.why)))
    if row.revision_id is None or row.sha256 is None:
        return alone
    window = window_from(row.in_force_to, json.loads(row.extended))
    return replace(
        alone,
        city=parsed(row.revision_id, row.sha256),
        revision_id=row.revision_id,
        lapsed_on=window.last_day,
        formers=_formers(row, alone, window),
    )


def _formers(row: _Bound, alone: Law, window: Window) -> tuple[Former, ...]:
    """Return what the object ran under before: earlier revisions, and earlier ends of the text's window."""
    digests = {row.revision_id: row.sha256} | {int(pk): sha256 for pk, sha256 in json.loads(row.digests).items()}
    changes = [(datetime.fromisoformat(former["until"]), former["revision"]) for former in json.loads(row.formers)]
    found = []
    for until in sorted({at for at, _revision in changes} | {at for _end, at in window.earlier_ends}):
        revision = next((revision for at, revision in changes if at >= until), row.revision_id)
        lapsed_on = next((end for end, at in window.earlier_ends if at >= until), window.last_day)
        found.append(Former(_as_it_was(alone, revision, digests.get(revision), lapsed_on), until))
    return tuple(found)


def _as_it_was(alone: Law, revision: int | None, sha256: str | None, lapsed_on: date | None) -> Law:
    if revision is None or sha256 is None:
        return alone
    return replace(alone, city=parsed(revision, sha256), revision_id=revision, lapsed_on=lapsed_on)


def item_of(law: Law, section: str) -> str:
    """Return the insured item whose code a section of the works begins with; empty where there is none."""
    items = law.cover.items if law.cover is not None else {}
    return next((own for own in items if section == own or section.startswith(f"{own}_")), "")
