"""The page that an invitation's link opens: a log-in name, a password, then the log-in with its second factor."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from idi_platform.accounts import organising
from idi_platform.accounts.roles import ROLE_TABLE, Role
from idi_platform.kernel.languages import in_words
from idi_platform.portal.forms import shown_in

from .forms import JoinForm


@require_http_methods(["GET", "POST"])
@never_cache
@sensitive_post_parameters("password", "again")
def join(request: HttpRequest, token: str) -> HttpResponse:
    """Show who invites into which role; take name and password once."""
    invitation = organising.invitation_of(token)
    form = JoinForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with shown_in(form):
            organising.join(token=token, username=form.cleaned_data["username"], password=form.cleaned_data["password"])
            messages.success(request, _("账号开好了。请登录，下一步按提示设置动态码。"))
            return redirect("accounts:staff_login")
    context = {
        "form": form,
        "name": invitation.name,
        "organisation": invitation.organisation.name,
        "role": in_words(ROLE_TABLE[Role(invitation.role)]),
    }
    answer = render(request, "organisation/join.html", context, status=form.status())
    answer.headers["Referrer-Policy"] = "no-referrer"
    return answer
