"""Papers, their numbers, and evidence."""

from .attachment import Attachment, AttachmentKind, AttachmentState
from .paper import Paper, PaperState
from .sequence import PaperSequence
from .upload import Place, Upload

__all__ = [
    "Attachment",
    "AttachmentKind",
    "AttachmentState",
    "Paper",
    "PaperSequence",
    "PaperState",
    "Place",
    "Upload",
]
