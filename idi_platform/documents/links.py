"""Links to evidence: signed, for one capacity, and good for minutes (machine time)."""

from typing import Final, Literal

from django.conf import settings
from django.core import signing
from django.urls import reverse

from idi_platform.accounts.acting import Acting
from idi_platform.kernel.errors import NotVisible

from .models import Attachment, AttachmentState

Variant = Literal["view", "thumbnail", "original"]
_SALT: Final = "documents.evidence"
_VARIANTS: Final = frozenset({"view", "thumbnail", "original"})


def link_to(attachment: Attachment, variant: Variant, acting: Acting) -> str:
    """Return a link that opens the attachment for this capacity only, behind its door, until it expires."""
    token = signing.dumps([attachment.pk, variant, acting.owner_key], salt=_SALT)
    return reverse("documents:evidence", args=[acting.door, token])


def shown_link(attachment: Attachment, acting: Acting) -> str:
    """Return the link to what a page shows: the view without metadata; empty while a picture or a video has none.

    A video in which a worker has found nothing to take out is opened as it came, and a paper always is.
    """
    if attachment.state == AttachmentState.READY and attachment.view:
        return link_to(attachment, "view", acting)
    if attachment.waits_for_its_view or attachment.media_type.startswith("image/"):
        return ""
    return link_to(attachment, "original", acting)


def thumbnail_link(attachment: Attachment, acting: Acting) -> str:
    """Return the link to the small picture; empty where there is none, or none yet."""
    ready = attachment.state == AttachmentState.READY and attachment.thumbnail
    return link_to(attachment, "thumbnail", acting) if ready else ""


def read_link(door: str, token: str, acting: Acting | None) -> tuple[Attachment, Variant]:
    """Return what a link opens; whoever holds the link must also be allowed to see the attachment now.

    Raises:
        NotVisible: expired, altered, another capacity's, asked for at another door, or no longer visible.
    """
    gone = NotVisible("evidence.link", "")
    try:
        number, variant, owner_key = signing.loads(token, salt=_SALT, max_age=settings.LINK_SECONDS)
    except signing.BadSignature:
        raise gone from None
    if acting is None or acting.door != door or owner_key != acting.owner_key or variant not in _VARIANTS:
        raise gone
    attachment = Attachment.objects.visible_to(acting).filter(pk=number).first()
    if attachment is None:
        raise gone
    return attachment, variant
