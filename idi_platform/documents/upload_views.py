"""Files that come in parts, at every door: begin, ask how far it is, add a part, give it up.

After the core of the tus protocol, in its simplest form: a POST begins, a GET or HEAD says `Upload-Offset`, a PATCH
with that offset adds a part; a part that begins elsewhere is answered 409 with the right offset.
"""

from http import HTTPStatus
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpResponse, JsonResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from idi_platform.accounts.requests import DoorRequest
from idi_platform.kernel.errors import BadInput

from . import sending
from .links import thumbnail_link
from .models import AttachmentState, Upload

_PART = "application/offset+octet-stream"


@never_cache
@require_POST
def begin(request: DoorRequest) -> HttpResponse:
    """Announce a file; answers where its parts go, and how much of it is there already."""
    sent = request.POST
    announced = sending.Announced(
        mark=sent.get("mark", ""),
        name=sent.get("name", ""),
        size=_number(sent.get("size", "")),
        kinds=sent.get("kinds", "").split(),
    )
    upload = sending.begin(announced, acting=request.acting, draft=_draft(sent.get("draft", "")))
    answer = _standing(sending.find(upload.pk, request.acting), request)
    answer["Location"] = reverse(f"uploads_{request.acting.door}:one", args=[upload.pk])
    return answer


@never_cache
@require_http_methods(["GET", "HEAD", "PATCH", "DELETE"])
def one(request: DoorRequest, pk: int) -> HttpResponse:
    """Say how far a file is, add a part to it, or give it up."""
    if request.method == "DELETE":
        sending.discard(sending.find(pk, request.acting))
        return HttpResponse(status=HTTPStatus.NO_CONTENT)
    if request.method != "PATCH":
        return _standing(sending.find(pk, request.acting), request)
    if request.content_type != _PART:
        return HttpResponse(status=HTTPStatus.UNSUPPORTED_MEDIA_TYPE)
    if _number(request.headers.get("Content-Length", "")) > settings.UPLOAD_PART_BYTES:
        return HttpResponse(status=HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
    offset = _number(request.headers.get("Upload-Offset", ""))
    upload, is_due = sending.append(pk, offset, request.body, acting=request.acting)
    return _standing(upload, request, status=HTTPStatus.OK if is_due else HTTPStatus.CONFLICT)


@never_cache
@require_http_methods(["GET", "HEAD", "DELETE"])
def taken(request: DoorRequest, pk: int) -> HttpResponse:
    """Say what a worker has made of a file that has arrived: its small picture, or a problem; or take the file back."""
    if request.method == "DELETE":
        sending.take_back(pk, acting=request.acting)
        return HttpResponse(status=HTTPStatus.NO_CONTENT)
    found = sending.arrived(pk, acting=request.acting)
    thumb = thumbnail_link(found, request.acting)
    return JsonResponse({"done": found.state != AttachmentState.STORED, "thumb": thumb, "problem": found.note})


def _standing(upload: Upload, request: DoorRequest, *, status: int = HTTPStatus.OK) -> HttpResponse:
    """Answer how far a file is; a whole one is taken in, or shown again to who was not told of it the first time."""
    is_whole = upload.attachment_id is not None or upload.held == upload.size
    body: dict[str, Any] = {"offset": upload.held, "size": upload.size}
    if is_whole and request.method in {"POST", "PATCH"}:
        status, body["offset"] = HTTPStatus.OK, upload.size
        body["stored"] = _stored(sending.finish(upload, acting=request.acting), request)
    answer = JsonResponse(body, status=status)
    answer["Upload-Offset"] = str(body["offset"])
    answer["Upload-Length"] = str(upload.size)
    return answer


def _stored(arrived: sending.Arrived, request: DoorRequest) -> dict[str, Any]:
    attachment = arrived.attachment
    words = _("已传好")
    if arrived.is_again:
        words = _("这一个刚才已经传过，不用再传")
    elif attachment.duplicate_of is not None and attachment.duplicate_of.uploader_key == request.acting.owner_key:
        words = _("已传好；和您以前传过的一样")
    return {
        "pk": attachment.pk,
        "kind": attachment.kind,
        "words": words,
        "again": arrived.is_again,
        "href": reverse(f"uploads_{request.acting.door}:taken", args=[attachment.pk]),
    }


def _number(text: str) -> int:
    if not text.isascii() or not text.isdigit() or len(text) > 15:
        raise BadInput("upload.number", _("上传的位置不对，请回到上一页重新上传。"))
    return int(text)


def _draft(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise BadInput("upload.place", _("上传的位置不对，请回到上一页重新上传。")) from None
