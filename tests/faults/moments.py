"""Stopping a process in the middle of its transaction: a trigger waits for a lock that the test holds.

The triggers exist in the databases of fault tests only. A process that waits has written its rows and has not
committed; what it wrote outside the database (a paper's file, a message) is written already. There a kill hurts most.
"""

from enum import IntEnum

import psycopg


class Moment(IntEnum):
    """Where a process can be held; the number is that of its advisory lock."""

    FILING = 1
    DECIDING = 2
    SWEEPING = 3
    RENDERING = 4
    SENDING = 5

    @property
    def words(self) -> str:
        """Return how the table calls it."""
        return _WORDS[self]


_WORDS = {
    Moment.FILING: "filing, between insert and commit",
    Moment.DECIDING: "deciding, between insert and commit",
    Moment.SWEEPING: "sweeping, in the middle of a batch",
    Moment.RENDERING: "rendering, file stored, row not",
    Moment.SENDING: "sending, message out, proof not",
}
_SPACE = 4711
_WHERE = {
    Moment.FILING: "AFTER INSERT ON records_record FOR EACH ROW WHEN (NEW.name = 'claim.file')",
    Moment.DECIDING: "AFTER INSERT ON records_record FOR EACH ROW WHEN (NEW.name IN ('claim.accept', 'claim.refuse'))",
    Moment.SWEEPING: "AFTER INSERT ON records_record FOR EACH ROW WHEN (NEW.name LIKE 'clock.%')",
    Moment.RENDERING: "AFTER UPDATE ON documents_paper FOR EACH ROW "
    "WHEN (OLD.state = 'pending' AND NEW.state = 'rendered')",
    Moment.SENDING: "AFTER INSERT ON notifications_delivery FOR EACH ROW WHEN (NEW.address <> 'portal')",
}
_FUNCTION = f"""
CREATE FUNCTION fault_hold() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_advisory_xact_lock_shared({_SPACE}, TG_ARGV[0]::int);
    RETURN NULL;
END $$
"""
_WAITING = """
SELECT count(*) FROM pg_locks
WHERE locktype = 'advisory' AND classid = %s AND objid = %s AND objsubid = 2 AND NOT granted
"""
_CUT = """
SELECT count(pg_terminate_backend(pid)) FROM pg_locks
WHERE locktype = 'advisory' AND classid = %s AND objid = %s AND objsubid = 2 AND NOT granted
"""


def install(connection: psycopg.Connection) -> None:
    """Write the triggers; by the superuser, once, while the town is built."""
    connection.execute(_FUNCTION)
    for moment, where in _WHERE.items():
        name = f"fault_hold_{moment.name.lower()}"
        connection.execute(f"CREATE TRIGGER {name} {where} EXECUTE FUNCTION fault_hold('{moment.value}')")


class Holds:
    """The locks that one test holds, on a connection of its own."""

    def __init__(self, connection: psycopg.Connection) -> None:
        """Hold nothing yet."""
        self.connection = connection

    def hold(self, *moments: Moment) -> None:
        """Let whoever comes to these moments wait there."""
        for moment in moments:
            self.connection.execute("SELECT pg_advisory_lock(%s, %s)", [_SPACE, moment.value])

    def is_reached(self, moment: Moment) -> bool:
        """Tell whether somebody waits there."""
        row = self.connection.execute(_WAITING, [_SPACE, moment.value]).fetchone()
        return bool(row[0])

    def cut(self, *moments: Moment) -> None:
        """End the sessions that wait there, as the server does when it notices that their client is dead.

        Without it a statement that stands alone would be finished for the dead, once the test lets go.
        """
        for moment in moments:
            self.connection.execute(_CUT, [_SPACE, moment.value])

    def release(self) -> None:
        """Let everybody go on; a dead server has let them go already."""
        try:
            self.connection.execute("SELECT pg_advisory_unlock_all()")
        except psycopg.Error:
            self.connection.close()
