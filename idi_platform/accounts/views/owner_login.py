"""Owners log in with a telephone and a code."""

from typing import Any, Final

from allauth.account.internal.decorators import login_stage_required
from allauth.account.stages import LoginByCodeStage
from allauth.core import ratelimit
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.generic import View

from idi_platform.accounts.adapter import is_own_path
from idi_platform.accounts.codes import PhoneCode
from idi_platform.accounts.forms import CodeForm, PhoneForm
from idi_platform.accounts.senders import CodeChannel

_CHANNELS: Final[dict[str, CodeChannel]] = {"resend": "sms", "voice": "voice"}
TOO_MANY: Final = 429


def next_path(request: HttpRequest) -> str:
    """Return where to go after the log-in: a path of this site, or nothing."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    return wanted if is_own_path(wanted) else ""


def with_next(url: str, path: str) -> str:
    """Carry the path on."""
    return f"{url}?{urlencode({'next': path})}" if path else url


@method_decorator([never_cache, sensitive_post_parameters("phone")], name="dispatch")
class PhoneView(View):
    """Asks for the telephone. The same answer for every number."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """Draw the empty form; who is logged in already goes on to his capacities."""
        if request.user.is_authenticated and "ended" not in request.GET:
            return redirect("accounts:capacity")
        return self._page(request, PhoneForm())

    def post(self, request: HttpRequest) -> HttpResponse:
        """Send a code."""
        form = PhoneForm(request.POST)
        if not form.is_valid():
            return self._page(request, form, 422)
        phone = form.cleaned_data["phone"]
        address = ratelimit.consume(request, action="request_login_code", key=phone)
        if not address:
            form.add_error("phone", _("这个号码要验证码太频繁了。请过一会儿再试，或打电话找人工帮助。"))
            return self._page(request, form, TOO_MANY)
        PhoneCode.start(request, phone)
        return HttpResponseRedirect(with_next(reverse("account_confirm_login_code"), next_path(request)))

    def _page(self, request: HttpRequest, form: PhoneForm, status: int = 200) -> HttpResponse:
        context = {"form": form, "next": next_path(request), "ended": "ended" in request.GET}
        context["staff_href"] = with_next(reverse("accounts:staff_login"), next_path(request))
        return render(request, "accounts/login.html", context, status=status)


@method_decorator(
    [
        login_stage_required(stage=LoginByCodeStage.key, redirect_urlname="account_login"),
        never_cache,
        sensitive_post_parameters("code"),
    ],
    name="dispatch",
)
class CodeView(View):
    """Waits for the code, sends it again or reads it out by telephone."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Find the pending log-in; ten minutes later there is none."""
        pending = PhoneCode.resume(request._login_stage)  # type: ignore[attr-defined]  # noqa: SLF001  set by the library
        if pending is None:
            return HttpResponseRedirect(with_next(reverse("account_login"), next_path(request)))
        self.pending = pending
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest) -> HttpResponse:
        """Draw the form."""
        return self._page(request, CodeForm())

    def post(self, request: HttpRequest) -> HttpResponse:
        """Send again, or check the code."""
        if request.POST.get("action") in _CHANNELS:
            return self._send_again(request, _CHANNELS[request.POST["action"]])
        form = CodeForm(request.POST)
        if not form.is_valid():
            return self._page(request, form, 422)
        if not ratelimit.consume(request, action="confirm_login_code", key=self.pending.phone):
            form.add_error("code", _("试的次数太多。请过一小时再试，或打电话找人工帮助。"))
            return self._page(request, form, TOO_MANY)
        if self.pending.matches(form.cleaned_data["code"]):
            return self.pending.log_in(next_path(request) or None)
        return self._wrong(request, form)

    def _wrong(self, request: HttpRequest, form: CodeForm) -> HttpResponse:
        if not self.pending.record_invalid_attempt():
            again = PhoneForm()
            context = {"form": again, "next": next_path(request), "spent": True}
            context["staff_href"] = with_next(reverse("accounts:staff_login"), next_path(request))
            return render(request, "accounts/login.html", context, status=TOO_MANY)
        form.add_error("code", _("验证码不对。请核对后再试。"))
        return self._page(request, form, 422)

    def _send_again(self, request: HttpRequest, channel: CodeChannel) -> HttpResponse:
        form, phone = CodeForm(), self.pending.phone
        soon = not ratelimit.consume(request, action="resend_login_code", key=phone)
        if soon:
            return self._page(request, form, TOO_MANY, note=_("一分钟内只能发一次。请稍等再点。"))
        if not self.pending.can_resend or not ratelimit.consume(request, action="request_login_code", key=phone):
            return self._page(request, form, TOO_MANY, note=_("已发了几次还没收到？请打电话找人工帮助。"))
        self.pending.record_resend()
        self.pending.send_again(channel)
        return self._page(request, form, note=_("已经重新发出，以最新的一个为准。"))

    def _page(self, request: HttpRequest, form: CodeForm, status: int = 200, note: str = "") -> HttpResponse:
        phone = self.pending.phone.removeprefix("+86")
        shown = f"{phone[:3]} {phone[3:7]} {phone[7:]}" if phone.isdigit() else phone
        context = {"form": form, "next": next_path(request), "phone": shown, "note": note}
        return render(request, "accounts/code.html", context, status=status)
