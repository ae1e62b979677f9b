"""Who acted, as a reader may know him: the one place where a person's name is shortened for others."""

from collections.abc import Mapping
from typing import Any

from idi_platform.accounts.acting import Acting
from idi_platform.kernel.names import mask_name


def actor_name(acted: Mapping[str, Any], people: Mapping[int, str], reader: Acting) -> str:
    """Return the name of who acted.

    Whoever acts for an organisation answers for it with his name. A private person is known by name to himself alone;
    the desk that writes to him reads it in the letter, everybody else reads 张**.

    Args:
        acted: who acted, as a Record keeps it.
        people: names of people by number.
        reader: whose page it is.
    """
    person = acted.get("person") or 0
    name = people.get(person, "")
    if acted.get("organisation") is not None or (reader.organisation_id is None and reader.person_id == person):
        return name
    return mask_name(name)
