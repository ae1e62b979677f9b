"""The second factor's place in the log-in."""

from allauth.account.internal.flows.login import get_authentication_records
from allauth.mfa.stages import AuthenticateStage
from django.http import HttpRequest


class SecondFactorStage(AuthenticateStage):
    """Asks for the second factor after a password.

    Who came by a code to his telephone is an owner in this session and is not asked: capacities of staff stay closed
    to that session anyway.
    """

    def _should_handle(self, request: HttpRequest) -> bool:
        records = get_authentication_records(request, self.login.user)
        came_by_code = bool(records) and records[-1]["method"] == "code"
        return not came_by_code and bool(super()._should_handle(request))
