"""The doors of the platform and their menus; each app registers its landing and its entries when it is ready.

A door opens on the home page once somebody registered where it leads; a door without a landing is not shown.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from django.shortcuts import resolve_url
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from idi_platform.accounts.acting import Acting
from idi_platform.accounts.roles import Role

Words = str | Promise
Frame = Literal["owner", "agency", "desk", "developer", "regulator"]


@dataclass(frozen=True, slots=True)
class Door:
    """One door: its path, its name, for whom, and the frame its pages stand in (`data-door`)."""

    code: str
    path: str
    title: Words
    who: Words
    icon: str
    frame: Frame
    public: bool = False


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of a door's menu; `route` is a URL name without arguments, `order` sorts the menu.

    With `roles` only those see the entry who may open its page; `administrators` shows it to their organisations'
    administrators as well, and without roles to them alone. `also` names further pages that belong to the entry, though
    their addresses do not begin with its own: by URL name, or by how their addresses begin.
    """

    door: str
    label: Words
    route: str
    icon: str = "list"
    order: int = 100
    roles: frozenset[Role] = frozenset()
    administrators: bool = False
    also: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class NavLink:
    """An entry as a page shows it; `count` says how many wait behind it, read when a template asks."""

    label: Words
    href: str
    icon: str
    current: bool
    count: object = ""


DOORS: tuple[Door, ...] = (
    Door("owner", "/owner/", _("业主"), _("报案、看进展、看保到什么时候"), "home", "owner"),
    Door(
        "service",
        "/service/",
        _("报案服务台"),
        _("物业和报案热线：受托替来电人报案，看受托范围的案件"),
        "user",
        "desk",
    ),
    Door("console", "/console/", _("保险公司"), _("理赔、保单、追偿和报送"), "shield", "desk"),
    Door(
        "developer",
        "/developer/",
        pgettext_lazy("door", "建设单位"),
        _("项目、合同和保费、整改、交房"),
        "crane",
        "developer",
    ),
    Door("site", "/site/", _("施工、设计、监理、检测"), _("等着您办的事和要交的证据"), "wrench", "developer"),
    Door("agency", "/agency/", _("风险管理机构"), _("检查计划、现场检查、问题和报告"), "eye", "agency"),
    Door("field", "/field/", _("查勘和维修"), _("今天要去的地方和工单"), "pin", "agency"),
    Door("desk", "/desk/", _("保障机构和鉴定机构"), _("资金支取、鉴定"), "scale", "desk"),
    Door("regulator", "/regulator/", _("主管部门"), _("数据、档案、备案、信用、规则推演"), "chart", "regulator"),
    Door(
        "first_aid",
        "/first-aid/",
        _("漏水、断电、掉东西：先做什么"),
        _("关水、断电、拍照，哪些不赔"),
        "drop",
        "owner",
        public=True,
    ),
    Door(
        "cover", "/cover/", _("查一栋楼有没有保险"), _("输入地址，不显示任何人的信息"), "search", "owner", public=True
    ),
    Door("law", "/law/", _("法规怎么落实"), _("逐条写明平台做什么，两地对照"), "book", "owner", public=True),
    Door("verify", "/verify/", _("验一份文书的真假"), _("扫文书上的二维码，或输入验证码"), "qr", "owner", public=True),
)


@dataclass(slots=True)
class _Registry:
    landings: dict[str, str] = field(default_factory=dict)
    entries: dict[str, list[Entry]] = field(default_factory=dict)
    searches: dict[str, tuple[str, frozenset[Role]]] = field(default_factory=dict)


_registry = _Registry()
_BY_CODE = {door.code: door for door in DOORS}


def register_landing(door: str, route: str) -> None:
    """Open a door: `route` is the URL name of its first page, without arguments."""
    _registry.landings[_known(door)] = route


def register_entries(*entries: Entry) -> None:
    """Add entries to the menus of doors; registering an entry again changes nothing."""
    for entry in entries:
        menu = _registry.entries.setdefault(_known(entry.door), [])
        if entry not in menu:
            menu.append(entry)


def register_search(door: str, route: str, roles: frozenset[Role]) -> None:
    """Give a door's pages a way to its one search box: the URL name of the page that has it, and for whom."""
    _registry.searches[_known(door)] = (route, roles)


def search_of(door: Door, acting: Acting | None) -> str:
    """Return where this capacity searches behind a door, on whatever page it is; empty where it does not."""
    route, roles = _registry.searches.get(door.code, ("", frozenset()))
    return f"{reverse(route)}#q" if route and acting is not None and acting.may_act_as(*roles) else ""


def _known(code: str) -> str:
    if code not in _BY_CODE:
        raise LookupError(f"There is no door {code!r}; the doors are {', '.join(_BY_CODE)}.")
    return code


def door_of(path: str) -> Door | None:
    """Return the door that an address lies behind, or none."""
    return next((door for door in DOORS if path.startswith(door.path)), None)


def behind(code: str) -> Door:
    """Return the door of a known code."""
    return _BY_CODE[_known(code)]


def by_code(code: str) -> Door | None:
    """Return a door by its code, or none."""
    return _BY_CODE.get(code)


def open_doors(*, public: bool) -> tuple[tuple[Door, str], ...]:
    """Return the doors that lead somewhere, each with the address of its landing."""
    return tuple(
        (door, reverse(_registry.landings[door.code]))
        for door in DOORS
        if door.public is public and door.code in _registry.landings
    )


def has_landing(code: str) -> bool:
    """Say whether a door has a first page of its own."""
    return code in _registry.landings


def landing_of(door: Door) -> str:
    """Return the address of a door's first page; where it has none, the door's own, which leads on."""
    route = _registry.landings.get(door.code)
    return reverse(route) if route else door.path


def menu_of(door: Door, path: str, acting: Acting | None = None) -> tuple[NavLink, ...]:
    """Return a door's menu; the entry with the longest address that leads to `path` is the current one."""
    shown = (one for one in _registry.entries.get(door.code, ()) if _is_for(one, acting))
    entries = sorted(shown, key=lambda entry: entry.order)
    addresses = [reverse(entry.route) for entry in entries]
    reached = [[address, *map(resolve_url, entry.also)] for entry, address in zip(entries, addresses, strict=True)]
    current = _longest([address for group in reached for address in group], path)
    return tuple(
        NavLink(entry.label, address, entry.icon, current in group)
        for entry, address, group in zip(entries, addresses, reached, strict=True)
    )


def _is_for(entry: Entry, acting: Acting | None) -> bool:
    if entry.administrators and not entry.roles:
        return acting is not None and acting.is_administrator and acting.door == entry.door
    if acting is None or not entry.roles:
        return not entry.roles
    return bool(entry.roles & acting.roles) or (entry.administrators and acting.is_administrator)


def _longest(addresses: Sequence[str], path: str) -> str:
    return max((address for address in addresses if path.startswith(address)), key=len, default="")
