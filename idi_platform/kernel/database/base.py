"""How the platform keeps its connections to PostgreSQL (Django looks for a module of this name in a backend)."""

from select import POLLIN, poll
from typing import Any

from django.db.backends.postgresql import base
from psycopg import Connection

_KEPT = 400
"""How many prepared statements a connection keeps; the oldest goes first."""


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection that holds many prepared statements, and asks whether the server lives only where it has spoken."""

    planned: Any = None
    """The cursor by which statements are sent that the database prepares (`kernel/prepared.py`)."""

    def get_new_connection(self, conn_params: dict[str, Any]) -> Connection[Any]:
        """Return a new connection."""
        new: Connection[Any] = super().get_new_connection(conn_params)
        new.prepared_max = _KEPT
        return new

    def is_usable(self) -> bool:
        """Say whether a kept connection still holds.

        A server that ends, or ends a connection, says so on it: while it is silent, nobody has to wait for an answer to
        `SELECT 1` before each request. A connection is not kept long enough for a network to forget it.
        """
        kept: Connection[Any] | None = self.connection
        if kept is None or kept.closed:
            return False
        return not _has_spoken(kept.fileno()) or bool(super().is_usable())


def _has_spoken(file: int) -> bool:
    looked = poll()
    looked.register(file, POLLIN)  # an end and an error are told without being asked for
    return bool(looked.poll(0))
