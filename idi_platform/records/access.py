"""Who may see which subjects: one class per kind answers "may he" and "which ones".

Closed by default: a role that a kind's class does not list sees none of that kind.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.db.models import Q, QuerySet

from idi_platform.accounts.acting import Acting
from idi_platform.accounts.roles import ROLE_TABLE, Role
from idi_platform.kernel import clock

from . import scopes

if TYPE_CHECKING:
    from .models.subject import Subject


class Access:
    """Visibility of one kind of subject; subclasses list roles and override the reach of one where it differs."""

    kind: str = ""
    roles: frozenset[Role] = frozenset()

    def visible(self, acting: Acting, on: date | None = None) -> QuerySet[Subject]:
        """Return the subjects of this kind that the capacity may see on the day (today in Shanghai by default)."""
        subjects = scopes.subjects_of(self.kind)
        if acting.kind == "system":
            return subjects
        reach = Q(pk__in=())
        for role in acting.roles & self.roles:
            reach |= self.reach(role, acting, on or clock.local_date(clock.now()))
        return subjects.filter(reach)

    def may_see(self, acting: Acting, subject_id: int) -> bool:
        """Whether the capacity may see this one subject now."""
        return self.visible(acting).filter(pk=subject_id).exists()

    def reach(self, role: Role, acting: Acting, on: date) -> Q:
        """Return what the role reaches, as a condition on Subject: the column that the role looks through."""
        rule = ROLE_TABLE[role]
        if rule.looks_through == "division":
            return scopes.in_divisions(acting.jurisdictions)
        if rule.looks_through is None:
            return Q(pk__in=())
        parties = scopes.parties_of(acting, rule.party_roles, on)
        return Q(**{f"{rule.looks_through}__in": parties.values("subject")})


_BY_KIND: dict[str, Access] = {}


def register_access(access: type[Access]) -> type[Access]:
    """Register the access class of its kind; a decorator."""
    if not access.kind:
        raise ValueError(f"{access.__name__} names no kind.")
    _BY_KIND[access.kind] = access()
    return access


def access_of(kind: str) -> Access:
    """Return the access of a kind; a kind without one is visible to nobody but the system."""
    if kind not in _BY_KIND:
        closed = Access()
        closed.kind = kind
        return closed
    return _BY_KIND[kind]


def registered_kinds() -> tuple[str, ...]:
    """Return the kinds that have an access class."""
    return tuple(sorted(_BY_KIND))
