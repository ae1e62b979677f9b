"""Sessions in the database, as Django keeps them; what every request asks for is asked by a prepared statement."""

from datetime import datetime

from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.contrib.sessions.models import Session
from django.db.models import QuerySet

from idi_platform.kernel import clock
from idi_platform.kernel.questions import question


class SessionStore(DatabaseStore):
    """One visitor's session."""

    def _get_session_from_db(self) -> Session | None:
        """Return the row while it holds; else forget the key, as the base does."""
        found = _standing(self.session_key or "", clock.machine_now())
        if not found:
            self._session_key = None
        return found[0] if found else None


@question
def _standing(key: str, now: datetime) -> QuerySet[Session]:
    return Session.objects.filter(session_key=key, expire_date__gt=now)
