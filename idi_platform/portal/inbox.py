"""The inbox of a capacity: its messages with where each leads, and how many are unread."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from idi_platform.accounts.acting import Acting
from idi_platform.accounts.roles import DOORS
from idi_platform.notifications.models import Notice
from idi_platform.notifications.wordings import registered, wording_of
from idi_platform.records.access import access_of

from . import doors
from .cases.places import Place, places_of
from .words import instant_words

SHOWN_UNREAD = 99
"""Beyond this many the header says 99+, so that counting costs the same whatever waits."""


@dataclass(frozen=True, slots=True)
class Message:
    """A message as the list shows it; `about` names its case, `button` says what opening does (empty: nothing)."""

    title: str
    body: str
    when: str
    is_unread: bool
    about: str
    button: str
    href: str


def messages_of(notices: Iterable[Notice], acting: Acting, now: datetime) -> list[Message]:
    """Return messages for a page; as many queries as there are kinds of cases, whatever the rows."""
    rows = list(notices)
    places = _places_of(rows, acting)
    return [_message(row, places.get(row.subject_id or 0), acting, now) for row in rows]


def place_of(notice: Notice, acting: Acting) -> Place | None:
    """Return what a message is about, as far as the capacity may see it now."""
    return _places_of([notice], acting).get(notice.subject_id or 0)


def unread_words(acting: Acting) -> str:
    """Return how many messages are unread, at most 99+; empty without any."""
    found = Notice.objects.inbox_of(acting).unread().order_by()[: SHOWN_UNREAD + 1].count()
    return f"{SHOWN_UNREAD}+" if found > SHOWN_UNREAD else str(found or "")


def address(acting: Acting, name: str = "inbox", *args: object) -> str:
    """Return the address of a page of the inbox behind the capacity's door."""
    return reverse(f"messages_{acting.door}:{name}", args=args)


def _places_of(rows: list[Notice], acting: Acting) -> dict[int, Place]:
    kinds: dict[str, set[int]] = {}
    for row in rows:
        if row.subject is not None:
            kinds.setdefault(row.subject.kind, set()).add(row.subject.pk)
    seen = [one for kind, pks in kinds.items() for one in access_of(kind).visible(acting).filter(pk__in=pks)]
    return places_of(seen, acting)


def _message(row: Notice, place: Place | None, acting: Acting, now: datetime) -> Message:
    leads_on = row.paper_id is not None or (place is not None and bool(place.href))
    button = _("打开文书") if row.paper_id is not None else _("打开") if leads_on else _("标为已读")
    is_unread = row.read_at is None
    title, body = _said(row)
    return Message(
        title=title,
        body=body,
        when=instant_words(row.owed_at, now),
        is_unread=is_unread,
        about=place.title if place is not None else "",
        button=str(button) if leads_on or is_unread else "",
        href=address(acting, "open", row.pk),
    )


def _said(row: Notice) -> tuple[str, str]:
    """Return a message in the reader's language; as it was sent where that is the platform's own."""
    lang = get_language() or settings.LANGUAGE_CODE
    if lang == settings.LANGUAGE_CODE or row.template not in registered():
        return row.title, row.body
    said = wording_of(row.template).says(row.data, lang=lang)
    return said.title, said.body


def register() -> None:
    """Put the inbox into the menu of every door that people work behind."""
    for code in DOORS:
        doors.register_entries(doors.Entry(code, _("消息"), f"messages_{code}:inbox", icon="bell", order=80))
