"""Addresses of the project file behind the door of whoever reads."""

from django.urls import reverse

from idi_platform.accounts.acting import Acting
from idi_platform.portal.cases.addresses import may_read


def project_address(acting: Acting, pk: int) -> str:
    """Return the address of a project behind the reader's door; empty where his door has none."""
    return reverse(f"projects_{acting.door}:project", args=[pk]) if may_read(acting) else ""
