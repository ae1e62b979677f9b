"""How the insurers' desks run: who is given which claims, and who is on duty while others have holidays."""

from datetime import date
from typing import Any, Final

from claims.desk import keeping
from claims.models.desk import RuleDays
from idi_platform.demo.script import Story
from idi_platform.demo.teller import Teller
from idi_platform.notifications.models import Notice
from idi_platform.notifications.sending import mark_seen

from .handled import CHENXING, HAITONG, HOUSES, OUJIANG, QINGYANLI, SONGYUE, House

story = Story("desks", "各家理赔：按规则分派，国庆节有人值班")
FIRST, LAST = date(2026, 10, 1), date(2026, 10, 7)
_ANY: Final[dict[str, Any]] = {"item": "", "only_danger": False, "skill": "", "on_duty": False, "days": RuleDays.ANY}


@story.at("2023-09-04", "09:00")
def rules(teller: Teller) -> None:
    """Who is on duty on days of rest, else who has the compound, else whoever has least on her hands."""
    for house in HOUSES:
        _rule(teller, house, "休息日给值班的同事", days=RuleDays.REST, on_duty=True)
    for house, project in ((CHENXING, "BJ-1"), (QINGYANLI, "BJ-2")):
        who, place = teller.who(house.handler), teller.project(project)
        _rule(teller, house, f"{place.name}的案件", project_id=place.pk, person_id=who.person_id)
    for house in HOUSES:
        _rule(teller, house, "其余给手上最少的")


def _rule(teller: Teller, house: House, title: str, **asked: Any) -> None:
    keeping.add_rule(teller.who(house.approver), {**_ANY, "title": title, **asked})


@story.at("2026-09-25", "09:00")
def roster(teller: Teller) -> None:
    """Every day of the holiday has somebody; the two of Beijing share it."""
    _on_duty(teller, CHENXING, FIRST, date(2026, 10, 4))
    _on_duty(teller, QINGYANLI, date(2026, 10, 5), LAST)
    for house in (HAITONG, OUJIANG, SONGYUE):
        _on_duty(teller, house, FIRST, LAST)


@story.at("2026-09-25", "18:00")
def read(_teller: Teller) -> None:
    """Whoever works somewhere goes into the weekend with everything read; what comes in later is new on Monday."""
    mark_seen(Notice.objects.filter(organisation__isnull=False))


def _on_duty(teller: Teller, house: House, since: date, until: date) -> None:
    handler = teller.who(house.handler).person_id
    if handler is None:
        raise TypeError("Somebody is on duty.")
    keeping.put_on_duty(teller.who(house.approver), handler, since, until)
