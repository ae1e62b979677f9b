"""Who is logged in: read at every request, by a prepared statement."""

from allauth.account.auth_backends import AuthenticationBackend
from django.db.models import QuerySet

from idi_platform.kernel.once import tell
from idi_platform.kernel.questions import question

from .models import Person
from .names import person_name


class PersonBackend(AuthenticationBackend):
    """Logs in as allauth does; an inactive person is nobody."""

    def get_user(self, user_id: int) -> Person | None:
        """Return the person of a session, if he may still log in."""
        found = next(iter(_people(int(user_id))), None)
        if found is not None:
            tell(person_name, found.name, found.pk)
        return found if found is not None and self.user_can_authenticate(found) else None


@question
def _people(pk: int) -> QuerySet[Person]:
    return Person.objects.filter(pk=pk)
