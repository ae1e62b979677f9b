"""What a capacity may see of the rows that hang on subjects of any kind."""

from collections.abc import Iterable

from django.db.models import Q

from idi_platform.accounts.acting import Acting
from idi_platform.records.access import access_of, registered_kinds


def hanging_on_visible_subjects(acting: Acting, kinds: Iterable[str] | None = None) -> Q:
    """Return the condition that a row's subject is one that the capacity may see, kind by kind.

    Args:
        acting: who reads.
        kinds: the only kinds whose rows are wanted; all that there are if None, which is a long condition.
    """
    reach = Q(pk__in=())
    for kind in registered_kinds() if kinds is None else sorted(set(kinds)):
        access = access_of(kind)
        if acting.kind == "system" or acting.roles & access.roles:
            reach |= Q(subject__in=access.visible(acting))
    return reach
