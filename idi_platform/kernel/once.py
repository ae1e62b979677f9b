"""Reading the same thing once: what a page, or one step, asked the database is kept until it writes or locks.

Nothing is kept outside an operation, nothing outlives one, and nothing is shared between two. Whatever the operation
writes or locks is read anew afterwards, and after the lock of a Subject everything is over which a lock may stand:
somebody else may have written it before.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache, wraps
from typing import Any, NamedTuple, ParamSpec, TypeVar

from django.db import DEFAULT_DB_ALIAS, connections

P = ParamSpec("P")
R = TypeVar("R")

_CHANGES = re.compile(r"\b(?:INSERT|UPDATE|DELETE|MERGE|TRUNCATE|COPY|CALL|FOR SHARE)\b")
_TAKES_BACK = re.compile(r"\bROLLBACK\b")
_LOCKS = re.compile(r"^\s*LOCK\b|\bpg_\w*lock|\brecords_subject\b.*\bFOR (?:NO KEY )?(?:UPDATE|SHARE)\b", re.DOTALL)


@lru_cache(maxsize=1024)
def _effect(text: str) -> tuple[bool, bool, bool]:
    """Say whether a statement takes back, locks, or writes; the same texts come again."""
    return _TAKES_BACK.search(text) is not None, _LOCKS.search(text) is not None, _CHANGES.search(text) is not None


class _Answer(NamedTuple):
    """What was read, from which tables, and whether a lock may stand over it."""

    tables: tuple[str, ...]
    is_guarded: bool
    found: Any


class _Kept:
    """The answers of one operation, each with the tables that it was read from.

    One that began outside a transaction keeps nothing that is read inside one, for that may be rolled back.
    """

    __slots__ = ("answers", "around", "at", "in_transaction")

    def __init__(self, around: _Kept | None) -> None:
        self.around = around
        self.at = connections[DEFAULT_DB_ALIAS]
        self.in_transaction = self.at.in_atomic_block
        self.answers: dict[Any, _Answer] = {}

    def watch(self, execute: Callable[..., Any], sql: Any, params: Any, many: bool, context: Any) -> Any:
        """Forget what a statement may change, then run it."""
        if self.answers:
            text = str(sql)
            takes_back, locks, changes = _effect(text)
            if takes_back:
                self.answers.clear()
            elif locks or changes:
                self.answers = {
                    key: answer
                    for key, answer in self.answers.items()
                    if not (locks and answer.is_guarded) and not (changes and any(one in text for one in answer.tables))
                }
        return execute(sql, params, many, context)


_current: ContextVar[_Kept | None] = ContextVar("kept", default=None)
_looks_back: ContextVar[bool] = ContextVar("looks_back", default=False)


@contextmanager
def operation() -> Iterator[None]:
    """Keep answers until the block ends; one inside another begins with nothing, and both forget what is written."""
    kept = _Kept(_current.get())
    token = _current.set(kept)
    try:
        with kept.at.execute_wrapper(kept.watch):
            yield
    finally:
        _current.reset(token)


@contextmanager
def looking_back() -> Iterator[None]:
    """Let what the operation around was told answer too, inside the block: to plan by what is asked anew afterwards."""
    token = _looks_back.set(True)
    try:
        yield
    finally:
        _looks_back.reset(token)


def once(*, of: str | tuple[str, ...] = "", is_guarded: bool = True) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Let a reading function ask once per operation for the same arguments; its answer is not to be changed.

    Args:
        of: How the names of all tables begin that it reads: a write to others leaves the answer standing. Left out,
            every write makes it ask again.
        is_guarded: Whether a lock may stand over what it reads. Where none does, such as over a name, to ask anew under
            locks makes it no truer, and what the operation around has been told answers too.
    """
    tables = (of,) if isinstance(of, str) else of

    def keeping(read: Callable[P, R]) -> Callable[P, R]:
        @wraps(read)
        def asked(*args: P.args, **kwargs: P.kwargs) -> R:
            kept = _keeper()
            if kept is None:
                return read(*args, **kwargs)
            key = (asked, args, tuple(sorted(kwargs.items())))
            known = kept.answers.get(key)
            if known is None and kept.around is not None and (not is_guarded or _looks_back.get()):
                known = kept.around.answers.get(key)  # not kept here: it may be old
            if known is None:
                known = kept.answers[key] = _Answer(tables, is_guarded, read(*args, **kwargs))
            return known.found  # type: ignore[no-any-return]

        asked.keeps = (tables, is_guarded)  # type: ignore[attr-defined]  # for tell()
        return asked

    return keeping


def tell(asked: Callable[P, R], answer: R, *args: P.args, **kwargs: P.kwargs) -> None:
    """Keep the answer to a question of `once` that came along with another one."""
    kept = _keeper()
    if kept is not None:
        tables, is_guarded = getattr(asked, "keeps", ((), True))
        kept.answers[asked, args, tuple(sorted(kwargs.items()))] = _Answer(tables, is_guarded, answer)


def _keeper() -> _Kept | None:
    kept = _current.get()
    return kept if kept is not None and kept.in_transaction == kept.at.in_atomic_block else None
