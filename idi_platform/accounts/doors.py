"""Who may come in by a door. Every view behind one carries `@door(...)`; the table of expectations is read from it."""

from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any, Final

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import urlencode

from .capacities import Capacity, acting_for, capacities_of
from .factors import factors, has_second_factor, is_enrolled
from .models import Person
from .roles import DOORS, Role
from .sessions import fix

View = Callable[..., HttpResponseBase]
_BACK: Final = "next"


def door(name: str, *, roles: Iterable[Role] | None = None) -> Callable[[View], View]:
    """Let in only those who act at this door in one of the roles, all roles of the door unless given.

    Strangers are sent to the log-in; who is logged in but holds no such capacity gets 404; who holds one but has not
    chosen it yet is sent to choose, and comes back. The view carries `door_name` and `door_roles`.

    Raises:
        ValueError: At import: no such door, or a role that does not enter by it.
    """
    allowed = DOORS[name] if name in DOORS and roles is None else frozenset(roles or ())
    if name not in DOORS or not allowed or not allowed <= DOORS[name]:
        raise ValueError(f"No door {name!r} for {sorted(allowed)}; see DOORS in accounts/roles.py.")

    def with_door(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            detour = _admit(request, name, allowed)
            return detour if detour is not None else view(request, *args, **kwargs)

        guarded.door_name = name  # type: ignore[attr-defined]
        guarded.door_roles = allowed  # type: ignore[attr-defined]
        return guarded

    return with_door


class DoorMixin:
    """The same for class-based views: `door_name`, and `door_roles` where not all roles of the door may enter."""

    door_name: str
    door_roles: frozenset[Role] | None = None

    @classmethod
    def as_view(cls, **initkwargs: Any) -> View:
        """Guard the view function."""
        view: View = super().as_view(**initkwargs)  # type: ignore[misc]
        return door(cls.door_name, roles=cls.door_roles)(view)


def _admit(request: HttpRequest, name: str, allowed: frozenset[Role]) -> HttpResponse | None:
    """Return None with `request.acting` set, or where to go first.

    Raises:
        Http404: There is nothing here for this person.
    """
    person = request.user
    if not isinstance(person, Person):
        return _for_htmx(request, redirect_to_login(_way_back(request)))
    acting = getattr(request, "acting", None)
    if acting is None or acting.door != name:
        detour = _enter(request, person, name, allowed)
        if detour is not None:
            return _for_htmx(request, detour)
    if not request.acting.may_act_as(*allowed):  # type: ignore[attr-defined]
        raise Http404
    return None


def _enter(request: HttpRequest, person: Person, name: str, allowed: frozenset[Role]) -> HttpResponse | None:
    """Take the only capacity for this door, or send the person to prove or to choose one."""
    held = [one for one in capacities_of(person) if one.door == name]
    if not any(one.acting.may_act_as(*allowed) for one in held):
        raise Http404
    if any(one.needs_second_factor for one in held) and not has_second_factor(request):
        return _to_prove(request, person)
    if len(held) > 1:
        return _with_way_back(request, "accounts:capacity", door=name)
    take(request, person, held[0])
    return None


def take(request: HttpRequest, person: Person, chosen: Capacity) -> None:
    """Fix the capacity in the session and act in it from now on.

    Raises:
        Refused: Another capacity is fixed for this door already.
    """
    fix(request, chosen)
    request.acting = acting_for(person, chosen.key)  # type: ignore[attr-defined]


def _to_prove(request: HttpRequest, person: Person) -> HttpResponse:
    if "password" in factors(request) and not is_enrolled(person):
        return _with_way_back(request, "accounts:second_factor_setup")
    return _with_way_back(request, "accounts:staff_login")


def _with_way_back(request: HttpRequest, to: str, **query: str) -> HttpResponse:
    return HttpResponseRedirect(f"{reverse(to)}?{urlencode(query | {_BACK: _way_back(request)})}")


def _way_back(request: HttpRequest) -> str:
    """Return the page to come back to; a form that was sent is not sent again, its door's first page is shown."""
    return request.get_full_path() if request.method in {"GET", "HEAD"} else f"/{request.path.split('/')[1]}/"


def _for_htmx(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Let htmx load the whole page instead of putting the log-in into a fragment."""
    if request.headers.get("HX-Request") == "true" and "Location" in response.headers:
        answer = HttpResponse(status=204)
        answer.headers["HX-Redirect"] = response.headers["Location"]
        return answer
    return response
