"""The administrator's pages: people and log, one of them, inviting. To everybody else they do not exist."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from idi_platform.accounts import organising, substitutes
from idi_platform.accounts.acting import Acting
from idi_platform.accounts.actions import appoint
from idi_platform.accounts.capacities import today
from idi_platform.accounts.models import Membership, Organisation, Person
from idi_platform.accounts.models.organisation import ROLES_OF_KIND
from idi_platform.accounts.requests import DoorRequest
from idi_platform.kernel import clock
from idi_platform.portal.forms import StepForm, shown_in
from idi_platform.portal.keyset import page_of

from . import asking, pages, queries, work
from .forms import AmountForm, DeactivateForm, EndForm, GiveForm, InviteForm, StandInForm

_SHOWN_INVITATIONS = 50
_SHOWN_ACTS = 20
_DIGITS = 12


@require_http_methods(["GET", "POST"])
def people(request: DoorRequest) -> HttpResponse:
    """List the members with their roles and the open invitations, or the log; take an invitation back."""
    acting, now = request.acting, clock.now()
    organisation = queries.organisation_of(acting)
    if request.method == "POST":
        organising.withdraw(acting=acting, pk=_number(request.POST.get("withdraw", "")))
        messages.success(request, _("邀请已经收回，链接不再能用。"))
        return redirect(pages.address(acting, "people"))
    show, invitations = request.GET.get("show", ""), queries.open_invitations(organisation)[:_SHOWN_INVITATIONS]
    if show == "log":
        rows = page_of(queries.acts(organisation), by=("pk",), query=request.GET, descending=True)
        table = pages.log_table(rows.items, now)
    else:
        ended = show == "ended"
        rows = page_of(queries.roles_held(organisation, ended=ended), by=("pk",), query=request.GET)
        table = pages.people_table(rows.items, pages.amounts_of(rows.items), acting, ended=ended)
    context = {
        "organisation": organisation.name,
        "table": table,
        "page": rows,
        "invitations": pages.invitation_rows(invitations, now),
        "others": pages.other_lists(acting, show),
        **_addresses(acting),
    }
    return render(request, "organisation/people.html", context)


def _number(text: str) -> int:
    """Return a number of the form; what is none is the number of nothing."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < _DIGITS else 0


@require_http_methods(["GET", "POST"])
def invite(request: DoorRequest) -> HttpResponse:
    """Invite somebody by telephone or e-mail."""
    acting = request.acting
    organisation = queries.organisation_of(acting)
    division = next(iter(sorted(acting.jurisdictions)), "")
    form = InviteForm(request.POST or None, roles=ROLES_OF_KIND[organisation.kind], initial={"division": division})
    if request.method == "POST" and form.is_valid():
        with shown_in(form):
            asking.ask(acting, form)
            messages.success(request, _("邀请已经发出，72 小时内有效。"))
            return redirect(pages.address(acting, "people"))
    context = {"form": form, **_addresses(acting)}
    return render(request, "organisation/invite.html", context, status=form.status())


@require_http_methods(["GET", "POST"])
def person(request: DoorRequest, pk: int) -> HttpResponse:
    """Show one member with his roles, and do with them what an administrator may."""
    acting = request.acting
    organisation = queries.organisation_of(acting)
    who = queries.person_of(organisation, pk)
    held = list(queries.roles_held(organisation, ended=False).filter(person=who).order_by("since", "pk"))
    forms = _forms(request, organisation, who, held)
    chosen = forms.get(request.POST.get("act", ""))
    if chosen is not None and chosen.is_valid():
        with shown_in(chosen):
            _ACTS[request.POST["act"]](acting, organisation, who, held, chosen.cleaned_data)
            messages.success(request, _("已保存。"))
            return redirect(pages.address(acting, "person", pk))
    context = {
        "who": who,
        "is_self": who.pk == acting.person_id,
        "table": pages.roles_table(held, pages.amounts_of(held), acting),
        "held": bool(held),
        "work": work.work_of(acting, who.pk),
        "log": pages.log_table(queries.acts(organisation, who).order_by("-pk")[:_SHOWN_ACTS], clock.now()),
        "forms": forms,
        **_addresses(acting),
    }
    return render(request, "organisation/person.html", context, status=max(form.status() for form in forms.values()))


def _addresses(acting: Acting) -> dict[str, str]:
    return {f"{name}_href": pages.address(acting, name) for name in ("people", "invite")}


def _forms(
    request: DoorRequest, organisation: Organisation, who: Person, held: list[Membership]
) -> dict[str, StepForm]:
    act, words, day = request.POST.get("act", ""), pages.held_words(held), today()
    division = next(iter(sorted(request.acting.jurisdictions)), "")

    def sent(name: str) -> Any:
        return request.POST if act == name else None

    return {
        "give": GiveForm(
            sent("give"),
            roles=ROLES_OF_KIND[organisation.kind],
            initial={"since": day, "division": division},
            auto_id="give_%s",
        ),
        "end": EndForm(sent("end"), held=words, initial={"until": day}, auto_id="end_%s"),
        "amount": AmountForm(sent("amount"), held=words, auto_id="amount_%s"),
        "stand_in": StandInForm(
            sent("stand_in"),
            held=words,
            colleagues=queries.colleagues(organisation, who),
            initial={"since": day},
            auto_id="stand_in_%s",
        ),
        "deactivate": DeactivateForm(sent("deactivate"), auto_id="deactivate_%s"),
    }


_Held = list[Membership]
_Given = dict[str, Any]


def _chosen(held: _Held, given: _Given) -> Membership:
    return next(row for row in held if row.pk == given["membership"])


def _give(acting: Acting, organisation: Organisation, who: Person, _held: _Held, given: _Given) -> None:
    appoint(
        acting=acting,
        person=who,
        organisation=organisation,
        role=given["role"],
        since=given["since"],
        division_code=given.get("division") or None,
        is_administrator=given["is_administrator"],
    )


def _end(acting: Acting, _organisation: Organisation, _who: Person, held: _Held, given: _Given) -> None:
    organising.end_role(acting=acting, membership=_chosen(held, given), until=given["until"])


def _amount(acting: Acting, _organisation: Organisation, _who: Person, held: _Held, given: _Given) -> None:
    organising.set_amount(acting=acting, membership=_chosen(held, given), amount=given["amount"])


def _stand_in(acting: Acting, _organisation: Organisation, _who: Person, held: _Held, given: _Given) -> None:
    substitutes.stand_in(
        acting=acting,
        membership=_chosen(held, given),
        person=Person.objects.get(pk=given["person"]),
        since=given["since"],
        until=given["until"],
    )


def _deactivate(acting: Acting, _organisation: Organisation, who: Person, _held: _Held, _given: _Given) -> None:
    organising.deactivate(acting=acting, person=who)


_ACTS: dict[str, Callable[[Acting, Organisation, Person, _Held, _Given], None]] = {
    "give": _give,
    "end": _end,
    "amount": _amount,
    "stand_in": _stand_in,
    "deactivate": _deactivate,
}
