"""Pages of the demonstration: they do not exist anywhere else."""

import datetime as dt
from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from idi_platform.kernel import clock
from idi_platform.portal import fallen_due, samples, time_travel
from idi_platform.portal.words import full_instant_words

View = Callable[[HttpRequest], HttpResponse]


def only_in_demo(view: View) -> View:
    """Answer 404 unless this is a demonstration."""

    @wraps(view)
    def guarded(request: HttpRequest) -> HttpResponse:
        if not settings.DEMO:
            raise Http404
        return view(request)

    return guarded


@only_in_demo
@require_safe
def components(request: HttpRequest) -> HttpResponse:
    """Show every component in every state; `?frame=desk` shows them as a desk does."""
    frame = "desk" if request.GET.get("frame") == "desk" else "owner"
    form = samples.SampleForm(request.GET if "wrong" in request.GET else None)
    form.is_valid()
    context = {**samples.gallery(clock.now()), "form": form, "layout": f"layouts/{frame}.html"}
    return render(request, "portal/components.html", context)


@only_in_demo
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def time_page(request: HttpRequest) -> HttpResponse:
    """Show legal time and move it forward; afterwards show what fell due on the way."""
    now = clock.now()
    form = time_travel.JumpForm(request.POST or None, now=now)
    if request.method == "POST" and form.is_valid():
        time_travel.go(form.instant())
        return redirect(f"{reverse('portal:demo_time')}?{urlencode({'since': now.isoformat()})}")
    since = _instant(request.GET.get("since", ""))
    context: dict[str, Any] = {"form": form, "now_words": full_instant_words(now)}
    if since is not None:
        context |= _progress(since, now)
    return render(request, "portal/time.html", context, status=422 if form.is_bound else 200)


@only_in_demo
@never_cache
@require_safe
def time_progress(request: HttpRequest) -> HttpResponse:
    """Return what fell due so far, as a fragment that asks again while the workers are at it."""
    since = _instant(request.GET.get("since", ""))
    if since is None:
        raise Http404
    return render(request, "portal/time_progress.html", _progress(since, clock.now()))


def _progress(since: dt.datetime, now: dt.datetime) -> dict[str, Any]:
    due = fallen_due.between(since, now)
    query = urlencode({"since": since.isoformat()})
    return {
        "due": due,
        "since_words": full_instant_words(since),
        "until_words": full_instant_words(now),
        "again": f"{reverse('portal:demo_time_progress')}?{query}",
        "left_out": max(due.total - len(due.rows), 0),
    }


def _instant(text: str) -> dt.datetime | None:
    try:
        instant = dt.datetime.fromisoformat(text)
    except ValueError:
        return None
    return instant if instant.tzinfo else None
