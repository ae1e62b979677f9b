"""Who may see which subjects: one class per kind answers "may he" and "which ones".

Closed by default: a role that a kind's class does not list sees none of that kind.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from datetime import date
from functools import cached_property
from inspect import isfunction
from typing import TYPE_CHECKING, Any

from django.db.models import Q, QuerySet

from idi_platform.accounts.acting import Acting
from idi_platform.accounts.roles import Look, Role, looks_of
from idi_platform.kernel import clock
from idi_platform.kernel.questions import Fixed, question

from . import scopes

if TYPE_CHECKING:
    from .models.subject import Subject


class Access:
    """Visibility of one kind of subject; subclasses list roles and override the reach of a look where it differs."""

    kind: str = ""
    roles: frozenset[Role] = frozenset()

    @cached_property
    def functions(self) -> tuple[Callable[..., Any], ...]:
        """What the class does, its own and inherited: all in which it can differ from another but its roles."""
        return tuple(getattr(type(self), name) for name in dir(self) if isfunction(getattr(type(self), name, None)))

    def visible(self, acting: Acting, on: date | None = None) -> QuerySet[Subject]:
        """Return the subjects of this kind that the capacity may see on the day (today in Shanghai by default)."""
        return visible_subjects(acting, (self.kind,), on)

    def condition(self, acting: Acting, on: date | None = None) -> Q:
        """Return what the capacity's roles reach together, as a condition on Subject that leaves out the kind."""
        found = Q(pk__in=())
        for look in looks_of(acting.roles & self.roles):
            found |= self.reach(look, acting, on or clock.local_date(clock.now()))
        return found

    def may_see(self, acting: Acting, subject_id: int) -> bool:
        """Whether the capacity may see this one subject now."""
        return bool(_among_seen(Fixed(self.kind), acting, subject_id, clock.local_date(clock.now())))

    def reach(self, look: Look, acting: Acting, on: date) -> Q:
        """Return what the roles of a look reach, as a condition on Subject: the column that they look through."""
        if look.through is None or not look.roles:
            return Q(pk__in=())
        if look.through == "division":
            return scopes.in_divisions(acting.jurisdictions)
        parties = scopes.parties_of(acting, look.party_roles, on)
        return Q(**{f"{look.through}__in": parties.values("subject")})


_BY_KIND: dict[str, Access] = {}


@question
def _among_seen(kind: str, acting: Acting, subject_id: int, on: date) -> QuerySet[Subject, int]:
    return visible_subjects(acting, (kind,), on).filter(pk=subject_id).values_list("pk", flat=True)[:1]


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


def visible_subjects(acting: Acting, kinds: Iterable[str], on: date | None = None) -> QuerySet[Subject]:
    """Return the subjects of some kinds that the capacity may see on the day (today in Shanghai by default).

    A reach is a long condition, and of thirty kinds half are seen alike: kinds whose classes tell the reach of the same
    roles by the same functions share it.
    """
    if acting.kind == "system":
        return scopes.subjects(Q(kind__in=list(kinds)))
    alike: dict[Hashable, list[Access]] = {}
    for access in map(access_of, kinds):
        alike.setdefault((acting.roles & access.roles, access.functions), []).append(access)
    seen = Q(pk__in=())
    for same in alike.values():
        seen |= Q(kind__in=[access.kind for access in same]) & same[0].condition(acting, on)
    return scopes.subjects(seen)
