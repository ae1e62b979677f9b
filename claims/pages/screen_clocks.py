"""The clocks of a claim on its screen: the chip, the track with its pauses, and why this date."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from claims.models import Claim
from idi_platform.deadlines.explain import why
from idi_platform.deadlines.models import Clock
from idi_platform.deadlines.queries import clocks_of
from idi_platform.deadlines.states import OPEN_STATES, ClockState
from idi_platform.kernel.clock import start_of
from idi_platform.portal.articles import short_article_of
from idi_platform.portal.chips import clock_chip, clock_track
from idi_platform.portal.components import ClockChip, ClockTrack
from idi_platform.rulebooks.law import Law
from idi_platform.rulebooks.titles import clock_title

SHOWN = 3
"""How many open clocks stand before the eyes; the others are behind a line that counts them."""


def clock_parts(claim: Claim, law: Law, now: datetime) -> dict[str, list[dict[str, Any]]]:
    """Return the clocks of the case, each with its track and why this date: the next, further open ones, the ended."""
    gone = (ClockState.ANNULLED, ClockState.NOT_DUE, ClockState.VOID)
    rows = [row for row in clocks_of(claim.pk) if row.state not in gone]
    ordered = sorted(rows, key=lambda row: (row.met_at is not None, row.due_at is None, row.due_at or row.started_at))
    still = [row for row in ordered if row.state in OPEN_STATES]
    ended = [row for row in ordered if row.state not in OPEN_STATES]
    return {
        "clocks": [_clock(row, claim, law, now) for row in still[:SHOWN]],
        "more_clocks": [_clock(row, claim, law, now) for row in still[SHOWN:]],
        "ended_clocks": [_clock(row, claim, law, now) for row in ended],
    }


def _clock(row: Clock, claim: Claim, law: Law, now: datetime) -> dict[str, Any]:
    article = short_article_of(row.clause) if row.clause else None
    since = _paused_since(claim) if row.state == ClockState.PAUSED else None
    chip: ClockChip = clock_chip(
        row, now, name=clock_title(law, row.name), article=article, paused_since=since, waiting_for=_("等业主补材料")
    )
    explained = why(row)
    return {
        "chip": chip,
        "track": _track(row, now, since),
        "summary": explained.summary,
        "why": explained.steps,
        "labels": "、".join(explained.labels),
    }


def _track(row: Clock, now: datetime, paused_since: datetime | None) -> ClockTrack | None:
    """Draw an open limit; whole days that were deducted are hatched, one that goes on to its now."""
    if row.state not in OPEN_STATES or row.due_at is None or row.due_at <= row.started_at:
        return None
    ended = [(_instant(step["from"]), _instant(step["to"])) for step in row.derivation if step["what"] == "paused"]
    pauses: list[tuple[datetime, datetime | None]] = [(since, until) for since, until in ended if since and until]
    if paused_since is not None:
        pauses.append((paused_since, None))
    return clock_track(row.started_at, row.due_at, now, start_what=_("起算"), pauses=pauses)


def _instant(text: str) -> datetime | None:
    """Return the beginning of a day, or the instant itself."""
    if not text:
        return None
    found = datetime.fromisoformat(text)
    return found if found.tzinfo is not None else start_of(found.date())


def _paused_since(claim: Claim) -> datetime | None:
    """Return since when the papers asked for are waited for: from the day on which the list arrived."""
    asked = [at for at in (claim.supplement_requested_at, claim.supplement_arrived_at) if at is not None]
    return max(asked, default=None)


def next_chip(clock: Clock | None, law: Law, now: datetime) -> ClockChip | None:
    """Return the next duty as the chip of the head line, with what it measures before its words."""
    if clock is None:
        return None
    chip = clock_chip(clock, now)
    return replace(
        chip, words=pgettext("limit", "%(what)s%(left)s") % {"what": clock_title(law, clock.name), "left": chip.words}
    )
