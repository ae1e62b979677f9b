"""Statements that the database plans once for a connection: what every act sends with other values only.

Django writes values into the text of a statement, so the database parses and plans each anew; for a look-up over five
tables that takes longer than the look-up. Here the values travel beside the text, and from the third time on a
connection it is prepared (`prepare_threshold` in the settings; None where a pool between cannot keep such statements).
One cursor serves a connection for as long as it lasts: how each kind of value is sent is then worked out once, too.
"""

import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import count
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.utils import CursorWrapper
from psycopg import RawCursor

_PLACE = re.compile("%[s%]")


class _Planned(RawCursor[Any]):
    """A cursor that says to the database itself where values stand: `$1`, worked out once for a text with `%s`."""

    def execute(self, query: Any, params: Any = None, **how: Any) -> Any:
        """Send a statement with its values, in the order of their places."""
        return super().execute(query if params is None else _numbered(query), params, **how)


@lru_cache(maxsize=1024)
def _numbered(text: str) -> str:
    """Return a statement with a number at each place; `%%` stands for the sign."""
    numbers = count(1)
    return _PLACE.sub(lambda found: "%" if found[0] == "%%" else f"${next(numbers)}", text)


def ask(sql: str, values: Sequence[Any] = (), connection: Any = None) -> list[tuple[Any, ...]]:
    """Send a fixed text with a value for each `%s`, and return all rows that it answers with.

    A list that is compared with must say its type: `%s::bigint[]`. Where statements are logged with their values an
    ordinary cursor sends it, which puts the two together.
    """
    connection = connection or connections[DEFAULT_DB_ALIAS]
    cursor = connection.cursor() if connection.queries_logged else _planned(connection)
    cursor.execute(sql, values)
    found: list[tuple[Any, ...]] = cursor.fetchall()
    return found


def write(sql: str, values: Sequence[Any]) -> None:
    """Send a fixed text that answers with no rows."""
    connection = connections[DEFAULT_DB_ALIAS]
    (connection.cursor() if connection.queries_logged else _planned(connection)).execute(sql, values)


def _planned(connection: Any) -> CursorWrapper:
    """Return the cursor of a connection; whoever asks takes all rows before anybody else asks."""
    if not connection.health_check_done:
        connection.close_if_health_check_failed()
    if connection.connection is None:
        connection.ensure_connection()
    kept: CursorWrapper | None = connection.planned
    if kept is None or kept.cursor.connection is not connection.connection:
        kept = connection._prepare_cursor(_Planned(connection.connection))  # noqa: SLF001  the one place that wraps it
        connection.planned = kept
    return kept
