"""What a form with files shows: where its files are sent as they are chosen, and which of them have arrived."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from idi_platform.accounts.acting import Acting
from idi_platform.documents.links import shown_link, thumbnail_link
from idi_platform.documents.models import Attachment, AttachmentState

from .components import EvidenceItem

PHOTOS = ("photo", "video")
ALL = ("photo", "video", "paper")
_TYPES = {
    "photo": "image/jpeg,image/png,image/webp,image/heic,image/heif",
    "video": "video/mp4,video/quicktime,video/3gpp",
    "paper": "application/pdf",
}
_KINDS = {"photo": gettext_lazy("照片"), "video": gettext_lazy("视频"), "paper": gettext_lazy("材料")}
ICONS = {"photo": "camera", "video": "video", "paper": "paper"}
_TOLD_OF_THE_SAME = frozenset({"console", "field", "agency", "regulator", "desk"})
ACCEPT = ",".join(_TYPES[kind] for kind in PHOTOS)


@dataclass(frozen=True, slots=True)
class StoredItem:
    """One file of the form that has arrived; `problem` says in a sentence why it cannot be used."""

    pk: int
    alt: str
    thumb: str
    href: str
    words: str
    icon: str
    problem: str = ""


@dataclass(frozen=True, slots=True)
class UploadBox:
    """Where a form's files go before it is sent: `draft` is the number that the form carries and its action adopts."""

    href: str
    draft: str
    kinds: str
    accept: str
    items: tuple[StoredItem, ...]
    chosen_as: str
    takes_photos: bool
    takes_videos: bool
    video_seconds: int
    most_bytes: int
    most_files: int

    @property
    def most_megabytes(self) -> int:
        """The same in megabytes, for people."""
        return self.most_bytes // int(settings.MEGABYTE)


def upload_box(acting: Acting, draft: UUID, *, kinds: Sequence[str] = PHOTOS, chosen_as: str = "") -> UploadBox:
    """Return the box of a form; one query.

    Args:
        acting: who fills in the form; its files are nobody else's.
        draft: the number under which they wait: the form carries it, `adopt(draft, …)` takes them over.
        kinds: what the form takes, of `photo`, `video`, `paper`.
        chosen_as: the name under which the form sends the number of each file that is to go with it; empty where all
            of them do.
    """
    rows = Attachment.objects.draft_of(acting, draft).order_by("pk")
    href = reverse(f"uploads_{acting.door}:begin")
    return box_of(href, draft, tuple(stored_item(row, acting) for row in rows), kinds, chosen_as)


def box_of(
    href: str, draft: UUID, items: tuple[StoredItem, ...], kinds: Sequence[str] = PHOTOS, chosen_as: str = ""
) -> UploadBox:
    """Return a box with its limits, as the settings say."""
    return UploadBox(
        href=href,
        draft=str(draft),
        kinds=" ".join(kinds),
        accept=",".join(_TYPES[kind] for kind in kinds),
        items=items,
        chosen_as=chosen_as,
        takes_photos="photo" in kinds,
        takes_videos="video" in kinds,
        video_seconds=settings.VIDEO_MOST_SECONDS,
        most_bytes=max(settings.ATTACHMENT_MOST_BYTES[kind] for kind in kinds),
        most_files=settings.ATTACHMENT_MOST_PER_FORM,
    )


def evidence_item(row: Attachment, acting: Acting, *, when: str = "", shows: str = "") -> EvidenceItem:
    """Return evidence as a tile: a view without metadata, or why there is none yet; links open for this capacity only.

    What it `shows` stands in place of its kind, where somebody said it.
    Where the same bytes had come before, a desk is told; whose they were, its own records say.
    """
    kind = shows or str(_KINDS[row.kind])
    said = [kind, when, row.note if row.state == AttachmentState.UNREADABLE else ""]
    if row.waits_for_its_view:
        said.append(_("正在处理"))
    if row.duplicate_of_id is not None and acting.door in _TOLD_OF_THE_SAME:
        said.append(_("和以前收到的一件完全相同"))
    return EvidenceItem(
        number=row.label,
        caption="　".join(part for part in said if part),
        alt=f"{kind} {row.label}".strip(),
        thumb=thumbnail_link(row, acting),
        href=shown_link(row, acting),
        icon=ICONS[row.kind],
    )


def stored_item(row: Attachment, acting: Acting) -> StoredItem:
    """Return the tile of a file that waits for its form to be sent."""
    kind = str(_KINDS[row.kind])
    broken = row.state == AttachmentState.UNREADABLE
    return StoredItem(
        pk=row.pk,
        alt=_("%(kind)s %(number)s") % {"kind": kind, "number": row.original_name or row.pk},
        thumb=thumbnail_link(row, acting),
        href=shown_link(row, acting),
        words="" if broken else _("已传好"),
        icon=ICONS[row.kind],
        problem=row.note if broken else "",
    )
