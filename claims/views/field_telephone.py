"""What a surveyor's telephone asks for itself: its worker, a page for no network, and how things stand."""

import json
from typing import Final

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.utils.crypto import salted_hmac
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from claims.field.visits import day_visits
from idi_platform.accounts.acting import Acting
from idi_platform.accounts.doors import door
from idi_platform.accounts.requests import DoorRequest
from idi_platform.kernel import clock
from idi_platform.kernel.clock import end_of, local_date

_RUN_BY_WORKER: Final = ("idi/parts.js", "idi/field-store.js", "idi/field-send.js", "idi/field-worker.js")
_DRAWN_WITH: Final = (
    "vendor/bootstrap/bootstrap.min.css",
    "idi/tokens.css",
    "idi/components.css",
    "idi/field.css",
    "idi/icons.svg",
    "idi/mark.svg",
    "idi/chevron-down.svg",
    "idi/parts.js",
    "idi/field-store.js",
    "idi/field-send.js",
    "idi/field-page.js",
    "idi/field-photos.js",
    "idi/field-sign.js",
    "idi/field-form.js",
)
"""Everything that a page behind /field/ loads."""


def telephone_name(acting: Acting) -> str:
    """Return by what a telephone tells its people apart: the same for one capacity, and nothing about it."""
    return salted_hmac("claims.field", acting.owner_key).hexdigest()[:20]


@require_safe
def worker(_request: HttpRequest) -> HttpResponse:
    """Answer with the worker's beginning: what it keeps to draw pages with, and the files that it runs."""
    shell = json.dumps([static(name) for name in _DRAWN_WITH])
    parts = ", ".join(json.dumps(static(name)) for name in _RUN_BY_WORKER)
    answer = HttpResponse(f"self.idiShell = {shell};\nimportScripts({parts});\n", content_type="text/javascript")
    answer.headers["Cache-Control"] = "no-cache"
    answer.headers["Service-Worker-Allowed"] = "/field/"
    return answer


@require_safe
def offline(request: HttpRequest) -> HttpResponse:
    """Show that there is no network and no kept page; it holds nothing of anybody."""
    return render(request, "field/offline.html")


@require_safe
@never_cache
@door("field")
def ready(request: DoorRequest) -> HttpResponse:
    """Say who is logged in, with a fresh token, and which pages of today the telephone may keep, and for how long."""
    now = clock.now()
    today = local_date(now)
    numbers = list(dict.fromkeys(one.claim.number for one in day_visits(request.acting, today)))
    routes = ("claims:field_visit", "claims:field_failed")
    pages = [reverse("claims:field_day"), *(reverse(route, args=[number]) for number in numbers for route in routes)]
    return JsonResponse(
        {
            "who": telephone_name(request.acting),
            "token": get_token(request),
            "uploads": reverse("uploads_field:begin"),
            "seconds": int((end_of(today) - now).total_seconds()),
            "pages": pages,
        }
    )
