"""The insurer's papers."""

from django.http import FileResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from idi_platform.accounts.doors import door
from idi_platform.accounts.requests import DoorRequest
from idi_platform.documents.models import Paper
from idi_platform.documents.responses import paper_response


@require_safe
@door("console")
def paper(request: DoorRequest, pk: int) -> FileResponse:
    """Open a paper."""
    return paper_response(get_object_or_404(Paper.objects.visible_to(request.acting), pk=pk))
