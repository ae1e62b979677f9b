"""Addresses of these pages behind the door of whoever reads."""

from django.urls import reverse

from idi_platform.accounts.acting import Acting
from idi_platform.accounts.roles import Role

DESK = frozenset({Role.handler, Role.approver, Role.underwriter})
"""The insurer's staff that these pages are for."""
AUTHORITY = frozenset({Role.regulator})
READERS = {"console": DESK, "regulator": AUTHORITY}
"""The doors behind which the pages stand, and for whom."""


def may_read(acting: Acting) -> bool:
    """Say whether the capacity has these pages at its door at all."""
    return not acting.roles.isdisjoint(READERS.get(acting.door, frozenset()))


def address(acting: Acting, name: str, *args: object) -> str:
    """Return the address of a page behind the reader's door; empty where his door has none."""
    return reverse(f"cases_{acting.door}:{name}", args=args) if may_read(acting) else ""
