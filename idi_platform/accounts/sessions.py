"""The capacities fixed in a session: one per door, chosen once."""

from django.http import HttpRequest
from django.utils.translation import gettext as _

from idi_platform.kernel.errors import Refusal, Refused

from .capacities import Capacity
from .roles import DOORS

_CAPACITIES = "capacities"
_LAST_DOOR = "door"


def door_of_path(path: str) -> str | None:
    """Return the door that a path lies behind, or None for pages outside all doors.

    Files are asked for at `/files/<door>/`: who has two doors open in one browser sees each door's own.
    """
    first, _, _rest = path.lstrip("/").removeprefix("files/").partition("/")
    return first if first in DOORS else None


def fixed_key(request: HttpRequest, door: str | None) -> str | None:
    """Return the key of the capacity fixed for the door, or for the door entered last."""
    capacities = request.session.get(_CAPACITIES, {})
    key = capacities.get(door or request.session.get(_LAST_DOOR))
    return key if isinstance(key, str) else None


def fix(request: HttpRequest, chosen: Capacity) -> None:
    """Fix a capacity for its door until log-out.

    Raises:
        Refused: Another capacity is fixed for this door already.
    """
    fixed = dict(request.session.get(_CAPACITIES, {}))
    if fixed.get(chosen.door, chosen.key) != chosen.key:
        raise Refused([Refusal("accounts.capacity_fixed", _("这次登录已选定了另一个身份。要换身份，请先退出再登录。"))])
    request.session[_CAPACITIES] = fixed | {chosen.door: chosen.key}
    request.session[_LAST_DOOR] = chosen.door


def forget(request: HttpRequest) -> None:
    """Start without any capacity: a new log-in chooses anew."""
    request.session.pop(_CAPACITIES, None)
    request.session.pop(_LAST_DOOR, None)
