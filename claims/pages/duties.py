"""What an organisation itself owes by a clock, as lines: what, where, until when, by which article."""

from collections.abc import Sequence
from datetime import datetime

from claims.dates import clock_title
from idi_platform.accounts.acting import Acting
from idi_platform.deadlines.models import Clock
from idi_platform.portal.articles import short_article_of
from idi_platform.portal.cases.places import places_of
from idi_platform.portal.chips import clock_chip
from idi_platform.portal.components import ClockChip
from idi_platform.rulebooks.law import rulebooks_for


def duty_chips(rows: Sequence[Clock], acting: Acting, now: datetime) -> list[ClockChip]:
    """Return the duties whose text says what they are called, each with the place that it is about."""
    laws = rulebooks_for({row.subject.insured_object_id for row in rows if row.subject.insured_object_id})
    places = places_of({row.subject_id: row.subject for row in rows}.values(), acting)
    return [
        clock_chip(
            row,
            now,
            name=f"{places[row.subject_id].title}　{clock_title(law, row.name)}",
            article=short_article_of(row.clause) if row.clause else None,
        )
        for row in rows
        if (law := laws.get(row.subject.insured_object_id or 0)) is not None
    ]
