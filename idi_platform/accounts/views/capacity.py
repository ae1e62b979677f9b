"""Choosing the capacity, and leaving."""

from django.conf import settings
from django.contrib.auth import logout as end_session
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST
from django.views.generic import View

from idi_platform.accounts.capacities import Capacity, capacities_of
from idi_platform.accounts.doors import take
from idi_platform.accounts.factors import factors, has_second_factor, is_enrolled
from idi_platform.accounts.models import Person
from idi_platform.accounts.sessions import door_of_path
from idi_platform.kernel.errors import Refused

from .owner_login import next_path, with_next


@method_decorator(never_cache, name="dispatch")
class CapacityView(View):
    """Shows the capacities that this session may take; takes the only one by itself."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """Draw the choice, or go on."""
        person = request.user
        if not isinstance(person, Person):
            return redirect(with_next(reverse("account_login"), next_path(request)))
        open_ones, closed = self._capacities(request, person)
        if closed and "password" in factors(request):
            to = "accounts:staff_login" if is_enrolled(person) else "accounts:second_factor_setup"
            return redirect(with_next(reverse(to), next_path(request)))
        if len(open_ones) == 1:
            return self._take(request, person, open_ones[0])
        return self._page(request, open_ones, closed=bool(closed))

    def post(self, request: HttpRequest) -> HttpResponse:
        """Take the chosen capacity; somebody else's, or one that this session may not take, does not exist."""
        person = request.user
        if not isinstance(person, Person):
            return redirect("account_login")
        open_ones, _closed = self._capacities(request, person)
        chosen = next((one for one in open_ones if one.key == request.POST.get("capacity")), None)
        if chosen is None:
            raise Http404
        return self._take(request, person, chosen)

    def _capacities(self, request: HttpRequest, person: Person) -> tuple[list[Capacity], list[Capacity]]:
        proved = has_second_factor(request)
        wanted = request.GET.get("door")
        held = [one for one in capacities_of(person) if wanted in {None, "", one.door}]
        open_ones = [one for one in held if proved or not one.needs_second_factor]
        return open_ones, [one for one in held if one not in open_ones]

    def _take(self, request: HttpRequest, person: Person, chosen: Capacity) -> HttpResponse:
        try:
            take(request, person, chosen)
        except Refused as refused:
            return self._page(request, self._capacities(request, person)[0], refused=refused, status=409)
        if chosen.needs_second_factor:
            request.session.set_expiry(settings.STAFF_SESSION_AGE)
        wanted = next_path(request)
        fits = bool(wanted) and door_of_path(wanted) in {None, chosen.door}
        return HttpResponseRedirect(wanted if fits else f"/{chosen.door}/")

    def _page(
        self,
        request: HttpRequest,
        open_ones: list[Capacity],
        *,
        closed: bool = False,
        refused: Refused | None = None,
        status: int = 200,
    ) -> HttpResponse:
        context = {
            "capacities": open_ones,
            "closed": closed,
            "refusals": refused.refusals if refused else (),
            "next": next_path(request),
        }
        return render(request, "accounts/capacity.html", context, status=status)


@require_POST
@never_cache
def log_out(request: HttpRequest) -> HttpResponse:
    """End the session."""
    end_session(request)
    return HttpResponseRedirect(reverse("account_login"))
