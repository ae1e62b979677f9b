"""Steps written straight into the log, so that a test of a figure says which instants it is made of and nothing else.

Counters read records, clocks and columns that no later step changes; none of them asks how a step came to be taken.
"""

from datetime import UTC, date, datetime

from django.db import connection
from django.test.utils import CaptureQueriesContext

from idi_platform.deadlines.models import Clock
from idi_platform.kernel.clock import SHANGHAI
from idi_platform.records.chain import Link, append
from idi_platform.records.models import LINKS, Record, Subject
from regulators.indicators.counting import Around, count
from regulators.indicators.months import Month

DISTRICT, CITY = "330302", "330300"
PERSON = {"kind": "person", "person": 1, "organisation": 1, "roles": ["agency"]}
SYSTEM = {"kind": "system", "person": None, "organisation": None, "roles": []}


def at(text):
    """Return an instant given in Shanghai: "2026-06-01 00:00", perhaps with seconds."""
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI).astimezone(UTC)


def subject(kind, **links):
    """Return a new subject in the district that hangs on others, each named by its number."""
    made = Subject.objects.create(kind=kind, division_id=DISTRICT, **{f"{name}_id": pk for name, pk in links.items()})
    if kind in LINKS:
        Subject.objects.filter(pk=made.pk).update(**{f"{kind}_id": made.pk})
    return made.pk


def row(model, links=None, **columns):
    """Return the number of a new subject with its row."""
    made = subject(model.kind, **(links or {}))
    model.objects.create(subject_id=made, **columns)
    return made


def step(pk, name, when, *, recorded=None, acting=PERSON, reasons=None, clauses=(), **facts):
    """Write a step; it is recorded at the instant at which it happened unless another is given."""
    happened = at(when)
    written = at(recorded) if recorded else happened
    return append(
        Link(pk, "step", name, acting, happened, written, facts=facts, reasons=reasons or {}, clauses=clauses)
    )


def correct(pk, name, when, *, acting=PERSON, **facts):
    """Correct the first step of a name: `annul`, `occurred_at` or `facts`."""
    wrong = Record.objects.filter(subject=pk, name=name).order_by("pk").first()
    return append(Link(pk, "correction", "correct", acting, at(when), at(when), facts=facts, corrects_id=wrong.pk))


def clock(pk, name, *, start, due, **columns):
    """Write the row of a limit."""
    return Clock.objects.create(
        subject_id=pk, name=name, kind=columns.pop("kind", "duty"), started_at=at(start), due_at=at(due),
        target_at=at(due), **columns,
    ).pk  # fmt: skip


def lines(code, month, division=CITY):
    """Return the lines of an indicator for a month ("2026-06") by their codes."""
    year, number = map(int, month.split("-"))
    around = Around(Month(date(year, number, 1)), frozenset({division}))
    return {figure.line: figure for figure in count(around, [code])}


def shown(code, month, *names):
    """Return (value as text, counted, of) of some lines."""
    found = lines(code, month)
    return [
        (None if found[name].value is None else str(found[name].value), found[name].counted, found[name].of)
        for name in names
    ]


def listed(code, month, line):
    """Return the list of a line as it is kept."""
    return lines(code, month)[line].rows


def queries(code, month):
    """Return how many queries an indicator takes."""
    lines(code, month)
    with CaptureQueriesContext(connection) as asked:
        lines(code, month)
    return len(asked)
