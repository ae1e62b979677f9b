"""Entries in the menus of both doors, and the page by which one home has one file."""

from django.utils.translation import gettext_lazy as _

from idi_platform.portal import doors
from idi_platform.rulebooks.vocabulary import vocabulary

from .addresses import READERS


def register() -> None:
    """Register one entry a door: the registers lead to each other; name the page of a home."""
    vocabulary.page("unit_dossier", zh="一户一档", en="one file for one home")
    for name, roles in READERS.items():
        also = tuple(f"cases_{name}:{page}" for page in ("decisions", "reviews", "violations", "attempts"))
        route, label = f"cases_{name}:waiting", _("更正和登记")
        doors.register_entries(doors.Entry(name, label, route, icon="edit", order=60, roles=roles, also=also))
