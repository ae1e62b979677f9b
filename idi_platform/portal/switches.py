"""The two switches on every page: large print and language. Both are posted, both lead back to where the reader was."""

from typing import Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import translation
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

VIEW_COOKIE: Final = "idi_view"
ELDER: Final = "elder"
PLAIN: Final = "plain"
_A_YEAR: Final = 365 * 24 * 60 * 60


def safe_next(request: HttpRequest, default: str = "/") -> str:
    """Return the address that a form asks to go to next, or the default unless it lies on this very site.

    Only a path is taken: an address that names a host, even our own, or a scheme is left aside.
    """
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    local = wanted.startswith("/") and not wanted.startswith(("//", "/\\"))
    allowed = url_has_allowed_host_and_scheme(wanted, allowed_hosts=None, require_https=request.is_secure())
    return wanted if local and allowed else default


@require_POST
def view(request: HttpRequest) -> HttpResponse:
    """Turn large print on or off for this browser; `view` is `elder` or anything else."""
    response = HttpResponseRedirect(safe_next(request))
    _remember(response, VIEW_COOKIE, ELDER if request.POST.get("view") == ELDER else PLAIN)
    return response


@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Choose one of the platform's languages for this browser; an unknown one changes nothing."""
    response = HttpResponseRedirect(safe_next(request))
    wanted = request.POST.get("language", "")
    if wanted in dict(settings.LANGUAGES) and translation.check_for_language(wanted):
        _remember(response, settings.LANGUAGE_COOKIE_NAME, wanted)
    return response


def _remember(response: HttpResponse, name: str, value: str) -> None:
    response.set_cookie(
        name, value, max_age=_A_YEAR, samesite="Lax", httponly=True, secure=settings.SESSION_COOKIE_SECURE
    )
