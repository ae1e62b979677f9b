"""Ticket: a defect before cover, for the developer or the contractor; it keeps when it was first known."""

from django.db import models
from pydantic import Field

from claims.codes import LiableParty, Place, Severity
from claims.models.owner_guards import may_act
from claims.models.placed import Placed
from idi_platform.accounts.roles import Role
from idi_platform.kernel.clock import local_date
from idi_platform.workflow.facts import Code, Day, Digest, Facts, Id, Instant, NoFacts
from idi_platform.workflow.lifecycles import Moment, lifecycle, step

OWNERS = frozenset({Role.owner, Role.agent})
LIABLE = frozenset({Role.developer, Role.contractor})
INSURER = frozenset({Role.handler})
REPORTERS = OWNERS | LIABLE | INSURER | {Role.property_desk, Role.hotline}
UNREPAIRED = ("reported", "told_to_liable", "visited", "scheme_agreed", "repairing")


class Report(Facts):
    """The defect, when it was first known, and what it came from."""

    place: Place = Place.OTHER
    defect: Code = ""
    item: Code = ""
    severity: Severity = Severity.TRACES
    discovered_on: Day | None = None
    first_known_on: Day | None = None
    reported_at: Instant | None = None
    statement_id: Id | None = None
    statement_digest: Digest | None = None


class TellLiable(Facts):
    """Who must repair, and the organisation that was told."""

    liable: LiableParty
    organisation_id: Id | None = None
    also_told: tuple[Id, ...] = ()
    clause: Code = ""


class Scheme(Facts):
    """How and until when it is repaired."""

    start_on: Day | None = None
    end_on: Day | None = None
    statement_id: Id | None = None
    statement_digest: Digest | None = None


class Repaired(Facts):
    """The finished repair and its proof."""

    evidence_ids: tuple[Id, ...] = ()


class CarryOver(Facts):
    """The claim in which the unrepaired defect goes on."""

    claim_id: Id | None = None


class OtherRepairer(Facts):
    """Who repairs instead."""

    repairer: Id = Field(gt=0)


