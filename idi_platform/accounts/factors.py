"""What the present session has proved: password, second factor, code to a telephone."""

from allauth.account.internal.flows.login import get_authentication_records
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.http import HttpRequest

from .models import Person


def factors(request: HttpRequest) -> frozenset[str]:
    """Return what was proved in this session for the person logged in: `password`, `mfa`, `code`."""
    person = request.user if request.user.is_authenticated else None
    return frozenset(record["method"] for record in get_authentication_records(request, person))


def has_second_factor(request: HttpRequest) -> bool:
    """Return whether password and second factor were both given; a code by SMS counts for neither."""
    return {"password", "mfa"} <= factors(request)


def is_enrolled(person: Person) -> bool:
    """Return whether the person has set up an authenticator app."""
    return bool(is_mfa_enabled(person, [Authenticator.Type.TOTP]))
