"""What a capacity may see of the rows that hang on subjects of any kind."""

from collections.abc import Iterable

from django.db.models import Q

from idi_platform.accounts.acting import Acting
from idi_platform.records.access import registered_kinds, visible_subjects


def hanging_on_visible_subjects(acting: Acting, kinds: Iterable[str] | None = None) -> Q:
    """Return the condition that a row's subject is one that the capacity may see.

    Args:
        acting: who reads.
        kinds: the only kinds whose rows are wanted; all that there are if None, which is a long condition.
    """
    return Q(subject__in=visible_subjects(acting, registered_kinds() if kinds is None else sorted(set(kinds))))
