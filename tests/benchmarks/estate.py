"""An evening on which cover runs, and homes whose owners may report: what benchmarks of real acts begin with."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any


@contextmanager
def at(moment: datetime) -> Iterator[None]:
    """Let legal time begin at an instant and run on."""
    from idi_platform.deadlines import offset
    from idi_platform.kernel import clock

    shift = moment - clock.machine_now()
    clock.set_offset_provider(lambda: shift)
    try:
        yield
    finally:
        clock.set_offset_provider(offset.current_offset)


def sold_homes(count: int) -> list[tuple[int, Any]]:
    """Open a book in which every home has an owner of its own; return each unit's key with its owner."""
    from idi_platform.accounts.capacities import OWNER_KEY
    from idi_platform.accounts.models import Person
    from idi_platform.accounts.roles import Role
    from policies.book import read_book
    from policies.opening import open_book
    from tests.cast import OrganisationFactory, Player, member
    from tests.policies.books import bj_2

    insurer = OrganisationFactory.create(kind="insurer")
    book = bj_2(insurer)
    sold = book["buildings"][0]["units"][0]
    book["buildings"][0]["ranges"] = []
    book["buildings"][0]["units"] = [
        {
            **sold,
            "number": f"1-{floor:02}01",
            "floor": floor,
            "owners": [{"name": f"业主{floor}（演示）", "phone": f"138000{floor:05}"}],
        }
        for floor in range(1, count + 1)
    ]
    second = member(Role.approver, insurer).acting
    acting = member(Role.underwriter, insurer).acting
    opened = open_book(read_book(book), acting=acting, key="book", second_person=second)
    found = []
    for (_building, number), unit in opened.units.items():
        people = Person.objects.filter(phone=f"+86138000{int(number[2:-2]):05}")
        people.update(phone_verified=True)
        found.append((unit.pk, Player(people.get(), None, OWNER_KEY)))
    return found
