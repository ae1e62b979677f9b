"""One decision to look at again: what it rested on then, and what it would rest on now."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from idi_platform.accounts.acting import Acting
from idi_platform.portal.cases.pages.impacts import about_words, side_label, side_value
from idi_platform.portal.cases.places import Place, place_of
from idi_platform.portal.lists import Cell, Column, Row, Table
from idi_platform.rulebooks.vocabulary import vocabulary
from idi_platform.workflow.models import Review
from idi_platform.workflow.settling import SETTLERS


@dataclass(frozen=True, slots=True)
class ReviewPage:
    """One review in words; `may_settle` says whether this reader may end it."""

    title: str
    place: Place
    opened_at: datetime
    because: str
    sides: Table
    outcome: str
    settled_by: str
    settled_at: datetime | None
    may_settle: bool


def review_page(review: Review, acting: Acting) -> ReviewPage:
    """Return the page of a review."""
    corrected = review.correction.corrects
    return ReviewPage(
        title=about_words(review),
        place=place_of(review.subject, acting),
        opened_at=review.opened_at,
        because=vocabulary.label(corrected.name) if corrected is not None else "",
        sides=_sides(review),
        outcome=review.outcome_words.shown if review.outcome_words is not None else "",
        settled_by=review.settled_by.name if review.settled_by is not None else "",
        settled_at=review.settled_at,
        may_settle=review.settled_at is None and not acting.roles.isdisjoint(SETTLERS),
    )


def _sides(review: Review) -> Table:
    kind = review.about.partition(".")[0]
    columns = (Column(_("依据")), Column(_("当时")), Column(_("更正后")))
    before, after = review.before, review.after
    rows = tuple(
        Row(
            (
                Cell(side_label(kind, name)),
                Cell(side_value(kind, name, before.get(name))),
                Cell(side_value(kind, name, after.get(name)), strong=before.get(name) != after.get(name)),
            )
        )
        for name in {**before, **after}
    )
    return Table(_("决定的依据，当时和更正后"), columns, rows)
