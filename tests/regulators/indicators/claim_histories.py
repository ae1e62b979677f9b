"""Claims put together from the rows and links that counters read, where a lifecycle would be long."""

import itertools
from datetime import date, datetime, timedelta

from claims.models import Claim
from idi_platform.deadlines.models import Clock
from idi_platform.kernel import clock
from idi_platform.projects.models import InsuredObject, Project
from idi_platform.records import chain
from idi_platform.records.models import Subject
from idi_platform.rulebooks.models import Revision
from idi_platform.workflow.lifecycles import lifecycle_of
from regulators.indicators.counting import Around, count
from regulators.indicators.months import Month

DISTRICT = "110105"
"""A division; what is counted for it or for those above is the same."""
_numbers = itertools.count(1)


def instant(text):
    """Return an instant of "2026-03-02 10:00" in Shanghai."""
    return datetime.fromisoformat(text).replace(tzinfo=clock.SHANGHAI)


def born(model, *, division=DISTRICT, links=None, **columns):
    """Return the number of a new case in its first state."""
    begun = next(one.target for one in lifecycle_of(model.kind).steps.values() if one.is_creating)
    subject = Subject.objects.create(kind=model.kind, division_id=division, **(links or {}))
    if "number" in {field.name for field in model._meta.fields}:
        columns = {"number": f"I-{next(_numbers)}", **columns}
    model.objects.bulk_create([model(subject=subject, state=begun, **columns)])
    return subject.pk


def claim(received="2026-03-02 10:00", **columns):
    """Return the number of a claim that was received at an instant."""
    at = instant(received)
    return born(Claim, **{"received_at": at, "reported_on": clock.local_date(at), "channel": "portal", **columns})


def an_object():
    """Return the number of an insured object."""
    project = Project.objects.get(pk=born(Project))
    return born(InsuredObject, project=project)


def step(case, name, at, *, entered=None, **facts):
    """Let a step happen; return its record."""
    happened = instant(at)
    return _linked(case, "step", name, happened, instant(entered) if entered else happened, facts)


def correct(case, record, at, **said):
    """Correct a record: `annul`, `occurred_at` or `facts`."""
    moved = {"occurred_at": instant(said.pop("to")).isoformat()} if "to" in said else {}
    return _linked(case, "correction", "correct", instant(at), instant(at), {**said, **moved}, corrects_id=record)


def _linked(case, form, name, happened, entered, facts, **more):
    said = {"acting": {}, "occurred_at": happened, "recorded_at": entered, "facts": facts, **more}
    return chain.append(chain.Link(case, form, name, **said)).record_id


def limit(case, measures, ends, met=None, *, target=None, base=False, **columns):
    """Let a limit run from its claim's receipt to an instant."""
    found = Clock(subject_id=case, name=f"claim.{measures}{next(_numbers)}", measures=measures, kind="duty")
    found.started_at, found.due_at = instant("2026-01-01 00:00"), instant(ends)
    found.target_at, found.met_at = instant(target or ends), instant(met) if met else None
    found.ended_at, found.state = found.met_at, "met" if met else "open"
    if base:
        found.revision_id = Revision.objects.filter(edition__is_base=True).values_list("pk", flat=True)[0]
    for name, value in columns.items():
        setattr(found, name, value)
    found.save()
    return found.pk


def figures(code, month, division=DISTRICT):
    """Return the lines of an indicator for a month such as "2026-03"."""
    around = Around(Month(date.fromisoformat(f"{month}-01")), frozenset({division}))
    return {figure.line: figure for figure in count(around, [code])}


def said(code, month, division=DISTRICT):
    """Return what is shown of every line that is not empty: the value, what is counted, and of how much."""
    lines = figures(code, month, division).items()
    return {line: (str(one.value), f"{one.counted}/{one.of}") for line, one in lines if one.listed}


def listed(code, line, month, division=DISTRICT):
    """Return the list of a line: by case, what it adds to the numerator."""
    return {row.subject_id: int(row.counted) for row in figures(code, month, division)[line].listed}


def days_after(day, days):
    """Return the day so many days later, as text."""
    return (date.fromisoformat(day) + timedelta(days)).isoformat()
