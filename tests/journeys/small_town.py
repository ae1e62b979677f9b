"""The small town of the journeys: three homes of the demonstration's books, nobody has reported anything yet.

It is built once, in a Django process beside the stack's own server.
"""

from datetime import datetime
from importlib import resources

import yaml

from idi_platform.accounts import demo
from idi_platform.accounts.capacities import capacities_of
from idi_platform.deadlines.follow_up import follow_up
from idi_platform.deadlines.offset import begin_at
from idi_platform.deadlines.sweep import sweep
from idi_platform.demo.legal_time import on_stage
from idi_platform.documents.producing import render_owed
from idi_platform.kernel import clock
from idi_platform.notifications.sending import send_owed
from policies.book import read_book
from policies.opening import open_book

DEVELOPERS = {"bj-1": "gu", "hz-1": "sang"}
"""The books, and who acts for the developer of each."""
BEGINS_AT = datetime(2026, 9, 29, 20, 5, tzinfo=clock.SHANGHAI)
"""The evening before the National Day holiday: what should be done by 10-01 is legally due on 10-08."""


def build():
    """Enter the books and let legal time begin; called once in an empty, seeded database."""
    cast = demo.create_cast()
    who = {name: capacities_of(person)[0].acting for name, person in cast.people.items()}
    with on_stage() as stage:
        for name, developer in DEVELOPERS.items():
            open_book(
                read_book(_small(name)),
                acting=who["niu"],
                second_person=who["zheng"],
                developer=who[developer],
                key=f"town:{name}",
                at=stage.to,
            )
        stage.to(BEGINS_AT)
        while sweep(clock.now()).events + follow_up() + render_owed() + send_owed():
            pass
    begin_at(BEGINS_AT)


def _small(name):
    """A book of the demonstration with the homes of its people only."""
    text = resources.files("idi_platform.demo").joinpath(f"data/{name}.yaml").read_text(encoding="utf-8")
    book = yaml.safe_load(text)
    book["buildings"] = [building for building in book["buildings"] if building.get("units")]
    for building in book["buildings"]:
        building["ranges"] = []
    return book
