"""A request that is too large is answered before it is read."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _


class UploadLimit:
    """Answers 413 with a sentence when the request announces more bytes than any upload may have.

    Stands before everything that reads the body.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        """Keep the next one."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Refuse by the announced length, else go on."""
        announced = request.META.get("CONTENT_LENGTH") or "0"
        if announced.isdigit() and int(announced) > settings.UPLOAD_MOST_BYTES:
            most = settings.UPLOAD_MOST_BYTES // settings.MEGABYTE
            message = _("一次最多上传 %(most)s MB，请分几次传，或把视频剪短。") % {"most": most}
            answer = render(request, "documents/too_large.html", {"message": message}, status=413)
            answer["Connection"] = "close"
            return answer
        return self.get_response(request)
