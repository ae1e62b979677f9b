"""What every page knows: who acts, which door, its menu, the view asked for, legal time in a demonstration."""

from dataclasses import replace
from typing import Any

from django.conf import settings
from django.contrib.messages import get_messages
from django.contrib.messages.storage.base import Message
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language

from idi_platform.accounts.acting import Acting
from idi_platform.kernel import clock

from . import doors, inbox
from .components import Look, Note
from .folding import folded
from .switches import ELDER, VIEW_COOKIE
from .words import full_instant_words

_HTML_LANGUAGES = {"zh-hans": "zh-Hans", "en": "en"}
_LOOKS = {"success": Look.MET, "warning": Look.TARGET, "error": Look.BREACH}


def portal(request: HttpRequest) -> dict[str, Any]:
    """Return the values that the layouts read; nothing here asks the database before a template does."""
    door = doors.door_of(request.path)
    menu, bell = _with_bell(door, request)
    return {
        "acting": getattr(request, "acting", None),
        "door": door,
        "door_href": doors.landing_of(door) if door else "/",
        "nav": menu,
        "menu_line": SimpleLazyObject(lambda: folded(menu, getattr(request.user, "name", ""))),
        "bell": bell,
        "search_href": doors.search_of(door, getattr(request, "acting", None)) if door else "",
        "html_lang": _HTML_LANGUAGES.get(get_language() or "", "zh-Hans"),
        "elder_view": SimpleLazyObject(lambda: _elder(request)),
        "help_phone": settings.HELP_PHONE,
        "here": request.get_full_path() if request.method == "GET" else request.path,
        "notes": SimpleLazyObject(lambda: [_note(message) for message in get_messages(request)]),
        "demo": settings.DEMO,
        "legal_time": SimpleLazyObject(lambda: full_instant_words(clock.now())) if settings.DEMO else "",
    }


def _with_bell(door: doors.Door | None, request: HttpRequest) -> tuple[tuple[doors.NavLink, ...], doors.NavLink | None]:
    """Return the door's menu; owners' has few entries below their thumb, so their inbox stands in the bar instead."""
    menu = _menu(door, request) if door is not None else ()
    acting: Acting | None = getattr(request, "acting", None)
    if acting is None or door is None or door.code != "owner" or acting.door != door.code:
        return menu, None
    href = inbox.address(acting)
    bell = next((link for link in menu if link.href == href), None)
    return tuple(link for link in menu if link is not bell), bell


def _menu(door: doors.Door, request: HttpRequest) -> tuple[doors.NavLink, ...]:
    """Return the door's menu; its inbox says how many messages are unread, for who acts behind this door."""
    acting: Acting | None = getattr(request, "acting", None)
    menu = doors.menu_of(door, request.path, acting)
    if acting is None or acting.door != door.code:
        return menu
    unread = SimpleLazyObject(lambda: inbox.unread_words(acting))
    href = inbox.address(acting)
    return tuple(replace(link, count=unread) if link.href == href else link for link in menu)


def _elder(request: HttpRequest) -> bool:
    """Whether large print is on: as this browser chose, else as the person always wants it."""
    chosen = request.COOKIES.get(VIEW_COOKIE)
    if chosen is not None:
        return chosen == ELDER
    return bool(getattr(getattr(request, "user", None), "elder_view", False))


def _note(message: Message) -> Note:
    look = _LOOKS.get(message.level_tag, Look.RUNNING)
    return Note(text=str(message.message), look=look)
