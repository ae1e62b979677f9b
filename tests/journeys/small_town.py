"""The small town of the journeys: homes of the demonstration's books, nobody has reported anything yet.

It is built once, in a Django process beside the stack's own server, by the demonstration's own acts in their order.
"""

from datetime import datetime

from idi_platform.accounts import demo
from idi_platform.deadlines.offset import begin_at
from idi_platform.deadlines.sweep import sweep
from idi_platform.demo import books
from idi_platform.demo.legal_time import on_stage
from idi_platform.demo.script import in_order
from idi_platform.demo.stories import s15_night_call
from idi_platform.demo.teller import BOOK, Teller
from idi_platform.kernel import clock

TOLD = tuple(f"{BOOK}{name}." for name in ("bj-1", "hz-1", "lg-1", "jy-1"))
"""The books. What else was before the story begins: Longgang's text was found to hold, its contract was locked."""
BEGINS_AT = datetime(2026, 9, 29, 20, 5, tzinfo=clock.SHANGHAI)
"""The evening before the National Day holiday: what should be done by 10-01 is legally due on 10-08."""


def build():
    """Enter the books and let legal time begin; called once in an empty, seeded database."""
    cast = demo.create_cast()
    with on_stage() as stage:
        teller = Teller(stage.to, cast)
        for act in in_order([*_entered(), *s15_night_call.story.acts]):
            if act.is_history:
                stage.to(act.at)
                act.take(teller)
        stage.to(BEGINS_AT)
        sweep(clock.now())
        teller.work()
    begin_at(BEGINS_AT)


def _entered():
    """Yield the acts of the books, with the homes of their people only."""
    return (act for act in books.acts(whole=False) if act.code.startswith(TOLD) and act.rank < books.LAST)
