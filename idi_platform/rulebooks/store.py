"""Revisions in the database: publishing them and reading them back, each parsed once per process."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from django.db import transaction
from django.utils.translation import gettext_noop as _noop

from idi_platform.kernel.clock import now
from idi_platform.kernel.errors import PlatformError
from idi_platform.kernel.languages import in_words
from idi_platform.kernel.once import once

from .loading import Loaded, load_body
from .models import Edition, Revision
from .schema.book import SCHEMA_VERSION, Rulebook

SHIPPED_REASON, SHIPPED_BY = _noop("随平台发布"), _noop("平台发布人员")
"""Why a revision is made and who approved it, where nobody says; a page says both in the reader's language."""
_parsed: dict[str, Rulebook] = {}
_KIND_OF_TEXT = re.compile(r"(办法|细则|规定|意见|方案|规则|通知)(?:（[^）]*）)?$")


class RulebookMissingError(PlatformError):
    """No revision is published that could be read."""


@dataclass(frozen=True, slots=True)
class Published:
    """What publishing did: the revision, and whether it is new."""

    revision: Revision
    is_new: bool


class Known(NamedTuple):
    """What a clause is called, and the code of the edition whose text it stands in."""

    article: str
    title: str
    edition: str


@transaction.atomic
def publish(loaded: Loaded, *, reason: str, approver: str) -> Published:
    """Store a rulebook as the next revision of its edition; the same body again changes nothing.

    Args:
        loaded: A rulebook that holds.
        reason: Why this revision is made.
        approver: Who approved it.
    """
    book = loaded.rulebook
    edition, _ = Edition.objects.update_or_create(code=book.id, defaults=_columns(book))
    edition = Edition.objects.select_for_update(no_key=True).get(pk=edition.pk)
    same = edition.revisions.filter(sha256=loaded.sha256).first()
    if same is not None:
        return Published(same, is_new=False)
    last = edition.revisions.order_by("-number").values_list("number", flat=True).first() or 0
    revision = Revision.objects.create(
        edition=edition,
        number=last + 1,
        sha256=loaded.sha256,
        schema_version=SCHEMA_VERSION,
        body=loaded.body,
        parsed=book.model_dump(mode="json", by_alias=True, exclude_defaults=True),
        reason=reason,
        approver=approver,
        published_at=now(),
    )
    return Published(revision, is_new=True)


def read(revision_id: int) -> Rulebook:
    """Return the rulebook of a revision; each body is parsed once per process.

    Raises:
        RulebookMissingError: If there is none, or its body is not what its digest says.
    """
    sha256 = Revision.objects.filter(pk=revision_id).values_list("sha256", flat=True).first()
    if sha256 is None:
        raise RulebookMissingError("rulebook.missing", f"There is no rulebook revision {revision_id}.")
    return parsed(revision_id, sha256)


def number_of(revision_id: int | None) -> int | None:
    """Return which encoding of its text a revision is, from 1; None where there is none."""
    if revision_id is None:
        return None
    return Revision.objects.filter(pk=revision_id).values_list("number", flat=True).first()


def parsed(revision_id: int, sha256: str) -> Rulebook:
    """Return the rulebook of a revision whose digest is known, from the process or from the database."""
    return parsed_all({revision_id: sha256})[revision_id]


def parsed_all(digests: Mapping[int, str]) -> Mapping[int, Rulebook]:
    """Return the rulebooks of revisions whose digests are known; what this process has not read costs one query.

    Raises:
        RulebookMissingError: If a body is not what its digest says.
    """
    unread = [pk for pk, sha256 in digests.items() if sha256 not in _parsed]
    bodies = Revision.objects.filter(pk__in=unread).values_list("pk", "body") if unread else ()
    for pk, body in bodies:
        loaded = load_body(body)
        if loaded.sha256 != digests[pk]:
            raise RulebookMissingError(
                "rulebook.digest", f"The body of revision {pk} does not match its digest; restore it."
            )
        _parsed[loaded.sha256] = loaded.rulebook
    return {pk: _parsed[sha256] for pk, sha256 in digests.items()}


def known_clause(clause: str) -> Known | None:
    """Return what a clause is called; None where no text has it.

    The texts that this process has read are asked first, then the newest of every edition. The article of a city's
    text is said with the kind of the text before it: 办法第二十条第二款, in English Measures art. 20 para. 2.
    """
    return _named(clause, _parsed.values()) or _named(clause, parsed_all(_newest_ones()).values())


def _named(clause: str, books: Collection[Rulebook]) -> Known | None:
    for book in reversed(tuple(books)):
        found = book.clauses.get(clause)
        if found is not None:
            kind = _KIND_OF_TEXT.search(book.title.zh) if found.article.startswith("第") else None
            return Known(book.cite(f"{kind[1] if kind else ''}{found.article}"), in_words(found.title), book.id)
    return None


@once(of="rulebooks_")
def _newest_ones() -> dict[int, str]:
    """Return number and digest of each edition's newest revision."""
    newest_ones = Revision.objects.order_by("edition_id", "-number").distinct("edition_id")
    return dict(newest_ones.values_list("pk", "sha256"))


def newest(code: str) -> Revision:
    """Return an edition's newest revision, without its body.

    Raises:
        RulebookMissingError: If none is published.
    """
    found = Revision.objects.defer("body", "parsed").filter(edition__code=code).order_by("-number").first()
    if found is None:
        raise RulebookMissingError(
            "rulebook.missing", f"No revision of {code} is published; run manage.py rulebook publish --all."
        )
    return found


def _columns(book: Rulebook) -> dict[str, object]:
    since, until = book.in_force.from_, book.in_force.to
    return {
        "title_zh": book.title.zh,
        "title_en": book.title.en,
        "division_code": book.division or "",
        "is_base": book.is_base,
        "in_force_from": since if isinstance(since, date) else None,
        "from_unknown": since == "unknown",
        "in_force_to": until if isinstance(until, date) else None,
        "to_unknown": until == "unknown",
    }
