"""Log-in by a code to a telephone.

The same is done for every number, known or not: a code is made, sent and waited for; nobody is looked up and nobody is
created before the code has come back. So an answer, and the time it takes, tells nothing about who is registered.
"""

import time
from typing import Self

from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.internal.flows.login_by_code import LoginCodeVerificationProcess
from allauth.account.models import Login
from allauth.account.stages import LoginByCodeStage, LoginStageController
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import constant_time_compare, get_random_string, salted_hmac

from .models import Person
from .senders import CodeChannel, send_code

CODE_DIGITS = 6


class PhoneCode(LoginCodeVerificationProcess):
    """One pending log-in by code; lives in the session and holds the code's digest, never the code."""

    @classmethod
    def start(cls, request: HttpRequest, phone: str) -> Self:
        """Send a code to a number in E.164 and wait for it in this session."""
        login = Login(user=None, phone=phone)
        login.state["stages"] = {"current": LoginByCodeStage.key}
        stage = LoginByCodeStage(LoginStageController(request, login), request, login)
        stage.state.update(cls.initial_state(user=None, phone=phone), initiated_by_user=True)
        process = cls(stage)
        process.send_again("sms")
        return process

    @classmethod
    def resume(cls, stage: LoginByCodeStage) -> Self | None:
        """Return the pending log-in, or None when its ten minutes are over."""
        process = cls(stage)
        if "phone" not in process.state:
            return None
        process.abort_if_invalid()
        return process if process.is_valid() else None

    @property
    def phone(self) -> str:
        """The number in E.164."""
        return str(self.state["phone"])

    def send_again(self, channel: CodeChannel) -> None:
        """Send a new code; the earlier one is void, wrong attempts stay counted."""
        code = get_random_string(CODE_DIGITS, "0123456789")
        self.state["digest"] = self._digest(code)
        self.state["at"] = self.stage.login.initiated_at = time.time()
        send_code(phone=self.phone, code=code, channel=channel)
        self.persist()

    def matches(self, code: str) -> bool:
        """Return whether this is the code."""
        return constant_time_compare(self._digest(code), str(self.state.get("digest", "")))

    def log_in(self, next_path: str | None) -> HttpResponse:
        """Log in the holder of the number, who is created if he is new."""
        person = Person.objects.with_phone(self.phone)
        record_authentication(self.request, person, method="code")
        answer: HttpResponse = perform_login(self.request, Login(user=person, redirect_url=next_path))
        return answer

    def _digest(self, code: str) -> str:
        return salted_hmac("idi.accounts.code", f"{self.phone}:{code}", algorithm="sha256").hexdigest()
