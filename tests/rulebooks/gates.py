"""A shipped text with gates of a test beside its own."""

import re

_ENTRY = re.compile(r"^  ([a-z_]+\.[a-z_]+):\n((?:    .*\n)+)", re.MULTILINE)


def with_gates(body, gates):
    """Return a rulebook's text with more gates; `gates` is YAML as it stands under `gates:`, two spaces deep."""
    assert "\ngates:\n" in body
    for step, entries in _ENTRY.findall(gates):
        head = f"\n  {step}:\n"
        if head in body:
            body = body.replace(head, head + entries, 1)
        else:
            body = body.replace("\ngates:\n", f"\ngates:{head}{entries}", 1)
    return body
