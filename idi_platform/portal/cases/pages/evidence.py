"""Evidence as tiles; links open for the reader's capacity only."""

from collections.abc import Iterable

from idi_platform.accounts.acting import Acting
from idi_platform.documents.models import Attachment
from idi_platform.portal.components import EvidenceItem
from idi_platform.portal.uploads import evidence_item


def evidence_items(rows: Iterable[Attachment], acting: Acting) -> list[EvidenceItem]:
    """Return evidence as tiles."""
    return [evidence_item(row, acting) for row in rows]
