"""Sessions, each with whoever is logged in by it."""

from django.contrib.sessions.backends.base import SessionBase
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models


class Session(AbstractBaseSession):
    """A visitor's session as Django keeps it; `person` stands in its data too, and is read with it in one go."""

    person = models.ForeignKey("accounts.Person", models.CASCADE, null=True, related_name="+")

    @classmethod
    def get_session_store_class(cls) -> type[SessionBase]:
        """Return what reads and writes the rows."""
        from idi_platform.accounts.session_store import SessionStore

        return SessionStore
