"""Puts the capacity on the request, and ends the session when the capacity has ended."""

from collections.abc import Callable

from django.contrib.auth import SESSION_KEY, logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from .capacities import Capacity, capacity
from .factors import has_second_factor
from .models import Person
from .sessions import door_of_path, fixed_key


class ActingMiddleware:
    """`request.acting` is the capacity fixed for the door of the path (outside doors: for the last door), or None.

    Each request asks anew whether the membership still holds. If it does not, the whole session ends.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        """Keep the rest of the chain."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Settle who acts, then go on. Without a session of somebody this costs no query."""
        request.acting = None  # type: ignore[attr-defined]  # see requests.DoorRequest
        key = fixed_key(request, door_of_path(request.path_info)) if SESSION_KEY in request.session else None
        if key is not None:
            held = _held(request, key)
            if held is None:
                logout(request)
                return HttpResponseRedirect(f"{reverse('account_login')}?ended=1")
            request.acting = held.acting  # type: ignore[attr-defined]
        return self.get_response(request)


def _held(request: HttpRequest, key: str) -> Capacity | None:
    person = request.user
    if not isinstance(person, Person):
        return None
    held = capacity(person, key)
    if held and held.needs_second_factor and not has_second_factor(request):
        return None
    return held
