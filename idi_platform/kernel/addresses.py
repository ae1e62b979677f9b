"""From which network address a request comes."""

from django.conf import settings
from django.http import HttpRequest


def address_of(request: HttpRequest) -> str:
    """Return the address that reached the outermost of our own proxies; how many those are says `PROXIES`.

    What else stands in the header anybody may have written.
    """
    proxies = int(settings.PROXIES)
    hops = request.headers.get("X-Forwarded-For", "").split(",") if proxies else []
    named = [hop.strip() for hop in hops if hop.strip()]
    return named[-proxies] if proxies and len(named) >= proxies else str(request.META.get("REMOTE_ADDR", ""))
