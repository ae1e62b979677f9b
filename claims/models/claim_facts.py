"""What each step of a claim takes: ids, codes, dates, amounts and digests; words stand in Statement rows."""

from collections.abc import Collection, Iterable, Mapping
from decimal import Decimal
from typing import Annotated, Any, Self

from pydantic import AfterValidator, Field, model_validator

from claims.codes import (
    AGREED_KINDS,
    DEDUCTIONS,
    Agreeing,
    Benchmark,
    Cause,
    Channel,
    ComplexReason,
    FailedVisit,
    Ground,
    LiableParty,
    LineKind,
    Mode,
    Outcome,
    Place,
    RepairerKind,
    Reporter,
    Severity,
    WantedPaper,
)
from idi_platform.workflow.facts import Amount, Code, Day, Digest, Facts, Id, Instant


class Worded(Facts):
    """Facts with words beside them: the number of the Statement row and its digest."""

    statement_id: Id | None = None
    statement_digest: Digest | None = None


class Evidenced(Worded):
    """Facts that rest on evidence; the count is what gates look at."""

    evidence_ids: tuple[Id, ...] = ()
    evidence_count: int = Field(default=0, ge=0)

    @model_validator(mode="before")
    @classmethod
    def _count(cls, given: Any) -> Any:
        if isinstance(given, Mapping):
            return {**given, "evidence_count": len(set(given.get("evidence_ids") or ()))}
        return given


class File(Worded):
    """The report of a defect; nothing but the place is needed, the clock runs all the same.

    `photo_digests` are those of the files that came with it, sorted: the record itself says what was handed in.
    """

    channel: Channel = Channel.PORTAL
    reporter: Reporter = Reporter.OWNER
    claimant_person: Id | None = None
    claimant_organisation: Id | None = None
    place: Place = Place.OTHER
    defect: Code = ""
    item: Code = ""
    severity: Severity = Severity.TRACES
    is_emergency: bool = False
    discovered_on: Day | None = None
    first_known_on: Day | None = None
    photo_digests: tuple[Digest, ...] = ()


class LinkEarlier(Worded):
    """The earlier ticket or claim (its Subject) of the same defect and the day on which that one was known; or none.

    `by_rule`: place, item and room agree, so the platform has linked it itself.
    """

    earlier: Id | None = None
    known_on: Day | None = None
    by_rule: bool = False

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if (self.earlier is None) != (self.known_on is None):
            raise ValueError("an earlier case has a day, and a day an earlier case")
        return self


class RouteBeforeCover(Facts):
    """Who must repair, by which provision, and from when the insurer answers."""

    liable: LiableParty
    clause: Code = ""
    cover_starts_on: Day | None = None


def _once(papers: tuple[WantedPaper, ...]) -> tuple[WantedPaper, ...]:
    if len(set(papers)) < len(papers):
        raise ValueError("a paper is named once")
    return papers


Papers = Annotated[tuple[WantedPaper, ...], AfterValidator(_once)]
"""Papers of a list, each once."""


class RequestSupplement(Worded):
    """The complete list; a second list needs a new fact, named by the record that brought it."""

    papers: tuple[WantedPaper, ...] = Field(min_length=1)
    answer_by: Day | None = None
    has_new_fact_since_request: bool = False


class SupplyPart(Evidenced):
    """Which of the papers that were asked for came; the rest is still to come."""

    came: Papers = Field(min_length=1)


class SupplyDocuments(Evidenced):
    """The list is answered: everything came but what is `lacking`, which there is none of.

    `complete` says the same of records from before papers could come in parts; false left the list open.
    """

    lacking: Papers = ()
    complete: bool = True


class ScheduleSurvey(Facts):
    """When somebody comes, and who."""

    from_at: Instant
    until_at: Instant
    surveyor: Id | None = None

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.until_at <= self.from_at:
            raise ValueError("the visit ends after it begins")
        return self


class RecordSurvey(Evidenced):
    """What was seen and measured; the words stand in the Statement."""

    item: Code = ""
    place: Place | None = None
    cause: Cause | None = None
    first_known_on: Day | None = None
    is_recorded_at_acceptance: bool = False
    revealed_in_use: bool = True
    moisture: Decimal | None = Field(default=None, ge=0, le=100, max_digits=5, decimal_places=1)
    crack_width: Decimal | None = Field(default=None, ge=0, max_digits=6, decimal_places=2)
    owner_signed: bool = False


class RecordFailedVisit(Evidenced):
    """Why nobody could look, with proof."""

    reason: FailedVisit


class DeclareComplex(Worded):
    """Why it takes longer."""

    reason: ComplexReason


class ItemOutcome(Facts):
    """What was determined for one item."""

    item: Code
    outcome: Outcome
    ground: Ground | None = None


