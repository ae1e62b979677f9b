"""The first half of a claim: from the report to the determination and its papers."""

from claims.codes import Outcome
from claims.models import claim_facts as given
from claims.models import claim_guards as against
from claims.models import earlier_guards as earlier
from claims.models.claim_row import ClaimRow
from claims.models.owner_guards import may_act, nobody_claims_yet, owned_then, still_owns
from idi_platform.accounts.roles import Role
from idi_platform.kernel.clock import local_date
from idi_platform.workflow.facts import NoFacts
from idi_platform.workflow.lifecycles import ANY, Moment, step

OWNERS = frozenset({Role.owner, Role.agent})
FILERS = OWNERS | {Role.property_desk, Role.hotline, Role.handler}
HANDLERS = frozenset({Role.handler})
VISITORS = frozenset({Role.handler, Role.surveyor})
UNDECIDED = ("filed",)
OPEN = ("filed", "accepted", "partly_accepted", "agreed", "performing")
REFUSAL_NOTICE = "refusal_notice"
DETERMINATION_NOTICE = "determination_notice"
SUPPLEMENT_LIST = "supplement_list"
DECIDED_ON = ("policy", "unit", "common_part")


class ClaimHandling(ClaimRow):
    """Steps up to the determination; each sets columns of this row and nothing else."""

    class Meta:
        """No table of its own."""

        abstract = True

    @step(
        source="",
        target="filed",
        by=FILERS,
        facts=given.File,
        locks=("unit", "common_part"),
        reads=("policy",),
        within=("unit", "common_part"),
        guards=(against.discovered_before_now, against.property_firm_files_for_others),
        zh="报案",
        en="file",
    )
    def file(self, facts: given.File, moment: Moment) -> None:
        """Receive the claim at the instant of whoever took it in."""
        self.channel = facts.channel
        self.reporter = facts.reporter
        self.claimant_person = facts.claimant_person
        self.claimant_organisation = facts.claimant_organisation
        self.filed_by_person = moment.acting.get("person")
        self.filed_by_organisation = moment.acting.get("organisation")
        self.statement_id = facts.statement_id
        self.place = facts.place
        self.defect = facts.defect
        self.item_code = facts.item
        self.severity = facts.severity
        self.is_emergency = facts.is_emergency
        self.received_at = moment.occurred_at
        self.reported_on = local_date(moment.occurred_at)
        self.discovered_on = facts.discovered_on
        self.first_known_on = facts.first_known_on

    @step(
        source=OPEN,
        by=HANDLERS,
        facts=given.LinkEarlier,
        guards=(earlier.is_at_same_place, earlier.is_said_why),
        zh="认定与更早的记录是不是同一问题",
        en="say whether an earlier record is of the same defect",
    )
    def link_earlier(self, facts: given.LinkEarlier, _moment: Moment) -> None:
        """Link the earliest record of the same defect at the same place, or none; the day bears on cover."""
        self.earlier_id = facts.earlier
        self.earlier_known_on = facts.known_on

    @step(
        source=ANY,
        by=OWNERS,
        guards=(still_owns, nobody_claims_yet, owned_then),
        zh="确认是本人报的案",
        en="take up the claim",
    )
    def take_up(self, _facts: NoFacts, moment: Moment) -> None:
        """Say that the report a desk took in is one's own; whoever says so first claims."""
        self.claimant_organisation = moment.acting.get("organisation")
        self.claimant_person = moment.acting.get("person") if self.claimant_organisation is None else None

    @step(
        source="filed",
        target="routed_before_cover",
        by=HANDLERS,
        facts=given.RouteBeforeCover,
        reads=("policy", "unit", "common_part"),
        zh="转保修期责任方维修",
        en="route to whoever repairs before cover",
    )
    def route_before_cover(self, facts: given.RouteBeforeCover, moment: Moment) -> None:
        """Hand the defect to whoever must repair before cover; this is not a refusal."""
        self.liable = facts.liable
        self.routed_at = moment.occurred_at

    @step(
        source=("filed", "accepted", "partly_accepted"),
        by=HANDLERS,
        facts=given.RequestSupplement,
        zh="一次性告知补充材料",
        en="request the missing papers",
    )
    def request_supplement(self, facts: given.RequestSupplement, moment: Moment) -> None:
        """Ask for everything that is missing, once."""
        self.supplement_requested_at = moment.occurred_at
        self.supplement_count += 1
        self.wanted_papers = list(facts.papers)
        self.papers_came, self.papers_lacking = [], []
        self.answer_by = facts.answer_by
        self.has_new_fact_since_request = False

    @step(
        source=("filed", "accepted", "partly_accepted"),
        by=FILERS,
        facts=given.SupplyPart,
        guards=(may_act, against.more_is_to_come, against.part_of_list),
        zh="先交一部分材料",
        en="supply some of the papers",
    )
    def supply_part(self, facts: given.SupplyPart, _moment: Moment) -> None:
        """Receive some of what was asked for; the list stays open, and what waits for it goes on waiting."""
        self.papers_came = [*self.papers_came, *facts.came]

    @step(
        source=("filed", "accepted", "partly_accepted"),
        by=FILERS,
        facts=given.SupplyDocuments,
        guards=(may_act, against.list_is_open, against.lacks_of_list),
        zh="补交材料",
        en="supply the papers",
    )
    def supply_documents(self, facts: given.SupplyDocuments, moment: Moment) -> None:
        """Receive the last of what was asked for, or the word that there is no more of it."""
        if not facts.complete:
            return
        if self.is_waiting_for_papers:
            self.papers_lacking = [code for code in self.papers_to_come if code in facts.lacking]
            self.papers_came = [code for code in self.wanted_papers if code not in self.papers_lacking]
        self._papers_are_complete(moment)

    @step(
        source=("filed", "accepted", "partly_accepted"),
        by=HANDLERS,
        facts=given.Note,
        zh="确认材料齐全",
        en="confirm that the papers are complete",
    )
    def confirm_papers(self, _facts: given.Note, moment: Moment) -> None:
        """Say that nothing is missing; the limits that count from complete papers begin."""
        self._papers_are_complete(moment)

    @step(source=OPEN, by=FILERS, guards=(may_act,), zh="转为紧急", en="declare an emergency")
    def declare_emergency(self, _facts: NoFacts, _moment: Moment) -> None:
        """Repair first, survey at the same visit."""
        self.is_emergency = True

    @step(source=OPEN, by=HANDLERS, facts=given.Note, zh="同意先抢修", en="authorise an emergency repair")
    def authorise_emergency_repair(self, _facts: given.Note, _moment: Moment) -> None:
        """Let the danger be removed before anything is determined."""

    @step(
        source=OPEN,
        by=VISITORS,
        facts=given.ScheduleSurvey,
        guards=(against.visit_is_to_come,),
        zh="约定上门时间",
        en="schedule the survey",
    )
    def schedule_survey(self, facts: given.ScheduleSurvey, _moment: Moment) -> None:
        """Fix who comes when."""
        self.survey_from_at = facts.from_at
        self.survey_until_at = facts.until_at
        self.surveyor = facts.surveyor

    @step(
        source=OPEN,
        by=VISITORS,
        guards=(against.visit_is_arranged,),
        zh="取消约定的上门时间",
        en="call off the survey",
    )
    def call_off_survey(self, _facts: NoFacts, _moment: Moment) -> None:
        """Nobody comes at the time that was arranged; who would have come goes on with the next one."""
        self.survey_from_at = self.survey_until_at = None

    @step(
        source=OPEN,
        by=VISITORS,
        facts=given.RecordSurvey,
        report=True,
        zh="登记现场查勘",
        en="record the survey",
    )
    def record_survey(self, facts: given.RecordSurvey, moment: Moment) -> None:
        """Record what was seen on site."""
        self.surveyed_at = moment.occurred_at
        self.item_code = facts.item or self.item_code
        self.place = facts.place or self.place
        self.cause = facts.cause or self.cause
        self.first_known_on = facts.first_known_on or self.first_known_on
        self.is_recorded_at_acceptance = facts.is_recorded_at_acceptance
        self.revealed_in_use = facts.revealed_in_use
        self.moisture = facts.moisture
        self.crack_width = facts.crack_width

    @step(
        source=OPEN,
        by=VISITORS,
        facts=given.RecordFailedVisit,
        guards=(against.failed_visit_is_proved,),
        report=True,
        zh="登记上门未果",
        en="record a failed visit",
    )
    def record_failed_visit(self, _facts: given.RecordFailedVisit, moment: Moment) -> None:
        """Record that somebody came and could not look."""
        self.failed_visits += 1
        self.last_failed_visit_at = moment.occurred_at

    @step(
        source=UNDECIDED,
        by=HANDLERS,
        facts=given.DeclareComplex,
        guards=(against.a_limit_is_lengthened,),
        zh="认定情形复杂",
        en="declare complex",
    )
    def declare_complex(self, facts: given.DeclareComplex, moment: Moment) -> None:
        """Take the longer limit, counted from the same start."""
        self.is_complex = True
        self.complex_reason = facts.reason
        self.complex_at = moment.occurred_at

    @step(
        source=UNDECIDED,
        target="accepted",
        by=HANDLERS,
        facts=given.Accept,
        guards=(against.is_proved, against.is_explained),
        zh="核定：属于保险责任",
        en="accept",
        reads=DECIDED_ON,
        second_person=True,
    )
    def accept(self, facts: given.Accept, moment: Moment) -> None:
        """Determine that the defect is covered."""
        self._determine(facts, moment)

    @step(
        source=UNDECIDED,
        target="partly_accepted",
        by=HANDLERS,
        facts=given.AcceptInPart,
        guards=(against.is_proved, against.is_explained, against.says_why_here),
        zh="核定：部分属于保险责任",
        en="accept in part",
        reads=DECIDED_ON,
        second_person=True,
    )
    def accept_in_part(self, facts: given.AcceptInPart, moment: Moment) -> None:
        """Determine that part of it is covered."""
        self._determine(facts, moment)
        self.ground = facts.ground

    @step(
        source=UNDECIDED,
        target="refused",
        by=HANDLERS,
        facts=given.Refuse,
        guards=(against.proves_exclusion,),
        zh="核定：不属于保险责任",
        en="refuse",
        reads=DECIDED_ON,
        second_person=True,
    )
    def refuse(self, facts: given.Refuse, moment: Moment) -> None:
        """Determine that nothing of it is covered."""
        self._determine(facts, moment)
        self.ground = facts.ground

    @step(
        source=("accepted", "partly_accepted", "refused", "refusal_notified", "agreed", "performing", "performed"),
        by=HANDLERS,
        zh="发出核定结果通知",
        en="send the determination",
    )
    def send_determination(self, _facts: NoFacts, moment: Moment) -> None:
        """Order the notice; it is served when it is handed to its channel."""
        self.determination_sent_at = moment.occurred_at

    @step(source=("refused", "partly_accepted"), by=HANDLERS, zh="发出不予赔偿通知", en="send the refusal")
    def send_refusal(self, _facts: NoFacts, moment: Moment) -> None:
        """Order the refusal notice; it is served when it is handed to its channel."""
        self.refusal_sent_at = moment.occurred_at

    @step(source="refused", target="refusal_notified", by=(), automatic=True, zh="通知已发出", en="refusal served")
    def serve_refusal(self, _facts: NoFacts, _moment: Moment) -> None:
        """The refusal notice has left."""

    @step(
        source=ANY,
        by=HANDLERS,
        facts=given.CorrectReceipt,
        guards=(against.receipt_is_past, against.receipt_is_proved),
        second_person=True,
        zh="更正报案时间",
        en="correct the receipt",
    )
    def correct_receipt(self, facts: given.CorrectReceipt, _moment: Moment) -> None:
        """Set the true instant of receipt; every limit is counted anew from it."""
        self.received_at = facts.received_at
        self.reported_on = local_date(facts.received_at)

    @step(
        source=ANY,
        by=FILERS | VISITORS | {Role.approver},
        facts=given.Note,
        guards=(may_act,),
        zh="记一笔",
        en="note",
    )
    def note(self, _facts: given.Note, _moment: Moment) -> None:
        """Keep words for the file."""

    @step(
        source=ANY,
        by=FILERS | VISITORS,
        facts=given.Attach,
        guards=(may_act,),
        zh="添加证据",
        en="attach evidence",
    )
    def attach(self, _facts: given.Attach, _moment: Moment) -> None:
        """Keep further evidence."""

    def _papers_are_complete(self, moment: Moment) -> None:
        """Papers that were complete stay so since then, whoever says it again; only an unanswered list reopens them."""
        if self.papers_complete_at is None or self.is_waiting_for_papers:
            self.papers_complete_at = moment.occurred_at

    def _determine(self, facts: given.Accept | given.AcceptInPart | given.Refuse, moment: Moment) -> None:
        self.determined_at = moment.occurred_at
        self.determination_version += 1
        self.outcome = Outcome(facts.outcome)
        self.item_code = facts.item or self.item_code
        self.cause = facts.cause or self.cause
        self.benchmark = getattr(facts, "benchmark", "") or ""
        self.ground = ""
        self.assessed_amount = getattr(facts, "assessed_amount", None)
        self.evidence_count = facts.evidence_count
        self.is_recorded_at_acceptance = facts.is_recorded_at_acceptance
        self.revealed_in_use = facts.revealed_in_use
        self.first_known_on = facts.first_known_on or self.first_known_on

    def paper_dispatched(self, paper: str, moment: Moment) -> None:
        """Keep when the notices that limits hang on have left."""
        if paper == REFUSAL_NOTICE:
            self.refusal_dispatched_at = moment.occurred_at
        if paper == DETERMINATION_NOTICE:
            self.determination_dispatched_at = moment.occurred_at

    def paper_arrived(self, paper: str, moment: Moment) -> None:
        """Keep when the list of missing papers reached the claimant."""
        if paper == SUPPLEMENT_LIST:
            self.supplement_arrived_at = moment.occurred_at
