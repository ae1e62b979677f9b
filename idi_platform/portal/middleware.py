"""What every answer carries, and how the platform's own errors become pages."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from idi_platform.kernel.errors import PlatformError
from idi_platform.kernel.once import operation

from . import errors

GetResponse = Callable[[HttpRequest], HttpResponse]


class SecurityHeaders:
    """Adds the headers Django does not know, and widens the policy of the reference data alone."""

    def __init__(self, get_response: GetResponse) -> None:
        """Keep the next in line."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer with a Permissions-Policy; private pages are never stored by anybody between."""
        response = self.get_response(request)
        response.headers.setdefault("Permissions-Policy", settings.PERMISSIONS_POLICY)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        if getattr(request, "acting", None) is not None:
            response.headers.setdefault("Cache-Control", "private, no-store")
        if request.path.startswith(settings.REFERENCE_DATA_PREFIX):
            response._csp_replace = settings.CSP_OF_REFERENCE_DATA  # type: ignore[attr-defined]  # noqa: SLF001  django-csp's own door
        return response


class OneOperation:
    """Lets a page ask the database once for what several of its parts show."""

    def __init__(self, get_response: GetResponse) -> None:
        """Keep the next in line."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer within one operation."""
        with operation():
            return self.get_response(request)


class PlainAddresses:
    """Answers 404 to an address with a NUL in it, in the path or the query: no row holds one, PostgreSQL takes none."""

    def __init__(self, get_response: GetResponse) -> None:
        """Keep the next in line."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Look at the address only; forms look at their own fields."""
        if "\x00" in request.path_info or "%00" in request.META.get("QUERY_STRING", ""):
            return errors.page_not_found(request)
        return self.get_response(request)


class ErrorPages:
    """Turns the kernel's errors into pages, or into problem details for machines."""

    def __init__(self, get_response: GetResponse) -> None:
        """Keep the next in line."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass on; the work is done in `process_exception`."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Answer an error of the platform; leave any other to Django."""
        if isinstance(exception, PlatformError):
            return errors.answer(request, exception)
        return None
