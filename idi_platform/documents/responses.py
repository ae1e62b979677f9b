"""Answers that carry a stored file: private, never guessed at by the browser, never kept by a proxy."""

import io
from collections.abc import Mapping
from typing import Any

from django.core.files.storage import default_storage
from django.http import FileResponse
from django.utils.translation import gettext as _

from idi_platform.kernel.errors import NotVisible

from .links import Variant
from .models import Attachment, AttachmentState, Paper
from .previews import draw_preview


def paper_response(paper: Paper) -> FileResponse:
    """Answer with a paper's PDF; the caller has fetched it through `visible_to`.

    Raises:
        NotVisible: the paper has not been drawn yet.
    """
    if not paper.file:
        raise NotVisible("paper.not_drawn", _("这份文书正在生成，请过一会儿再打开。"))
    name = f"{paper.title}-{(paper.number or '').replace('/', '-')}.pdf"
    return _private(FileResponse(default_storage.open(str(paper.file)), filename=name, content_type="application/pdf"))


def draft_response(preview: Mapping[str, Any]) -> FileResponse:
    """Answer with the drawn draft of a paper that is not owed yet; the caller has fetched its proposal."""
    name = f"{preview['title']}-{_('草稿')}.pdf"
    return _private(FileResponse(io.BytesIO(draw_preview(preview).pdf), filename=name, content_type="application/pdf"))


def evidence_response(attachment: Attachment, variant: Variant) -> FileResponse:
    """Answer with a view, a thumbnail or the original; pictures and papers as they came are only ever saved as files.

    Raises:
        NotVisible: there is no such view, or not yet.
    """
    is_video = attachment.media_type.startswith("video/")
    if variant != "original":
        file = attachment.view if variant == "view" else attachment.thumbnail
        if not file or attachment.state != AttachmentState.READY:
            raise NotVisible("evidence.no_view", _("这份材料还没有可以查看的版本。"))
        kind = attachment.media_type if is_video else "image/jpeg"
        return _private(FileResponse(default_storage.open(str(file)), content_type=kind))
    file = attachment.original
    kind = attachment.media_type if is_video else "application/octet-stream"
    name = f"{attachment.label or 'evidence'}.{str(file).rpartition('.')[2]}"
    answer = FileResponse(default_storage.open(str(file)), as_attachment=not is_video, filename=name, content_type=kind)
    return _private(answer)


def _private(answer: FileResponse) -> FileResponse:
    answer["Cache-Control"] = "private, no-store"
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'"
    return answer