class Determination(Evidenced):
    """A determination: item, cause, what it falls short of, the clauses it rests on.

    `assessed_amount` is what the damage is assessed at, in yuan, as far as it is known.
    """

    item: Code = Field(min_length=1)
    clauses: tuple[Code, ...] = Field(min_length=1)
    cause: Cause
    benchmark: Benchmark
    assessed_amount: Amount | None = Field(default=None, gt=0)
    is_recorded_at_acceptance: bool = False
    revealed_in_use: bool = True
    first_known_on: Day | None = None


class Excluded(Evidenced):
    """Facts that rest on an exclusion: why it applies here stands in words of its own beside them."""

    why_id: Id | None = None
    why_digest: Digest | None = None


class Accept(Determination):
    """Everything that was claimed is covered."""

    outcome: Outcome = Outcome.COVERED


class AcceptInPart(Determination, Excluded):
    """Some of it is covered; the ground says why the rest is not."""

    outcome: Outcome = Outcome.IN_PART
    ground: Ground
    items: tuple[ItemOutcome, ...] = ()


class Refuse(Excluded):
    """Nothing of it is covered: the ground from the closed list, and the clauses it rests on."""

    item: Code = ""
    outcome: Outcome = Outcome.NOT_COVERED
    ground: Ground
    clauses: tuple[Code, ...] = Field(min_length=1)
    cause: Cause | None = None
    is_recorded_at_acceptance: bool = False
    revealed_in_use: bool = True
    first_known_on: Day | None = None


class OfferSettlement(Worded):
    """What the owner may choose between: a repair by a day, a sum, or both."""

    repair_from: Day | None = None
    repair_by: Day | None = None
    cash: Amount | None = Field(default=None, gt=0)

    @model_validator(mode="after")
    def _something(self) -> Self:
        if self.repair_by is None and self.cash is None:
            raise ValueError("an offer is a repair, a sum, or both")
        return self


class Agree(Evidenced):
    """Who agreed, to which way of performing, on which terms."""

    party: Agreeing
    mode: Mode
    amount: Amount | None = Field(default=None, gt=0)
    repair_from: Day | None = None
    repair_by: Day | None = None

    @model_validator(mode="after")
    def _terms(self) -> Self:
        if self.mode is Mode.CASH and self.amount is None:
            raise ValueError("an agreement on a sum names it")
        return self


class OrderRepair(Worded):
    """Who repairs, with the last day of the qualification that a third party shows, and when."""

    repairer: Id | None = None
    repairer_kind: RepairerKind | None = None
    qualification_until: Day | None = None
    start_on: Day | None = None
    end_on: Day | None = None


class CompleteRepair(Evidenced):
    """The finished repair: its test, the owner's acceptance, and what the insurer spent on the works, in yuan."""

    water_test_passed: bool | None = None
    accepted_by_owner: bool = False
    repair_cost: Amount | None = Field(default=None, gt=0)


class PaymentLine(Facts):
    """One line: what for and how much; deductions are written as they are, never negative."""

    kind: LineKind
    amount: Amount = Field(gt=0)


class Pay(Facts):
    """The lines of a payment, and what follows from them, in yuan.

    Attributes:
        amount: What is paid out: the lines less the deductions.
        indemnity: What of it counts against the sum insured (Insurance Law 18): what was agreed, less the deductions.
        rescue_costs: What the owner spent to limit the loss; it stands beside the indemnity (Insurance Law 57), as
            the costs of finding cause and extent do (64).
    """

    lines: tuple[PaymentLine, ...] = Field(min_length=1)
    amount: Amount = Field(gt=0)
    indemnity: Amount = Decimal("0.00")
    rescue_costs: Amount = Decimal("0.00")
    payee: Id | None = None
    account_digest: Digest | None = None

    @model_validator(mode="before")
    @classmethod
    def _sum(cls, given: Any) -> Any:
        if not isinstance(given, Mapping):
            return given
        lines = tuple(PaymentLine.model_validate(line) for line in given.get("lines") or ())
        less = _of(lines, DEDUCTIONS)
        total = sum((line.amount for line in lines), Decimal("0.00")) - 2 * less
        indemnity, rescue = max(_of(lines, AGREED_KINDS) - less, Decimal("0.00")), _of(lines, {LineKind.MITIGATION})
        return {**given, "lines": lines, "amount": total, "indemnity": indemnity, "rescue_costs": rescue}


def _of(lines: Iterable[PaymentLine], kinds: Collection[LineKind]) -> Decimal:
    return sum((line.amount for line in lines if line.kind in kinds), Decimal("0.00"))


class CorrectReceipt(Evidenced):
    """The true instant at which the report was received, with the reason in words and what proves it."""

    received_at: Instant


class Note(Worded):
    """Words for the file."""


class Attach(Facts):
    """Further evidence."""

    evidence_ids: tuple[Id, ...] = Field(min_length=1)
