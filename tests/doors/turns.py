"""Who asks at an address in an ordinary run, and who in a whole one: ``make full`` sets IDI_TEST_DOORS=all."""

import os
from collections import Counter
from zlib import crc32

import pytest

from tests.doors.cases import Door
from tests.doors.expectations import DOORS

IS_WHOLE = os.environ.get("IDI_TEST_DOORS") == "all"
TURNS = 6
"""Each of the others asks at every sixth address."""
LOOKS_PER_TURN = 3


def taking_turns(everybody, always, address, *, turns=TURNS, is_whole=IS_WHOLE):
    """Return who asks at this address: `always` does, each of the others when it is his turn, or all of them."""
    if is_whole:
        return everybody
    first = crc32(address.encode())
    return [who for place, who in enumerate(everybody) if who in always or (place + first) % turns == 0]


def looks(*, is_whole=IS_WHOLE):
    """Yield every page of a case and who looks at it: one or two always, more of them each at every third page."""
    seen = Counter()
    for name, door in DOORS.items():
        for case in door.cases if isinstance(door, Door) and "GET" in door.methods else ():
            everybody = sorted(case.who)
            has_turn = [who for who in everybody if is_whole or seen[who] % LOOKS_PER_TURN == 0]
            seen.update(everybody)
            if everybody:
                yield name, case, everybody if len(everybody) < 3 else has_turn or everybody[:1]


LOOKS = [pytest.param(name, case, people, id=f"{name}-{case.said}") for name, case, people in looks()]
