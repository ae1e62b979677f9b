"""Statements that the database plans once for a connection: what every act sends with other values only.

Django writes values into the text of a statement, so the database parses and plans each anew; for a look-up over five
tables that takes longer than the look-up. Here the values travel beside the text, and from the third time on a
connection it is prepared (`prepare_threshold` in the settings; None where a pool between cannot keep such statements).
"""

import re
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


def prepared_cursor(connection: Any = None) -> CursorWrapper:
    """Return a cursor for fixed text with `%s`; a list that is compared with must say its type: `%s::bigint[]`.

    Where statements are logged with their values it is an ordinary one, which puts them together.
    """
    connection = connection or connections[DEFAULT_DB_ALIAS]
    if connection.queries_logged:
        logging: CursorWrapper = connection.cursor()
        return logging
    if not connection.health_check_done:
        connection.close_if_health_check_failed()
    if connection.connection is None:
        connection.ensure_connection()
    planned = _Planned(connection.connection)
    wrapped: CursorWrapper = connection._prepare_cursor(planned)  # noqa: SLF001  the one place that wraps it
    return wrapped
