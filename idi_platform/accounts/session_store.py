"""Sessions in the database: what every request asks for, the session and its person, is one prepared statement."""

from datetime import datetime
from typing import Any

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.db.models import QuerySet

from idi_platform.kernel import clock
from idi_platform.kernel.once import tell
from idi_platform.kernel.questions import question

from .backends import person_of
from .models import Session


class SessionStore(DatabaseStore):
    """One visitor's session."""

    @classmethod
    def get_model_class(cls) -> type[Session]:
        """Keep them in rows that know their person."""
        return Session

    def create_model_instance(self, data: dict[str, Any]) -> Session:
        """Return the row for what the session holds."""
        row = super().create_model_instance(data)
        if not isinstance(row, Session):
            raise TypeError("A session stands in the table that get_model_class names.")
        row.person_id = int(data[SESSION_KEY]) if SESSION_KEY in data else None
        return row

    def _get_session_from_db(self) -> Session | None:
        """Return the row while it holds; else forget the key, as the base does."""
        found = next(iter(_standing(self.session_key or "", clock.machine_now())), None)
        if found is None:
            self._session_key = None
        elif found.person is not None:
            tell(person_of, found.person, found.person.pk)
        return found


@question
def _standing(key: str, now: datetime) -> QuerySet[Session]:
    return Session.objects.select_related("person").filter(session_key=key, expire_date__gt=now)
