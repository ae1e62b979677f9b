"""What an organisation itself owes by a clock: the act, where and until when, its article."""

from collections.abc import Sequence
from datetime import datetime

from idi_platform.accounts.acting import Acting
from idi_platform.deadlines.models import Clock
from idi_platform.portal.articles import short_article_of
from idi_platform.portal.cases.places import places_of
from idi_platform.portal.chips import clock_chip
from idi_platform.portal.components import Duty
from idi_platform.records.governing import laws_of
from idi_platform.rulebooks.titles import duty_title


def own_duties(rows: Sequence[Clock], acting: Acting, now: datetime) -> list[Duty]:
    """Return the duties whose text says what they are called, each with the place that it is about."""
    laws = laws_of({row.subject_id: row.subject for row in rows}.values())
    places = places_of({row.subject_id: row.subject for row in rows}.values(), acting)
    return [
        Duty(
            duty_title(laws[row.subject_id], row.name, row.clause),
            "　".join(one for one in (places[row.subject_id].title, chip.line) if one),
            article=short_article_of(row.clause) if row.clause else None,
            chip=chip,
        )
        for row in rows
        for chip in (clock_chip(row, now),)
    ]
