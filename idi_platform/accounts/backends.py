"""Who is logged in: read at every request, with the session, else by a prepared statement."""

from allauth.account.auth_backends import AuthenticationBackend
from django.db.models import QuerySet

from idi_platform.kernel.once import once, tell
from idi_platform.kernel.questions import question

from .models import Person
from .names import person_name


class PersonBackend(AuthenticationBackend):
    """Logs in as allauth does; an inactive person is nobody."""

    def get_user(self, user_id: int) -> Person | None:
        """Return the person of a session, if he may still log in."""
        found = person_of(int(user_id))
        if found is not None:
            tell(person_name, found.name, found.pk)
        return found if found is not None and self.user_can_authenticate(found) else None


@once(of="accounts_person")
def person_of(pk: int) -> Person | None:
    """Return a person; None where there is none."""
    return next(iter(_people(pk)), None)


@question
def _people(pk: int) -> QuerySet[Person]:
    return Person.objects.filter(pk=pk)
