"""Keeping typed words beside the log and reading them back: one way for every reason, account and ground.

In a Record `reasons` hold, by code, either the platform's own entries (`entered_late`, the codes under `in_breach`)
or the reference of words: their number and their salted digest.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from idi_platform.accounts.acting import Acting
from idi_platform.kernel.errors import BadInput, KeyReused
from idi_platform.kernel.names import clean_text

from .models import ERASED, Words

_REF = frozenset({"words_id", "digest"})


def cleaned(texts: Mapping[str, str]) -> dict[str, str]:
    """Return typed texts by name as they may be kept; those of which nothing is left fall away.

    Raises:
        BadInput: too long, or characters that can't be printed; with a sentence for the name.
    """
    found: dict[str, str] = {}
    for name, text in texts.items():
        try:
            body = clean_text(text)
        except BadInput as bad:
            raise BadInput(bad.code, bad.message, {name: bad.message}) from bad
        if body:
            found[name] = body
    return found


def keep(text: str, *, subject_id: int, acting: Acting, at: datetime) -> Words:
    """Write words down, cleaned before by the caller."""
    return Words.objects.create(subject_id=subject_id, body=text, written_by_id=acting.person_id, written_at=at)


def keep_all(texts: Mapping[str, str], *, subject_id: int, acting: Acting, at: datetime) -> dict[str, Any]:
    """Write typed reasons down; return what the Record says instead of them, by the same codes."""
    return {code: keep(text, subject_id=subject_id, acting=acting, at=at).ref for code, text in cleaned(texts).items()}


def texts_of(reasons: Mapping[str, Any]) -> dict[str, str]:
    """Return the typed reasons by code, in words."""
    return texts_of_all([reasons])[0]


def texts_of_all(many: Iterable[Mapping[str, Any]]) -> list[dict[str, str]]:
    """Return the typed reasons of several records or proposals by code, in one query.

    Where words were erased it says so; the platform's own entries are left out. A record from before words had rows
    of their own holds the text itself.
    """
    given = list(many)
    rows = Words.objects.in_bulk([ref["words_id"] for reasons in given for ref in refs_in(reasons).values()])
    return [{code: _said(value, rows) for code, value in reasons.items() if _is_typed(value)} for reasons in given]


def refs_in(reasons: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """Return the references of words among reasons, by code."""
    return {code: value for code, value in reasons.items() if isinstance(value, dict) and value.keys() == _REF}


def check_same(kept: Mapping[str, Any], texts: Mapping[str, str]) -> None:
    """Let the same words pass that were kept under a form's key; words that were erased are not compared.

    Raises:
        KeyReused: the form came before with other words.
    """
    before = texts_of(kept)
    if before.keys() != texts.keys() or any(before[code] not in (text, str(ERASED)) for code, text in texts.items()):
        raise KeyReused("key.reused", _("这个页面已经提交过另一份内容。请刷新页面，再填一次。"))


def _is_typed(value: Any) -> bool:
    return isinstance(value, str) or (isinstance(value, dict) and value.keys() == _REF)


def _said(value: Any, rows: Mapping[int, Words]) -> str:
    if isinstance(value, str):
        return value
    found = rows.get(value["words_id"])
    return found.shown if found is not None else str(ERASED)
