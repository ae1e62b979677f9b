"""The log-in's forms."""

import time
from typing import Any

from allauth.account.forms import LoginForm
from allauth.core import context
from allauth.mfa.base.forms import AuthenticateForm
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.totp.internal import auth as totp
from django import forms
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from idi_platform.kernel.errors import BadInput
from idi_platform.kernel.identifiers import clean_mobile, plain

from .codes import CODE_DIGITS


def _number_input(autocomplete: str, length: int) -> forms.TextInput:
    return forms.TextInput(
        attrs={
            "class": "form-control input-big",
            "inputmode": "numeric",
            "autocomplete": autocomplete,
            "maxlength": length,
        }
    )


class PhoneForm(forms.Form):
    """A number that a code can be sent to; cleaned to E.164."""

    phone = forms.CharField(label=_("手机号"), max_length=24, widget=_number_input("tel", 24))

    def clean_phone(self) -> str:
        """Check the shape of the number."""
        try:
            return clean_mobile(self.cleaned_data["phone"])
        except BadInput as problem:
            raise forms.ValidationError(problem.message, code=problem.code) from problem


class CodeForm(forms.Form):
    """The code that came by message; the view compares it."""

    code = forms.CharField(label=_("短信验证码"), max_length=12, widget=_number_input("one-time-code", CODE_DIGITS))

    def clean_code(self) -> str:
        """Drop blanks and full-width digits."""
        return plain(self.cleaned_data["code"])


class StaffLoginForm(LoginForm):
    """User name or e-mail, and password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Give the library's fields our labels."""
        super().__init__(*args, **kwargs)
        self.fields["login"].label = _("用户名或邮箱")
        self.fields["login"].widget.attrs = {
            "class": "form-control input-big",
            "autocomplete": "username",
            "autocapitalize": "none",
            "spellcheck": "false",
            "maxlength": 254,
        }
        self.fields["login"].max_length = 254
        self.fields["password"].label = _("密码")
        self.fields["password"].help_text = ""
        self.fields["password"].max_length = 128
        self.fields["password"].widget.attrs = {
            "class": "form-control input-big",
            "autocomplete": "current-password",
            "maxlength": 128,
        }


class SecondFactorForm(AuthenticateForm):
    """The code of the authenticator app, or a recovery code. Each is good once, also across processes."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Give the library's field our label."""
        super().__init__(*args, **kwargs)
        self.fields["code"].label = _("动态码")
        self.fields["code"].max_length = 16
        self.fields["code"].widget = _number_input("one-time-code", 16)

    def clean_code(self) -> str:
        """Check the code, and that this step of time or a later one was not used before."""
        code: str = super().clean_code()
        if self.authenticator.type == Authenticator.Type.TOTP and not _first_use(self.authenticator, code):
            raise forms.ValidationError(_("动态码不对，或已用过。请等下一个再试。"), code="incorrect_code")
        return code


class SecondFactorSetupForm(ActivateTOTPForm):
    """The first code of a new authenticator app."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Give the library's field our label; a page drawn again keeps the secret that was scanned before."""
        kept = totp.get_totp_secret()
        super().__init__(*args, **kwargs)
        self.secret = context.request.session[totp.SECRET_SESSION_KEY] = kept
        self.fields["code"].label = _("应用里显示的 6 位动态码")
        self.fields["code"].max_length = 16
        self.fields["code"].widget = _number_input("one-time-code", 16)


def _first_use(authenticator: Authenticator, code: str) -> bool:
    """Remember the step of time that the code belongs to, under a lock of the authenticator's row."""
    with transaction.atomic():
        row = Authenticator.objects.select_for_update(no_key=True).get(pk=authenticator.pk)
        secret = totp.decrypt(row.data["secret"])
        step = step_of(secret, plain(code))
        if step is None or step <= row.data.get("last_step", -1):
            return False
        row.data["last_step"] = step
        row.save(update_fields=["data"])
        authenticator.data = row.data
        return True


def step_of(secret: str, code: str) -> int | None:
    """Return the newest allowed step of machine time whose code this is, or None."""
    steps = sorted(totp.yield_hotp_counters_from_time(), reverse=True)
    return next((int(step) for step in steps if totp.format_hotp_value(totp.hotp_value(secret, step)) == code), None)


def current_code(secret: str) -> str:
    """Return what the authenticator app shows now (machine time)."""
    return str(totp.format_hotp_value(totp.hotp_value(secret, int(time.time()) // 30)))
