"""Intake: a report as it came in, by anyone, on any channel, before identity is proved; its receipt counts."""

from django.db import models

from claims.codes import Channel, Place, Reporter, Severity
from claims.models.intake_guards import case_followed, joins_open_case_there
from claims.models.placed import Placed
from idi_platform.accounts.roles import Role
from idi_platform.workflow.facts import Code, Day, Digest, Facts, Id
from idi_platform.workflow.lifecycles import Moment, lifecycle, step

OWNERS = frozenset({Role.owner, Role.agent})
REPORTERS = frozenset({Role.owner, Role.agent, Role.property_desk, Role.hotline, Role.handler, Role.surveyor})


class Receive(Facts):
    """How it came in, and where the words stand."""

    channel: Channel
    reporter: Reporter = Reporter.OWNER
    statement_id: Id | None = None
    statement_digest: Digest | None = None
    recording: Code = ""


class ReceiveUnplaced(Facts):
    """The same, and what the defect is: the home is not known yet, only words say where it is."""

    channel: Channel
    reporter: Reporter = Reporter.OWNER
    statement_id: Id | None = None
    statement_digest: Digest | None = None
    place: Place = Place.OTHER
    defect: Code = ""
    item: Code = ""
    severity: Severity = Severity.TRACES
    discovered_on: Day | None = None
    photo_digests: tuple[Digest, ...] = ()


class OpenClaim(Facts):
    """The claim that the report opened."""

    claim_id: Id


class Join(Facts):
    """The claim that the report belongs to, and who saw that it is the same defect."""

    claim_id: Id
    chosen_by_reporter: bool = False


@lifecycle(kind="intake", rank=90, zh="报案登记", en="intake")
class Intake(Placed):
    """One report. A second report of the same defect joins the first claim and restarts none of its clocks."""

    identity = ("number",)

    number = models.CharField(max_length=30, unique=True)
    channel = models.CharField(max_length=10, choices=Channel)
    reporter = models.CharField(max_length=20, choices=Reporter)
    received_at = models.DateTimeField(null=True)
    received_by_person = models.BigIntegerField(null=True)
    received_by_organisation = models.BigIntegerField(null=True)
    statement = models.ForeignKey("claims.Statement", models.PROTECT, null=True, related_name="+")
    statement_digest = models.CharField(max_length=64, blank=True)
    recording = models.CharField(max_length=80, blank=True)
    claim = models.ForeignKey("claims.Claim", models.PROTECT, null=True, related_name="intakes")
    is_unplaced = models.BooleanField("房屋待对应", default=False)
    place = models.CharField("部位", max_length=20, choices=Place, blank=True)
    defect = models.CharField("缺陷", max_length=80, blank=True)
    item_code = models.CharField("项目", max_length=80, blank=True)
    severity = models.CharField("严重程度", max_length=20, choices=Severity, blank=True)
    discovered_on = models.DateField("发现日期", null=True)

    class Meta:
        """What one organisation has taken in is found by organisation."""

        indexes = (
            models.Index(fields=("received_by_organisation", "received_at"), name="intake_by_organisation"),
            models.Index(fields=("received_at",), name="intake_unplaced", condition=models.Q(is_unplaced=True)),
        )

    def __str__(self) -> str:
        """The number."""
        return self.number

    @step(
        source="",
        target="received",
        by=REPORTERS,
        facts=Receive,
        locks=("unit", "common_part"),  # what the claim locks that is filed next, in the same transaction
        reads=("policy",),
        within=("unit", "common_part", "building"),
        zh="收到报案",
        en="receive",
    )
    def receive(self, facts: Receive, moment: Moment) -> None:
        """Keep the report; the instant is that of whoever took it in."""
        self.channel = facts.channel
        self.reporter = facts.reporter
        self.received_at = moment.occurred_at
        self.received_by_person = moment.acting.get("person")
        self.received_by_organisation = moment.acting.get("organisation")
        self.statement_id = facts.statement_id
        self.statement_digest = facts.statement_digest or ""
        self.recording = facts.recording

    @step(
        source="",
        target="received",
        by=OWNERS,
        facts=ReceiveUnplaced,
        reads=("policy",),
        within=("unit", "common_part"),
        zh="收到报案（房屋待对应）",
        en="receive before the home is known",
    )
    def receive_unplaced(self, facts: ReceiveUnplaced, moment: Moment) -> None:
        """Keep the report of an owner whose home is not bound yet; its instant counts, a desk finds the home."""
        self.is_unplaced = True
        self.channel = facts.channel
        self.reporter = facts.reporter
        self.received_at = moment.occurred_at
        self.received_by_person = moment.acting.get("person")
        self.received_by_organisation = moment.acting.get("organisation")
        self.statement_id = facts.statement_id
        self.statement_digest = facts.statement_digest or ""
        self.place = facts.place
        self.defect = facts.defect
        self.item_code = facts.item
        self.severity = facts.severity
        self.discovered_on = facts.discovered_on

    @step(source="received", target="claim_opened", by=REPORTERS, facts=OpenClaim, zh="立案", en="open a claim")
    def open_claim(self, facts: OpenClaim, _moment: Moment) -> None:
        """Say which claim it opened."""
        self.claim_id = facts.claim_id

    @step(
        source="received",
        target="joined",
        by=REPORTERS,
        facts=Join,
        reads_named=lambda facts: case_followed(facts.claim_id),
        guards=(joins_open_case_there,),
        zh="归并到已有案件",
        en="join a claim",
    )
    def join(self, facts: Join, _moment: Moment) -> None:
        """Follow the first claim's clocks; nothing is restarted, nothing is paid twice."""
        self.claim_id = facts.claim_id

    @step(
        source="received",
        target="advice_only",
        by={Role.handler, Role.hotline, Role.property_desk},
        zh="只作答复",
        en="advise only",
    )
    def advise_only(self, _facts: Facts, _moment: Moment) -> None:
        """Close a report that only asked for advice."""
