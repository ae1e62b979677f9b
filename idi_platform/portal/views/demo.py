"""Pages of the demonstration: they do not exist anywhere else."""

from collections.abc import Callable
from functools import wraps

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from idi_platform.kernel import clock
from idi_platform.portal import samples

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
