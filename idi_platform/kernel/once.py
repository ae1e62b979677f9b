"""Reading the same thing once: what a page, or one step, asked the database is kept until it writes or locks.

Nothing is kept outside an operation, nothing outlives one, and nothing is shared between two. Whatever the operation
writes is read anew afterwards, and after a lock everything is: somebody else may have written it before.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from django.db import connection

P = ParamSpec("P")
R = TypeVar("R")

_WRITES = re.compile(r"\b(?:INSERT|UPDATE|DELETE|MERGE|TRUNCATE|COPY|CALL)\b")
_TURNS_THE_PAGE = re.compile(r"\bFOR (?:NO KEY )?(?:UPDATE|SHARE)\b|\bROLLBACK\b|^\s*LOCK\b|_lock(?:_shared)?\(")
_ABSENT = object()


class _Kept:
    """The answers of one operation, each with the tables that it was read from."""

    __slots__ = ("answers",)

    def __init__(self) -> None:
        self.answers: dict[Any, tuple[str, Any]] = {}

    def watch(self, execute: Callable[..., Any], sql: Any, params: Any, many: bool, context: Any) -> Any:
        """Forget what a statement may change, then run it."""
        if self.answers:
            text = str(sql)
            if _TURNS_THE_PAGE.search(text):
                self.answers.clear()
            elif _WRITES.search(text):
                self.answers = {key: kept for key, kept in self.answers.items() if kept[0] not in text}
        return execute(sql, params, many, context)


_current: ContextVar[_Kept | None] = ContextVar("kept", default=None)


@contextmanager
def operation() -> Iterator[None]:
    """Keep answers until the block ends; one inside another begins with nothing, and leaves the outer one nothing."""
    outer, kept = _current.get(), _Kept()
    token = _current.set(kept)
    try:
        with connection.execute_wrapper(kept.watch):
            yield
    finally:
        _current.reset(token)
        if outer is not None:
            outer.answers.clear()


def once(*, of: str = "") -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Let a reading function ask once per operation for the same arguments; its answer is not to be changed.

    Args:
        of: How the names of all tables begin that it reads: a write to others leaves the answer standing. Left out,
            every write makes it ask again.
    """

    def keeping(read: Callable[P, R]) -> Callable[P, R]:
        @wraps(read)
        def asked(*args: P.args, **kwargs: P.kwargs) -> R:
            kept = _current.get()
            if kept is None:
                return read(*args, **kwargs)
            # What was read inside a transaction may be rolled back with it, so it is not kept beyond.
            key = (asked, connection.in_atomic_block, args, tuple(sorted(kwargs.items())))
            _of, answer = kept.answers.get(key, ("", _ABSENT))
            if answer is _ABSENT:
                answer = read(*args, **kwargs)
                kept.answers[key] = (of, answer)
            return answer  # type: ignore[no-any-return]

        return asked

    return keeping
