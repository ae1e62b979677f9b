"""What supervision looks at across the trade: repairs before cover, foresight of agencies, discipline of records."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any, Final, NamedTuple

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce

from claims.codes import Outcome
from claims.models import Claim, Determination, Ticket
from idi_platform.accounts.models.organisation import OrganisationKind
from idi_platform.deadlines.models import Clock
from idi_platform.deadlines.rules.counting import last_day
from idi_platform.deadlines.rules.deadline import Length, Unit
from idi_platform.deadlines.rules.instants import closing, day_of
from idi_platform.records.models import Record, Subject
from idi_platform.records.models.record import Form
from idi_platform.rulebooks.models import Revision
from idi_platform.workflow.lifecycles import step_named
from idi_platform.workflow.models import LegalDecision, RefusedAttempt
from idi_platform.workflow.requests import ENTERED_LATE, IN_BREACH
from riskmgmt.models import Grade

from .claim_results import determined_in
from .counting import NOUGHT, Around, Entry, Lists, counts, share
from .findings import Told, told
from .limits import LEGAL, NEVER_WERE, RUNNING
from .log import Log
from .ripening import Owed, ripened

_MEASURE: Final = "repair_before_cover"
_AGREED, _BEGUN = "ticket.agree_scheme", "ticket.start_repair"
_GONE: Final = ("ticket.withdraw", "ticket.carry_over")
_ACCEPTED: Final = (Outcome.COVERED, Outcome.IN_PART)
_RECEIPTS: Final = ("intake.receive", "intake.receive_unplaced", "claim.file")
_OPEN_TOO_LONG: Final = timedelta(days=15)
_REFER: Final = "refer"


@counts("W1")
def tickets_in_two_months(around: Around) -> Lists:
    """Measure agreement and beginning by the limit of the text; where a text has none, by the same yardstick."""
    clocks = Clock.objects.filter(
        subject__in=around.subjects.filter(kind="ticket"), measures=_MEASURE, due_at__isnull=False
    ).exclude(state__in=NEVER_WERE)
    rows = clocks.filter(started_at__lt=around.month.ends_at).values_list("subject_id", "due_at", "pk")
    own = {pk: (due, ref) for pk, due, ref in rows if due is not None}
    yardstick = _yardstick(around)
    others: dict[int, tuple[datetime, int]] = {}
    if yardstick is not None:
        tickets = Ticket.objects.filter(subject__in=around.subjects, reported_at__lt=around.month.ends_at)
        reported = tickets.exclude(state="").exclude(pk__in=own).values_list("pk", "reported_at")
        others = {pk: (_counted_from(at, yardstick), 0) for pk, at in reported if at is not None}
    acts = _Acts.read(around)
    legal, running = ripened(around.month, acts.owed(own))
    elsewhere, later = ripened(around.month, acts.owed(others))
    return {LEGAL: legal, "elsewhere": elsewhere, RUNNING: [*running, *later]}


class _Acts(NamedTuple):
    """When schemes were agreed on and repairs began, both of them, and when nothing was owed any more."""

    both: Mapping[int, datetime]
    gone: Mapping[int, datetime]

    @classmethod
    def read(cls, around: Around) -> "_Acts":
        firsts: dict[str, dict[int, datetime]] = {}
        for step in around.log.until(_AGREED, _BEGUN, *_GONE):
            name = _GONE[0] if step.name in _GONE else step.name
            firsts.setdefault(name, {}).setdefault(step.subject_id, step.at)
        agreed, begun = firsts.get(_AGREED, {}), firsts.get(_BEGUN, {})
        return cls({pk: max(agreed[pk], begun[pk]) for pk in agreed.keys() & begun.keys()}, firsts.get(_GONE[0], {}))

    def owed(self, ends: Mapping[int, tuple[datetime, int]]) -> Iterator[Owed]:
        """Yield the limits that were not taken away before they were ripe."""
        for pk, (end, ref) in ends.items():
            owed = Owed(pk, end, self.both.get(pk), ref=ref)
            if pk not in self.gone or self.gone[pk] > owed.ripe_at:
                yield owed


def _yardstick(around: Around) -> Length | None:
    """Return how long the texts give for agreeing and beginning together: the shortest, where several give one.

    Of every text the newest revision published by the end of the month; one that was taken in later, as it first read.
    """
    known = Revision.objects.filter(Q(published_at__lt=around.month.ends_at) | Q(number=1))
    newest = known.order_by("edition_id", "-number").distinct("edition_id")
    found = []
    for clocks in newest.values_list("parsed__clocks", flat=True):
        for clock in (clocks or {}).values():
            if clock.get("measures") == _MEASURE and {_AGREED, _BEGUN} <= _all_of(clock):
                found += [Length(Unit(unit), amount) for unit, amount in clock.get("within", {}).items()]
    whole = [length for length in found if length.unit in (Unit.DAYS, Unit.MONTHS, Unit.YEARS)]
    return min(whole, key=lambda length: last_day(length, 1)[0], default=None)


def _all_of(clock: Mapping[str, Any]) -> set[str]:
    return {trigger.get("step", "") for trigger in clock.get("met_by", {}).get("all", ())}


def _counted_from(reported_at: datetime, length: Length) -> datetime:
    return closing(last_day(length, day_of(reported_at))[0])


@counts("A1")
def foreseen_by_agencies(around: Around) -> Lists:
    """Ask of every claim accepted in the month whether the agency had found something there before it was reported."""
    claims = _served(around, _accepted(around))
    named = Subject.objects.filter(
        kind="finding", engagement__isnull=False, project__in={one.project for one in claims}
    )
    places = {
        pk: (project, building, place, part)
        for pk, project, building, place, part in named.values_list(
            "pk", "project_id", "building_id", "unit_id", "common_part_id"
        )
    }
    findings: dict[int, list[Told]] = {}
    for one in told(Log(around.month, around.subjects.filter(pk__in=places))):
        if not one.is_upheld and one.raised.facts["grade"] != Grade.NORMAL:
            findings.setdefault(places[one.subject_id][0], []).append(one)
    lists: dict[str, list[Entry]] = {line: [] for line in ("foreseen", "closed", "open", "missed")}
    for claim in claims:
        seen = [one for one in findings.get(claim.project, ()) if claim.was_foreseen_in(one, places[one.subject_id])]
        is_open = any(one.is_open_at(claim.received_at) for one in seen)
        answers = {"foreseen": bool(seen), "closed": bool(seen) and not is_open, "open": is_open, "missed": not seen}
        for line, holds in answers.items():
            lists[line].append(share(claim.subject_id, is_in=holds))
    return lists


class _Claimed(NamedTuple):
    """An accepted claim: where it lies, for which items, and when it was received."""

    subject_id: int
    project: int
    building: int | None
    unit: int | None
    common_part: int | None
    received_at: datetime
    items: frozenset[str]

    def was_foreseen_in(self, finding: Told, place: tuple[int | None, ...]) -> bool:
        """Say whether a finding was raised before, at the same place and for the same item.

        The same place: the same home or common part; where the finding names neither, the same building.
        """
        _project, building, unit, part = place
        if finding.raised.at >= self.received_at:
            return False
        if unit is None and part is None:
            same = building is not None and building == self.building
        else:
            same = (unit, part) == (self.unit, self.common_part)
        section = str(finding.raised.facts.get("section") or "")
        return same and any(section == item or section.startswith(f"{item}_") for item in self.items)


def _accepted(around: Around) -> list[_Claimed]:
    """Return the claims whose determination of the month stands at its end and accepts them."""
    rows = Determination.objects.filter(claim__in=determined_in(around), determined_at__lt=around.month.ends_at)
    rows = rows.filter(superseded_at__isnull=True).order_by("claim_id", "-version").distinct("claim_id")
    last = {row.claim_id: row for row in rows if around.month.holds(row.determined_at) and row.outcome in _ACCEPTED}
    return [
        _Claimed(
            claim.pk, claim.subject.project_id, claim.subject.building_id, claim.subject.unit_id,
            claim.subject.common_part_id, claim.received_at, _items(last[claim.pk]),
        )
        for claim in Claim.objects.filter(pk__in=last).select_related("subject")
        if claim.subject.project_id is not None and claim.received_at is not None
    ]  # fmt: skip


def _items(determined: Determination) -> frozenset[str]:
    several = {str(item.get("item") or "") for item in determined.items}
    return frozenset({determined.item, *several} - {""})


def _served(around: Around, claims: Sequence[_Claimed]) -> list[_Claimed]:
    """Return the claims of projects in which an agency had begun its work before the end of the month."""
    of_projects = around.subjects.filter(kind="engagement", project__in={claim.project for claim in claims})
    project_of = dict(of_projects.values_list("pk", "project_id"))
    began = Log(around.month, around.subjects.filter(pk__in=project_of)).last("engagement.begin_work")
    served = {project_of[pk] for pk in began}
    return [claim for claim in claims if claim.project in served]


@counts("Q1")
def discipline_of_records(around: Around) -> Lists:
    """Count what was entered in the month, by the instant of entry: that is the act whose discipline is measured.

    What was annulled never was, in neither number.
    """
    entered = Record.objects.filter(
        subject__in=around.subjects,
        recorded_at__gte=around.month.starts_at,
        recorded_at__lt=around.month.ends_at,
        form__in=(Form.STEP, Form.CORRECTION),
    ).exclude(acting__kind="system")
    annulled = Record.objects.filter(corrects=OuterRef("pk"), form=Form.CORRECTION, facts__annul=True)
    stand = entered.exclude(Exists(annulled))
    lines = _irregular(stand)
    lines["referred"] = _still_referred(around)
    once = {(row.subject_id, row.ref): row for name, rows in lines.items() if name != "referred" for row in rows}
    return {"all": [*once.values(), *lines["referred"], *_records_by_project(stand)], **lines}


def _irregular(entered: "QuerySet[Record]") -> dict[str, list[Entry]]:
    """Return late entries, corrected receipts, warnings passed and facts in breach."""
    receipt = Q(name="claim.correct_receipt") | Q(corrects__name__in=_RECEIPTS, facts__occurred_at__isnull=False)
    asked = {
        "late": Q(reasons__has_key=ENTERED_LATE),
        "receipts": receipt,
        "warned": Q(form=Form.STEP) & ~Q(clauses=[]) & ~Q(reasons__has_key=IN_BREACH),
        "in_breach": Q(reasons__has_key=IN_BREACH),
    }
    return {
        line: [Entry(subject, ref=pk) for subject, pk in entered.filter(which).values_list("subject_id", "pk")]
        for line, which in asked.items()
    }


def _records_by_project(entered: "QuerySet[Record]") -> list[Entry]:
    """Return the denominator, one row per project, or per subject that lies in none."""
    by_project = entered.annotate(under=Coalesce("subject__project_id", "subject_id")).values("under")
    rows: Iterable[tuple[int, int]] = by_project.annotate(number=Count("pk")).values_list("under", "number")
    return [Entry(subject, NOUGHT, Decimal(number)) for subject, number in rows]


def _still_referred(around: Around) -> list[Entry]:
    """Return what a gate referred to a person too long ago, and nobody had decided or done by the end of the month.

    A gate of a step that opens something new asks for no decision on the platform, and is not counted.
    """
    ends_at = around.month.ends_at
    tried = RefusedAttempt.objects.filter(
        subject__in=around.subjects, at__lt=ends_at - _OPEN_TOO_LONG, refusals__contains=[{"effect": _REFER}]
    )
    waiting: dict[tuple[int, str], RefusedAttempt] = {}
    for attempt in tried.order_by("at", "pk"):
        if attempt.subject_id is not None and not step_named(attempt.step).is_creating:
            for refusal in attempt.refusals:
                if refusal["effect"] == _REFER:
                    waiting.setdefault((attempt.subject_id, refusal["code"]), attempt)
    decided, taken = _decided(around, waiting), _taken(around, waiting.values())
    return [
        Entry(pk, ref=attempt.pk)
        for (pk, gate), attempt in waiting.items()
        if (pk, gate) not in decided and taken.get((pk, attempt.step), attempt.at) <= attempt.at
    ]


def _decided(around: Around, waiting: Mapping[tuple[int, str], RefusedAttempt]) -> set[tuple[int, str]]:
    """Return what a person has decided: in the case itself, or for all like it by the same house or an authority."""
    rows = LegalDecision.objects.filter(gate__in={gate for _pk, gate in waiting}, decided_at__lt=around.month.ends_at)
    found: set[tuple[int, str]] = set()
    for row in rows.select_related("organisation"):
        found.add((row.subject_id, row.gate))
        if row.scope == LegalDecision.Scope.ALL_LIKE_IT and row.organisation is not None:
            is_authority = row.organisation.kind == OrganisationKind.authority
            found |= {
                (pk, gate)
                for (pk, gate), attempt in waiting.items()
                if gate == row.gate and (is_authority or attempt.organisation_id == row.organisation_id)
            }
    return found


def _taken(around: Around, attempts: Iterable[RefusedAttempt]) -> dict[tuple[int, str], datetime]:
    """Return when the steps that were refused were last taken on the same subjects."""
    asked = list(attempts)
    log = Log(around.month, around.subjects.filter(pk__in={attempt.subject_id for attempt in asked}))
    return {(step.subject_id, step.name): step.at for step in log.until(*{attempt.step for attempt in asked})}
