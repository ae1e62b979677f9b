"""Who acted, as a reader may know him: the one place where a person's name is shortened for others."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from idi_platform.accounts.acting import Acting
from idi_platform.kernel.names import mask_name


def people_in(acted: Iterable[Mapping[str, Any]]) -> set[int]:
    """Return the numbers of those who acted and of whom they stood in for."""
    return {pk for entry in acted for name in ("person", "stands_in_for") if (pk := entry.get(name)) is not None}


def actor_name(acted: Mapping[str, Any], people: Mapping[int, str], reader: Acting) -> str:
    """Return the name of who acted.

    Whoever acts for an organisation answers for it with his name. A private person is known by name to himself alone;
    the desk that writes to him reads it in the letter, everybody else reads 张**. Who stands in for a colleague is
    named with him.

    Args:
        acted: who acted, as a Record keeps it.
        people: names of people by number.
        reader: whose page it is.
    """
    person = acted.get("person") or 0
    name = people.get(person, "")
    if (absent := people.get(acted.get("stands_in_for") or 0)) and name:
        return _("%(who)s（代%(absent)s）") % {"who": name, "absent": absent}
    if acted.get("organisation") is not None or (reader.organisation_id is None and reader.person_id == person):
        return name
    return mask_name(name)
