"""Evidence as tiles; links open for the reader's capacity only."""

from collections.abc import Iterable

from idi_platform.accounts.acting import Acting
from idi_platform.documents.links import link_to
from idi_platform.documents.models import Attachment, AttachmentState
from idi_platform.portal.components import EvidenceItem


def evidence_items(rows: Iterable[Attachment], acting: Acting) -> list[EvidenceItem]:
    """Return evidence as tiles."""
    return [_item(row, acting) for row in rows]


def _item(row: Attachment, acting: Acting) -> EvidenceItem:
    ready = row.state == AttachmentState.READY
    kind = str(row.get_kind_display())
    return EvidenceItem(
        number=row.label,
        caption=kind,
        alt=f"{kind} {row.label}",
        thumb=link_to(row, "thumbnail", acting) if ready and row.thumbnail else "",
        href=link_to(row, "view" if ready and row.view else "original", acting),
    )
