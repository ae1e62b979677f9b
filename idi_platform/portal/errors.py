"""Error pages: what went wrong, why, what to do now. Machines get the same as application/problem+json."""

from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from idi_platform.kernel.errors import BadInput, KeyReused, NotPermitted, NotVisible, PlatformError, Refused

from . import articles
from .chips import reason_of
from .components import Reason

_STATUS: tuple[tuple[type[PlatformError], HTTPStatus], ...] = (
    (NotVisible, HTTPStatus.NOT_FOUND),
    (NotPermitted, HTTPStatus.FORBIDDEN),
    (Refused, HTTPStatus.CONFLICT),
    (KeyReused, HTTPStatus.UNPROCESSABLE_ENTITY),
    (BadInput, HTTPStatus.UNPROCESSABLE_ENTITY),
)
_PROBLEM = "application/problem+json"


def status_of(error: PlatformError) -> HTTPStatus:
    """Return the status of an error; what has no page of its own is a conflict with things as they are."""
    return next((status for kind, status in _STATUS if isinstance(error, kind)), HTTPStatus.CONFLICT)


def problem(error: PlatformError) -> dict[str, Any]:
    """Return problem details (RFC 9457) with the stable code; what may not be seen says nothing about itself."""
    status = status_of(error)
    hidden = isinstance(error, NotVisible)
    body: dict[str, Any] = {
        "type": "about:blank",
        "title": status.phrase,
        "status": status.value,
        "code": "not_found" if hidden else error.code,
        "detail": _("找不到，或者您没有查看的权限。") if hidden else error.message,
    }
    if isinstance(error, Refused):
        body["refusals"] = [
            {"code": item.code, "message": item.message, "clause": item.clause, "effect": item.effect}
            for item in error.refusals
        ]
    if isinstance(error, BadInput):
        body["fields"] = error.fields
    return body


def answer(request: HttpRequest, error: PlatformError) -> HttpResponse:
    """Answer an error as problem details, as a fragment for htmx, or as a page."""
    status = status_of(error)
    if wants_json(request):
        return JsonResponse(problem(error), status=status, content_type=_PROBLEM)
    if status == HTTPStatus.NOT_FOUND:
        return page_not_found(request)
    if status == HTTPStatus.FORBIDDEN:
        return permission_denied(request, error)
    context = _context(error, status)
    if getattr(request, "htmx", False):
        return HttpResponse(render_to_string("components/refusals.html", context, request), status=status)
    return render(request, f"{status.value}.html", {**context, "back": _back(request)}, status=status)


def _back(request: HttpRequest) -> str:
    """Return the page of this site that the reader came from, or the home page."""
    came_from = request.headers.get("Referer", "")
    own = url_has_allowed_host_and_scheme(came_from, {request.get_host()}, require_https=request.is_secure())
    return came_from if own else "/"


def _context(error: PlatformError, status: HTTPStatus) -> dict[str, Any]:
    if isinstance(error, Refused):
        return {
            "title": _("这一步现在办不了"),
            "reasons": reasons_of(error),
            "advice": _("都满足以后再办一次；填过的内容没有丢，也没有提交。"),
        }
    if isinstance(error, BadInput):
        texts = list(error.fields.values()) or [error.message]
        return {
            "title": _("有的地方填得不对"),
            "reasons": tuple(Reason(text) for text in texts),
            "advice": _("请返回上一页改好，再提交一次。"),
        }
    if isinstance(error, KeyReused):
        return {
            "title": _("这张表单已经提交过了"),
            "reasons": (Reason(_("同一张表单先前提交过另外的内容，为免办错，这一次没有执行。")),),
            "advice": _("请重新打开页面，核对以后再提交。"),
        }
    advice = _("请返回上一页。") if status == HTTPStatus.CONFLICT else ""
    return {"title": _("这一步没有办成"), "reasons": (Reason(error.message),), "advice": advice}


def reasons_of(error: Refused) -> tuple[Reason, ...]:
    """Return every reason of a refusal with its article, for a checklist."""
    return tuple(reason_of(item, articles.article_of) for item in error.refusals)


def wants_json(request: HttpRequest) -> bool:
    """Return whether the caller is a machine: behind /api/, or one that accepts JSON and not HTML."""
    if request.path.startswith("/api/"):
        return True
    preferred = request.get_preferred_type(["text/html", "application/json", _PROBLEM])
    return preferred not in {None, "text/html"}


def _plain(request: HttpRequest, status: HTTPStatus, code: str, detail: str, context: dict[str, Any]) -> HttpResponse:
    if wants_json(request):
        body = {"type": "about:blank", "title": status.phrase, "status": status.value, "code": code, "detail": detail}
        return JsonResponse(body, status=status, content_type=_PROBLEM)
    return render(request, f"{status.value}.html", context, status=status)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer a request that can't be read (handler400); what was wrong with it is nobody's business."""
    del exception
    return _plain(request, HTTPStatus.BAD_REQUEST, "bad_request", _("请求不完整，或者格式不对。"), {})


def permission_denied(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer an act that this capacity may not take (handler403); only our own sentences are shown."""
    own = isinstance(exception, PlatformError)
    code = exception.code if isinstance(exception, PlatformError) else "not_permitted"
    detail = str(exception) if own else _("您现在的身份不能办这件事。")
    return _plain(request, HTTPStatus.FORBIDDEN, code, detail, {"detail": detail})


def page_not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer what does not exist or may not be seen (handler404): the same words for both."""
    del exception
    return _plain(request, HTTPStatus.NOT_FOUND, "not_found", _("找不到，或者您没有查看的权限。"), {})


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer a failure of ours (handler500) without the database, the session or the menu."""
    if wants_json(request):
        return _plain(request, HTTPStatus.INTERNAL_SERVER_ERROR, "server_error", _("系统出了错，已经记下。"), {})
    page = render_to_string("500.html", {"help_phone": settings.HELP_PHONE})
    return HttpResponse(page, status=HTTPStatus.INTERNAL_SERVER_ERROR)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer a form that was open too long or came from elsewhere (CSRF_FAILURE_VIEW)."""
    del reason
    if wants_json(request):
        return _plain(request, HTTPStatus.FORBIDDEN, "csrf", _("表单过期了，请重新打开再提交。"), {})
    return render(request, "403_csrf.html", {}, status=HTTPStatus.FORBIDDEN)
