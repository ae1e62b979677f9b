"""The door that is open to anyone, and the one that links to evidence lead to."""

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from . import verifying
from .codes import read_code
from .links import read_link
from .ranges import part_of
from .responses import evidence_response


@require_safe
def verify(request: HttpRequest, code: str = "") -> HttpResponse:
    """Say whether a paper is genuine, by the code on it."""
    typed = code or request.GET.get("code", "")
    if not typed:
        return render(request, "documents/verify.html", {"asked": False})
    if not verifying.may_ask(request):
        return render(request, "documents/verify.html", {"asked": False, "too_often": True}, status=429)
    plain = read_code(typed)
    if plain is not None and plain != code:
        return redirect("documents:verify_code", plain)
    found = verifying.verify(typed)
    status = 200 if found is not None else 404
    return render(request, "documents/verify.html", {"asked": True, "found": found, "typed": typed[:40]}, status=status)


@require_safe
def evidence(request: HttpRequest, door: str, token: str) -> HttpResponseBase:
    """Open a signed link to evidence, in the capacity that holds at the door it was drawn behind."""
    attachment, variant = read_link(door, token, getattr(request, "acting", None))
    return part_of(evidence_response(attachment, variant), request.headers.get("Range", ""))
