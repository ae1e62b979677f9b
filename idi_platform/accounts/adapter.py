"""Our part of the log-in library: where things are stored, which stages there are, what is said."""

import base64
import hashlib
from collections.abc import Mapping
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.encoding import force_bytes
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _

from .models import Person
from .sessions import forget

_WRONG_LOGIN = _("用户名、邮箱或密码不对。请核对后再试。")


def is_own_path(url: str) -> bool:
    """Return whether the address is a path of this site: the only kind that a log-in leads back to."""
    return url.startswith("/") and url_has_allowed_host_and_scheme(url, allowed_hosts=None)


def attempted_login(request: HttpRequest | None, credentials: Mapping[str, Any] | None) -> str:
    """Return the log-in name under which failed attempts are counted, in lower case."""
    given = credentials or {}
    name = given.get("username") or given.get("email") or (request.POST.get("login") if request else "")
    return str(name or "").strip().lower()[:255]


class AccountAdapter(DefaultAccountAdapter):
    """Telephones are a column of Person; a log-in leads to a path of this site; no messages of the library's own."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "account_inactive": _WRONG_LOGIN,
        "incorrect_code": _("验证码不对。请核对后再试。"),
        "invalid_login": _WRONG_LOGIN,
        "email_password_mismatch": _WRONG_LOGIN,
        "username_password_mismatch": _WRONG_LOGIN,
        "too_many_login_attempts": _("试的次数太多。请过半小时再试。"),
        "rate_limited": _("太频繁了。请稍后再试。"),
    }

    def is_safe_url(self, url: str) -> bool:
        """Allow paths of this site only."""
        return is_own_path(url)

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Nobody signs up: owners come by code, staff are invited."""
        return False

    def get_login_stages(self) -> list[str]:
        """Return our stages: the code, then the second factor."""
        return ["allauth.account.stages.LoginByCodeStage", "idi_platform.accounts.stages.SecondFactorStage"]

    def add_message(self, request: HttpRequest, level: int, *args: Any, **kwargs: Any) -> None:
        """Say nothing: our pages say what happened."""

    def post_login(self, request: HttpRequest, user: Person, **kwargs: Any) -> HttpResponse:
        """Start the session without capacities: each log-in chooses anew."""
        forget(request)
        answer: HttpResponse = super().post_login(request, user, **kwargs)
        return answer

    def respond_user_inactive(self, request: HttpRequest, user: Person) -> HttpResponse:
        """Say nothing about the account: back to the beginning."""
        return HttpResponseRedirect(reverse("account_login"))

    def get_phone(self, user: Person) -> tuple[str, bool] | None:
        """Return number and whether it was proved."""
        return (user.phone, user.phone_verified) if user.phone else None

    def get_user_by_phone(self, phone: str) -> Person | None:
        """Return the person who has proved the number."""
        return Person.objects.filter(phone=phone, phone_verified=True).first()


class SecondFactorAdapter(DefaultMFAAdapter):
    """Seeds of second factors are encrypted at rest with a key made from the installation's secret."""

    error_messages = DefaultMFAAdapter.error_messages | {"incorrect_code": _("动态码不对，或已用过。请等下一个再试。")}

    def encrypt(self, text: str) -> str:
        """Encrypt with the present key."""
        return _cipher().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Decrypt with the present key or an earlier one (SECRET_KEY_FALLBACKS)."""
        return _cipher().decrypt(encrypted_text.encode()).decode()


def _cipher() -> MultiFernet:
    secrets = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    digests = [hashlib.sha256(b"idi.accounts.second-factor:" + force_bytes(secret)).digest() for secret in secrets]
    return MultiFernet([Fernet(base64.urlsafe_b64encode(digest)) for digest in digests])
