"""What a project's page leads to besides its own lists; the app that keeps it registers the link."""

from collections.abc import Callable

from idi_platform.accounts.acting import Acting
from idi_platform.portal.lists import LinkRow
from idi_platform.projects.models import Project

Keeping = Callable[[Project, Acting], list[LinkRow]]
_keepers: list[Keeping] = []


def register_keeping(keeping: Keeping) -> None:
    """Register who knows of a page about a project; registering it again changes nothing."""
    if keeping not in _keepers:
        _keepers.append(keeping)


def kept_elsewhere(project: Project, acting: Acting) -> list[LinkRow]:
    """Return the links of all who know of one, in the order in which they were registered."""
    return [row for keeping in _keepers for row in keeping(project, acting)]
