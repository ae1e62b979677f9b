"""How often a page asks the database.

What a process asks once in its life, or again every second whatever it draws (is there a new calendar, has legal time
been moved), is no part of it: whether that falls into one measurement and not into the other is chance.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from idi_platform.deadlines import calendars, offset

_EVER = float("inf")
_MARKS = ("SAVEPOINT", "RELEASE")


@dataclass
class Asked:
    """The statements in order; without the marks within a transaction."""

    sql: list[str] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.sql)

    def __str__(self) -> str:
        return f"{len(self)} queries:\n" + "\n".join(one[:160] for one in self.sql)


@contextmanager
def asking() -> Iterator[Asked]:
    """Collect what is asked meanwhile; it is there at the end."""
    calendars.current()
    offset.current_offset()
    found = Asked()
    with pytest.MonkeyPatch.context() as patch, CaptureQueriesContext(connection) as captured:
        patch.setattr(calendars, "_FRESH_FOR", _EVER)
        patch.setattr(offset, "_FRESH_FOR", _EVER)
        yield found
    found.sql += [one["sql"] for one in captured if not one["sql"].startswith(_MARKS)]


def asked_by(client, address, **query) -> Asked:
    """Return what a page asks that this process has drawn before."""
    assert client.get(address, query or None).status_code == 200
    with asking() as found:
        answer = client.get(address, query or None)
    assert answer.status_code == 200
    return found
