"""Evidence for tests: a real photograph in the file of a case."""

import io

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from idi_platform.accounts.acting import SYSTEM
from idi_platform.documents.receiving import receive


def photograph(shade="grey"):
    """A small photograph; another shade is another file."""
    written = io.BytesIO()
    Image.new("RGB", (8, 8), shade).save(written, "PNG")
    return SimpleUploadedFile("proof.png", written.getvalue(), "image/png")


def evidence_on(subject_id, acting=SYSTEM, shade="grey"):
    """Hand in a photograph to the file of a subject; return its number, as steps cite it."""
    return [receive(photograph(shade), acting=acting, kind="photo", subject_id=subject_id).pk]
