"""Owners are told in good time that an item of their home's cover ends.

Three times: ninety, thirty and seven days before the last covered day, at nine in the morning. No text names a length;
these are the platform's own. Whoever is told late (a home that changed hands, a platform that stood still) gets only
the last one that is still of use. Each goes once: the message's key names home, end and which of the three it is.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Final

from django.utils.translation import gettext_lazy as _

from idi_platform.accounts.roles import PartyRole
from idi_platform.celery import nudge
from idi_platform.kernel.clock import end_of, local_date, start_of
from idi_platform.notifications.models import Notice
from idi_platform.notifications.owing import owe_notice
from idi_platform.notifications.wordings import word
from idi_platform.projects.models import Unit
from idi_platform.records.models import Party
from idi_platform.rulebooks.law import Law, rulebooks_for
from idi_platform.workflow.effects import NoticeDraft
from policies.models import CoverRow

CODE: Final = "cover.ends"
LEADS: Final = (90, 30, 7)
"""How many days before the last covered day an owner is told."""
AT: Final = timedelta(hours=9)
"""The time of day in Shanghai at which messages of a day go out."""
_CHANNELS = ("in_app", "sms")

word(
    CODE,
    title=_("%(items)s保到%(until)s"),
    body=_("您的房屋：%(items)s的保险责任到%(until)s 24 时为止。请在这之前检查一遍，发现问题马上报案。"),
    sms=_("您房屋的%(items)s保到%(until)s为止，请检查，有问题请在这之前报案。"),
    lengths={"items": 18, "until": 12},
)


@dataclass(frozen=True, slots=True)
class End:
    """What ends together in a building: item codes, and the last covered day."""

    items: tuple[str, ...]
    last_day: date


def ends_ahead(rows: Iterable[CoverRow], today: date) -> list[End]:
    """Return what ends within the longest of the leads, the first end first; what has ended is no longer ahead."""
    until = today + timedelta(days=LEADS[0] + 1)
    ahead = sorted((row.ends_on, row.item) for row in rows if row.ends_on is not None and today < row.ends_on <= until)
    return [
        End(tuple(item for _day, item in found), ends_on - timedelta(days=1))
        for ends_on, found in groupby(ahead, key=lambda pair: pair[0])
    ]


def lead_at(last_day: date, now: datetime) -> int | None:
    """Return which of the messages is the last that has come, and is still of use; None before all, and afterwards."""
    if now >= end_of(last_day):
        return None
    return min((lead for lead in LEADS if start_of(last_day - timedelta(days=lead)) + AT <= now), default=None)


def remind_owners(now: datetime) -> int:
    """Owe the messages that have come by now and nobody was sent yet; return how many people and homes."""
    told = 0
    for building_id, ends in _ending(local_date(now)):
        for end in ends:
            lead = lead_at(end.last_day, now)
            if lead is not None:
                told += _tell(building_id, end, lead, local_date(now))
    if told:
        nudge("notifications.send_owed")
    return told


def _ending(today: date) -> Iterator[tuple[int, list[End]]]:
    """Yield the buildings in which something ends soon, under contracts in force."""
    until = today + timedelta(days=LEADS[0] + 1)
    rows = CoverRow.objects.filter(policy__state="in_force", ends_on__gt=today, ends_on__lte=until)
    for building_id, found in groupby(rows.order_by("building_id"), key=lambda row: row.building_id):
        yield building_id, ends_ahead(found, today)


def _tell(building_id: int, end: End, lead: int, today: date) -> int:
    """Tell the owners of today in a building who have not been told; a home bound to nobody has nobody to tell."""
    units = Unit.objects.filter(building_id=building_id).values("pk")
    held = Party.objects.on(today).filter(subject__in=units, role=PartyRole.owner, person__isnull=False)
    which = {"last_day": end.last_day.isoformat(), "lead": lead}
    known = Notice.objects.filter(template=CODE, subject__in=units, data__contains=which)
    waiting = set(held.values_list("subject_id", "person_id")) - set(known.values_list("subject_id", "person_id"))
    if not waiting:
        return 0
    said = {**which, "items": _titles(building_id, end), "until": f"{end.last_day.month}月{end.last_day.day}日"}
    for unit_id, person_id in sorted(waiting):
        draft = NoticeDraft(CODE, said, person_id=person_id, channels=_CHANNELS)
        owe_notice(draft, subject_id=unit_id, cause=f"cover:{unit_id}:{end.last_day}:{lead}")
    return len(waiting)


def _titles(building_id: int, end: End) -> str:
    insured = Unit.objects.filter(building_id=building_id).values_list("building__insured_object_id", flat=True).first()
    law: Law = rulebooks_for({insured or 0})[insured or 0]
    items = law.cover.items if law.cover is not None else {}
    return "、".join(str(items[code].title.zh) if code in items else code for code in end.items)
