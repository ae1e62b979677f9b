"""`/console/policies/new/`: a small book by form, through the same acts as the command."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.generic import View

from idi_platform.accounts.acting import Acting
from idi_platform.accounts.doors import DoorMixin
from idi_platform.accounts.models import Organisation
from idi_platform.accounts.requests import acting_of
from idi_platform.accounts.roles import Role
from idi_platform.kernel.errors import BadInput, PlatformError, Refused
from idi_platform.portal.components import Reason
from idi_platform.portal.errors import reasons_of
from idi_platform.workflow.perform import in_one_transaction
from policies.book import read_book
from policies.forms.new_policy import BookForm, PlaceForm, field_of
from policies.models import Policy
from policies.opening import Stopped, open_book
from policies.proposals import Proposal, propose


class NewPolicyView(DoorMixin, View):
    """Asks for place, kind and day first; then draws the form that the text of that place proposes."""

    door_name = "console"
    door_roles = frozenset({Role.underwriter})

    def get(self, request: HttpRequest) -> HttpResponse:
        """Draw the first or the second step."""
        place = PlaceForm(request.GET if "division" in request.GET else None)
        if not place.is_valid():
            return _page(request, place)
        proposal = _proposal(place)
        return _page(request, place, proposal, _form(request, place, proposal))

    def post(self, request: HttpRequest) -> HttpResponse:
        """Enter the book, all of it or nothing."""
        place = PlaceForm(request.GET)
        if not place.is_valid():
            return _page(request, place, status=422)
        proposal = _proposal(place)
        form = _form(request, place, proposal)
        if not form.is_valid():
            return _page(request, place, proposal, form, status=422)
        try:
            policy = _enter(form, acting_of(request))
        except Stopped as stopped:
            return _refused(request, place, proposal, form, stopped.cause)
        except BadInput as problem:
            return _refused(request, place, proposal, form, problem)
        return redirect("policies:policy", pk=policy.pk)


def _proposal(place: PlaceForm) -> Proposal:
    data = place.cleaned_data
    return propose(data["division"], data["kind"], data["signed_on"])


def _form(request: HttpRequest, place: PlaceForm, proposal: Proposal) -> BookForm:
    lead = get_object_or_404(Organisation, pk=acting_of(request).organisation_id)
    data = request.POST if request.method == "POST" else None
    return BookForm(data, proposal=proposal, place=place.cleaned_data, lead=lead)


def _enter(form: BookForm, acting: Acting) -> Policy:
    book, key = read_book(form.book()), str(form.cleaned_data["key"])
    return in_one_transaction(lambda: open_book(book, acting=acting, key=key).policy)


def _refused(
    request: HttpRequest, place: PlaceForm, proposal: Proposal, form: BookForm, cause: PlatformError
) -> HttpResponse:
    """Show every reason beside its field or above the form; nothing was kept."""
    if isinstance(cause, BadInput):
        form.refuse({field_of(name): text for name, text in cause.fields.items()}, cause.message)
        return _page(request, place, proposal, form, status=422)
    reasons = reasons_of(cause) if isinstance(cause, Refused) else (Reason(cause.message),)
    return _page(request, place, proposal, form, reasons=reasons, status=409)


def _page(
    request: HttpRequest,
    place: PlaceForm,
    proposal: Proposal | None = None,
    form: BookForm | None = None,
    *,
    reasons: tuple[Reason, ...] = (),
    status: int = 200,
) -> HttpResponse:
    context: dict[str, Any] = {
        "place": place,
        "proposal": proposal,
        "applies": proposal is not None and proposal.answer == "bound",
        "form": form,
        "problems": form.problems() if form is not None and form.is_bound else (),
        "problems_title": form.problems_title() if form is not None and form.is_bound else "",
        "reasons": reasons,
        "refused_title": _("这份保单现在不能录入"),
        "advice": _("没有保存任何内容。请按上面的原因修改，或取消。"),
    }
    return render(request, "policies/new_policy.html", context, status=status)