@lifecycle(kind="ticket", rank=80, zh="保修期报修单", en="pre-cover ticket")
class Ticket(Placed):
    """A pre-cover ticket; a missed duty of the liable party takes nothing from the owner."""

    identity = ("number", "origin_id")

    number = models.CharField(max_length=30, unique=True)
    origin = models.ForeignKey("claims.Claim", models.PROTECT, null=True, related_name="tickets")
    place = models.CharField(max_length=24, choices=Place, blank=True)
    defect = models.CharField(max_length=80, blank=True)
    item_code = models.CharField(max_length=80, blank=True)
    severity = models.CharField(max_length=24, choices=Severity, blank=True)
    statement = models.ForeignKey("claims.Statement", models.PROTECT, null=True, related_name="+")
    reported_at = models.DateTimeField(null=True)
    reported_on = models.DateField(null=True)
    discovered_on = models.DateField(null=True)
    first_known_on = models.DateField(null=True)
    liable = models.CharField(max_length=24, choices=LiableParty, blank=True)
    liable_organisation = models.BigIntegerField(null=True)
    told_at = models.DateTimeField(null=True)
    visited_at = models.DateTimeField(null=True)
    scheme_agreed_at = models.DateTimeField(null=True)
    scheme_start_on = models.DateField(null=True)
    scheme_end_on = models.DateField(null=True)
    repair_started_at = models.DateTimeField(null=True)
    repair_completed_at = models.DateTimeField(null=True)
    repair_accepted_at = models.DateTimeField(null=True)
    defaulted_at = models.DateTimeField(null=True)

    class Meta:
        """A board of tickets is read by state and age."""

        indexes = (models.Index(fields=("state", "reported_at"), name="ticket_by_state"),)

    def __str__(self) -> str:
        """The number."""
        return self.number

    @step(
        source="",
        target="reported",
        by=REPORTERS,
        facts=Report,
        locks=(),
        reads=("unit", "common_part"),
        within=("unit", "common_part"),
        zh="登记报修",
        en="report",
    )
    def report(self, facts: Report, moment: Moment) -> None:
        """Keep the report with the instant at which the owner first asked."""
        self.place = facts.place
        self.defect = facts.defect
        self.item_code = facts.item
        self.severity = facts.severity
        self.discovered_on = facts.discovered_on
        self.first_known_on = facts.first_known_on or facts.discovered_on
        self.reported_at = facts.reported_at or moment.occurred_at
        self.reported_on = local_date(self.reported_at)
        self.statement_id = facts.statement_id

    @step(
        source="reported", target="told_to_liable", by=INSURER, facts=TellLiable, zh="告知责任方", en="tell the liable"
    )
    def tell_liable(self, facts: TellLiable, moment: Moment) -> None:
        """Tell whoever must repair."""
        self.liable = facts.liable
        self.liable_organisation = facts.organisation_id
        self.told_at = moment.occurred_at

    @step(
        source=("reported", "told_to_liable", "visited"),
        target="visited",
        by=LIABLE | INSURER,
        report=True,
        zh="登记上门查看",
        en="record a visit",
    )
    def record_visit(self, _facts: NoFacts, moment: Moment) -> None:
        """Record that the liable party came to look."""
        self.visited_at = moment.occurred_at

    @step(
        source=("told_to_liable", "visited"),
        target="scheme_agreed",
        by=LIABLE | OWNERS | INSURER,
        facts=Scheme,
        guards=(may_act,),
        zh="商定维修方案",
        en="agree on a scheme",
    )
    def agree_scheme(self, facts: Scheme, moment: Moment) -> None:
        """Record how it is to be repaired."""
        self.scheme_agreed_at = moment.occurred_at
        self.scheme_start_on = facts.start_on
        self.scheme_end_on = facts.end_on

    @step(
        source=("told_to_liable", "visited", "scheme_agreed", "other_repairer", "fund"),
        target="repairing",
        by=LIABLE | INSURER,
        report=True,
        zh="开始维修",
        en="start the repair",
    )
    def start_repair(self, _facts: NoFacts, moment: Moment) -> None:
        """Record that work has begun."""
        self.repair_started_at = moment.occurred_at

    @step(
        source="repairing",
        target="repaired",
        by=LIABLE | INSURER,
        facts=Repaired,
        report=True,
        zh="维修完成",
        en="complete the repair",
    )
    def complete_repair(self, _facts: Repaired, moment: Moment) -> None:
        """Record that work is finished."""
        self.repair_completed_at = moment.occurred_at

    @step(
        source="repaired",
        target="accepted",
        by=OWNERS | INSURER,
        guards=(may_act,),
        zh="验收维修",
        en="accept the repair",
    )
    def accept_repair(self, _facts: NoFacts, moment: Moment) -> None:
        """The owner is content; the defect counts as mended."""
        self.repair_accepted_at = moment.occurred_at

    @step(
        source=UNREPAIRED,
        target="defaulted",
        by=OWNERS | INSURER,
        guards=(may_act,),
        zh="责任方未履行",
        en="declare a default",
    )
    def declare_default(self, _facts: NoFacts, moment: Moment) -> None:
        """Record that the liable party does not repair."""
        self.defaulted_at = moment.occurred_at

    @step(
        source="defaulted",
        target="other_repairer",
        by=INSURER | OWNERS,
        facts=OtherRepairer,
        guards=(may_act,),
        zh="另找人维修",
        en="turn to another repairer",
    )
    def turn_to_other_repairer(self, _facts: OtherRepairer, _moment: Moment) -> None:
        """Somebody else repairs."""

    @step(source="defaulted", target="fund", by=INSURER | {Role.institution}, zh="动用保障资金", en="turn to the fund")
    def turn_to_fund(self, _facts: NoFacts, _moment: Moment) -> None:
        """The guarantee fund pays for the repair."""

    @step(
        source=(*UNREPAIRED, "defaulted"),
        target="carried_over",
        by=INSURER,
        facts=CarryOver,
        zh="转入索赔案件",
        en="carry over into a claim",
    )
    def carry_over(self, _facts: CarryOver, _moment: Moment) -> None:
        """What is still unrepaired when cover begins goes on as a claim."""

    @step(
        source=(*UNREPAIRED, "defaulted"),
        target="withdrawn",
        by=OWNERS,
        guards=(may_act,),
        zh="撤回报修",
        en="withdraw",
    )
    def withdraw(self, _facts: NoFacts, _moment: Moment) -> None:
        """The owner takes it back."""
