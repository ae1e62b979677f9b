"""How the tests are spread over processes: a folder stays together, and what takes long comes first.

What tests begin with (tests/standing.py, the prepared worlds of the doors) is made once by a process. Spread one by one
over two of them, the tests of a folder made everything twice.
"""

import pytest

LONGEST = (
    "doors", "claims", "demo_story", "faults", "workflow", "demo", "policies", "journeys", "portal", "documents",
    "cases", "compose", "rulebooks", "riskmgmt",
)  # fmt: skip
"""Groups that take a minute or more, the longest first, so that none of them begins when all others are done."""


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config, items):
    """Put each test that names no group into that of its folder below tests/; the folders' own hooks come before."""
    for item in items:
        if item.get_closest_marker("xdist_group") is None:
            item.add_marker(pytest.mark.xdist_group(_folder_of(item, config.rootpath)))
    items.sort(key=_place)


def _folder_of(item, root):
    return item.path.relative_to(root).parts[1]


def _place(item):
    group = item.get_closest_marker("xdist_group").args[0]
    return LONGEST.index(group) if group in LONGEST else len(LONGEST)
