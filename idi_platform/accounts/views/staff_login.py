"""Members of organisations log in with password and second factor."""

from allauth.account.internal.decorators import login_stage_required
from allauth.core import ratelimit
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.base.views import AuthenticateView
from allauth.mfa.stages import AuthenticateStage
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.generic import View

from idi_platform.accounts.factors import has_second_factor
from idi_platform.accounts.forms import SecondFactorForm, StaffLoginForm

from .owner_login import TOO_MANY, next_path


@method_decorator([never_cache, sensitive_post_parameters("password")], name="dispatch")
class StaffLoginView(View):
    """Asks for user name or e-mail, and password. The same answer for whatever is wrong."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """Draw the empty form, also for somebody who came by code and now wants his organisation."""
        if has_second_factor(request):
            return redirect("accounts:capacity")
        return self._page(request, StaffLoginForm(request=request))

    def post(self, request: HttpRequest) -> HttpResponse:
        """Check the password; the second factor follows."""
        form = StaffLoginForm(request.POST, request=request)
        if not ratelimit.consume(request, action="login"):
            return self._page(request, StaffLoginForm(request=request), TOO_MANY)
        if not form.is_valid():
            return self._page(request, form, 422)
        if request.user.is_authenticated:
            logout(request)
        try:
            answer: HttpResponse = form.login(request, redirect_url=next_path(request) or None)
        except ImmediateHttpResponse as interruption:
            answer = interruption.response
        return answer

    def _page(self, request: HttpRequest, form: StaffLoginForm, status: int = 200) -> HttpResponse:
        context = {"form": form, "next": next_path(request), "too_many": status == TOO_MANY}
        return render(request, "accounts/staff_login.html", context, status=status)


@method_decorator(
    login_stage_required(stage=AuthenticateStage.key, redirect_urlname="accounts:staff_login"), name="dispatch"
)
class SecondFactorView(AuthenticateView):
    """Asks for the code of the authenticator app, or a recovery code."""

    template_name = "accounts/second_factor.html"

    def form_invalid(self, form: SecondFactorForm) -> HttpResponse:
        """Draw the form again."""
        answer: HttpResponse = super().form_invalid(form)
        answer.status_code = 422
        return answer
