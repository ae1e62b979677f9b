"""Setting up the second factor: compulsory before a member of an organisation reaches any door."""

import io
from collections.abc import Callable
from functools import wraps

import segno
from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.adapter import get_adapter
from allauth.mfa.recovery_codes.internal.flows import view_recovery_codes
from allauth.mfa.totp.internal.auth import get_totp_secret
from allauth.mfa.totp.internal.flows import activate_totp
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods

from idi_platform.accounts.factors import factors, has_second_factor, is_enrolled
from idi_platform.accounts.forms import SecondFactorSetupForm, step_of
from idi_platform.accounts.models import Person

from .owner_login import next_path, with_next

View = Callable[[HttpRequest], HttpResponse]


def _after_password(view: View) -> View:
    """Let in who gave his password in this session and has no second factor yet; a code by SMS does not suffice."""

    @wraps(view)
    def guarded(request: HttpRequest) -> HttpResponse:
        if not isinstance(request.user, Person) or "password" not in factors(request):
            return redirect(with_next(reverse("accounts:staff_login"), next_path(request)))
        if is_enrolled(request.user):
            return redirect("accounts:capacity")
        return view(request)

    return guarded


@require_http_methods(["GET", "POST"])
@never_cache
@sensitive_post_parameters("code")
@_after_password
def set_up(request: HttpRequest) -> HttpResponse:
    """Show the secret, and take the first code as the proof that it arrived."""
    form = SecondFactorSetupForm(request.POST or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        with transaction.atomic():
            authenticator, _codes = activate_totp(request, form)
            authenticator.data["last_step"] = step_of(form.secret, form.cleaned_data["code"])
            authenticator.save(update_fields=["data"])
        record_authentication(request, request.user, method="mfa", type=authenticator.type, id=authenticator.pk)
        return HttpResponseRedirect(with_next(reverse("accounts:recovery_codes"), next_path(request)))
    groups = [form.secret[start : start + 4] for start in range(0, len(form.secret), 4)]
    context = {"form": form, "next": next_path(request), "secret": " ".join(groups)}
    return render(request, "accounts/second_factor_setup.html", context, status=422 if form.is_bound else 200)


@require_GET
@never_cache
@_after_password
def qr_code(request: HttpRequest) -> HttpResponse:
    """Draw the secret of this session as a picture for the authenticator app."""
    url = get_adapter().build_totp_url(request.user, get_totp_secret())
    out = io.BytesIO()
    segno.make(url, error="m").save(out, kind="svg", scale=6, border=2, light="#fff", xmldecl=False)
    return HttpResponse(out.getvalue(), content_type="image/svg+xml")


@require_GET
@never_cache
def recovery_codes(request: HttpRequest) -> HttpResponse:
    """Show the recovery codes, once."""
    if not has_second_factor(request):
        raise Http404
    codes, may_see = view_recovery_codes(request)
    if codes is None:
        raise Http404
    onward = with_next(reverse("accounts:capacity"), next_path(request))
    context = {"codes": codes.get_unused_codes() if may_see else [], "onward": onward}
    return render(request, "accounts/recovery_codes.html", context)
