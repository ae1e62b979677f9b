"""What stands near a claim: reports that joined it, other claims there, past decisions, findings, what people wrote.

All of it is read in one query, as rows of one shape, so that a page asks once however much there is.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Case, CharField, DateTimeField, F, IntegerField, Q, QuerySet, Value, When
from django.db.models.functions import Cast, Concat

from claims.joining import reports_joined
from claims.models import Claim, Statement
from idi_platform.accounts.acting import Acting
from riskmgmt.models import Finding

RECENT = timedelta(days=30)
_JOINED, _SIMILAR, _DECIDED, _FOUND, _SAID = "joined", "similar", "decided", "found", "said"
MOST_DECIDED = 10
_MOST_JOINED, _MOST_SIMILAR, _MOST_FOUND, _MOST_SAID = 20, 5, 5, 400
_ALL = (_JOINED, _SIMILAR, _DECIDED, _FOUND, _SAID)
_COLUMNS = ("what", "pk", "number", "first", "second", "third", "outcome", "began_at", "ended_at")
_NO_TEXT = Value("", output_field=CharField())
_NO_TIME = Cast(Value(None), DateTimeField())


@dataclass(frozen=True, slots=True)
class Near:
    """One thing near a claim; what `first`, `second` and `third` are depends on `what` it is.

    Of a claim and a decision: place, item and defect. Of a report that joined: its channel. Of a finding: its grade,
    its section of the works, and what is shown of the rectification (see `PROOFS`); `outcome` is its state. Of words
    that people wrote on the claim: `first` is their kind, and `number` is the words.
    """

    what: str
    pk: int
    number: str
    first: str
    second: str
    third: str
    outcome: str
    began_at: datetime | None
    ended_at: datetime | None

    @property
    def proofs(self) -> frozenset[str]:
        """Return what is shown of the rectification of a finding."""
        return frozenset(self.third.split()) if self.what == _FOUND else frozenset()


@dataclass(frozen=True, slots=True)
class Nearby:
    """Everything near a claim that the capacity may see."""

    joined: tuple[Near, ...]
    similar: tuple[Near, ...]
    decided: tuple[Near, ...]
    found: tuple[Near, ...]
    said: tuple[Near, ...]

    @property
    def texts(self) -> dict[int, str]:
        """Return what people wrote on the claim and nobody has erased, by the number of its row."""
        return {row.pk: row.number for row in self.said}


PROOFS = ("has_before_photo", "has_after_photo", "has_video", "has_explanation")
"""What may be shown of a rectification, as the finding keeps it."""


def nearby(claim: Claim, acting: Acting, item: str = "") -> Nearby:
    """Return what stands near a claim, of this item where it has none of its own yet; one query."""
    parts = [
        _rows(_JOINED, reports_joined(claim, acting)[:_MOST_JOINED], channel=True),
        _rows(_SIMILAR, _similar(claim, acting)[:_MOST_SIMILAR]),
        _rows(_DECIDED, past_decisions(claim, acting, item)[:MOST_DECIDED]),
        _finding_rows(findings_at(claim, acting)[:_MOST_FOUND]),
        _words(claim),
    ]
    rows = [Near(*row) for row in parts[0].union(*parts[1:], all=True)]
    return Nearby(*(tuple(row for row in rows if row.what == what) for what in _ALL))


def _similar(claim: Claim, acting: Acting) -> "QuerySet[Claim]":
    """Return other claims of the same home or common part within thirty days: a hint, never merged by itself."""
    if claim.received_at is None:
        return Claim.objects.none()
    near = (claim.received_at - RECENT, claim.received_at + RECENT)
    same = Q(subject__unit=claim.subject.unit_id) if claim.subject.unit_id else Q(pk__in=())
    if claim.subject.common_part_id:
        same = Q(subject__common_part=claim.subject.common_part_id)
    rows = Claim.objects.visible_to(acting).filter(same, received_at__range=near).exclude(pk=claim.pk)
    return rows.order_by("received_at", "pk")


def past_decisions(claim: Claim, acting: Acting, item: str = "") -> "QuerySet[Claim]":
    """Return what was decided before of the same item, nearest first: same defect, same place, then the newest.

    Where a claim has no item yet and none is proposed, only claims of the same defect count.
    """
    item = claim.item_code or item
    rows = Claim.objects.visible_to(acting).exclude(outcome="").exclude(pk=claim.pk).filter(determined_at__isnull=False)
    rows = rows.filter(item_code=item) if item else rows.filter(defect=claim.defect)
    if not item and not claim.defect:
        rows = rows.none()
    return rows.annotate(other_defect=_unless(defect=claim.defect), other_place=_unless(place=claim.place)).order_by(
        "other_defect", "other_place", "-determined_at", "-pk"
    )


def findings_at(claim: Claim, acting: Acting) -> "QuerySet[Finding]":
    """Return what the risk agency found at the same place: the home first, then its building and the whole project."""
    own = claim.subject
    if own.project_id is None:
        return Finding.objects.none()
    at_home = Q(subject__unit=own.unit_id) if own.unit_id else Q(subject__common_part=own.common_part_id or 0)
    place = at_home | Q(subject__unit=None, subject__common_part=None)
    building = Q(subject__building=own.building_id or 0) | Q(subject__building=None)
    section = Q(section_subject__building=own.building_id or 0) | Q(section_subject__building=None)
    rows = Finding.objects.visible_to(acting).filter(place, building, section, subject__project=own.project_id)
    elsewhere = Case(When(at_home, then=0), When(building, then=1), default=2, output_field=IntegerField())
    return rows.annotate(elsewhere=elsewhere).order_by("elsewhere", "-raised_at", "-pk")


def _unless(**same: str) -> Case:
    return Case(When(**same, then=0), default=1, output_field=IntegerField())


def _rows(what: str, rows: "QuerySet[Any]", *, channel: bool = False) -> "QuerySet[Any, Any]":
    """Return claims, decisions or reports in the one shape."""
    began = {_DECIDED: "determined_at"}.get(what, "received_at")
    return _shaped(
        what,
        rows,
        number=F("number"),
        first=F("channel") if channel else F("place"),
        second=_NO_TEXT if channel else F("item_code"),
        third=_NO_TEXT if channel else F("defect"),
        outcome=_NO_TEXT if channel else F("outcome"),
        began_at=F(began),
        ended_at=_NO_TIME,
    )


def _words(claim: Claim) -> "QuerySet[Any, Any]":
    rows = Statement.objects.filter(subject=claim.subject, erased_at=None).exclude(body="").order_by("-pk")
    empty = dict.fromkeys(("second", "third", "outcome"), _NO_TEXT)
    began = {"began_at": F("written_at"), "ended_at": _NO_TIME}
    return _shaped(_SAID, rows[:_MOST_SAID], number=F("body"), first=F("kind"), **empty, **began)


def _finding_rows(rows: "QuerySet[Finding]") -> "QuerySet[Any, Any]":
    shown: Any = _NO_TEXT
    for proof in PROOFS:
        is_shown = Case(When(**{proof: True}, then=Value(f" {proof}")), default=_NO_TEXT)
        shown = Concat(shown, is_shown, output_field=CharField())
    return _shaped(
        _FOUND,
        rows,
        number=F("city_grade"),
        first=F("grade"),
        second=F("section"),
        third=shown,
        outcome=Cast("state", CharField()),
        began_at=F("raised_at"),
        ended_at=F("closed_at"),
    )


def _shaped(what: str, rows: "QuerySet[Any]", **columns: Any) -> "QuerySet[Any, Any]":
    given = {f"row_{name}": value for name, value in {"what": Value(what), **columns}.items()}
    names = [name if name == "pk" else f"row_{name}" for name in _COLUMNS]
    shaped: QuerySet[Any, Any] = rows.annotate(**given).values_list(*names)
    return shaped


def counted(rows: Sequence[Near]) -> dict[str, int]:
    """Return how many past decisions had each outcome."""
    found: dict[str, int] = {}
    for row in rows:
        found[row.outcome] = found.get(row.outcome, 0) + 1
    return found
