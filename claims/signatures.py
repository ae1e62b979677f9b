"""Signatures on glass: they lie in a claim's file beside the photos of a visit, and show nothing of the defect."""

from typing import Final

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from claims.models import SiteVisit
from idi_platform.documents.models import Attachment

IS_SIGNATURE: Final = Exists(SiteVisit.objects.filter(signature=OuterRef("pk")))
"""Whether a piece of evidence is a signature, for a query of evidence that annotates its rows as `is_signature`."""


def signature_words(row: Attachment) -> str:
    """Return what a signature is called in place of its kind; empty for everything else."""
    return _("签名") if getattr(row, "is_signature", False) else ""


def kind_words(row: Attachment) -> str:
    """Return what a piece of evidence is: a photo, a video, a paper, or a signature."""
    return signature_words(row) or str(row.get_kind_display())
