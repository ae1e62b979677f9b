"""Statements that the database plans once for a connection: what every act sends with other values only.

Django writes values into the text of a statement, so the database parses and plans each anew; for a look-up over five
tables that takes longer than the look-up. Here the values travel beside the text, and from the third time on a
connection it is prepared (`prepare_threshold` in the settings; None where a pool between cannot keep such statements).
"""

from typing import Any

from django.db import connection as default
from django.db.backends.utils import CursorWrapper
from psycopg import Cursor

_KEPT = 400
"""How many prepared statements a connection keeps; the oldest goes first."""


def prepared_cursor(connection: Any = default) -> CursorWrapper:
    """Return a cursor for fixed text with `%s`; a list that is compared with must say its type: `%s::bigint[]`.

    Where statements are logged with their values it is an ordinary one, which puts them together.
    """
    if connection.queries_logged:
        logging: CursorWrapper = connection.cursor()
        return logging
    connection.close_if_health_check_failed()
    connection.ensure_connection()
    raw = connection.connection
    raw.prepared_max = _KEPT
    with connection.wrap_database_errors:
        wrapped: CursorWrapper = connection._prepare_cursor(Cursor(raw))  # noqa: SLF001  the one place that wraps it
    return wrapped
