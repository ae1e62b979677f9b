"""Reading claims: lists in a constant number of queries, and the parts of a case's page."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext as _

from claims.models import Claim, Intake, Repair, Ticket
from claims.models.placed import tell_policy
from claims.signatures import IS_SIGNATURE
from claims.words import home_words, titles_of
from idi_platform.accounts.acting import Acting
from idi_platform.accounts.models import OrganisationKind, Person
from idi_platform.accounts.names import Names, called, names_in, organisations_called, people_called
from idi_platform.accounts.roles import PartyRole
from idi_platform.deadlines.models import Clock
from idi_platform.deadlines.queries import clocks_of
from idi_platform.deadlines.states import OPEN_STATES, ClockKind
from idi_platform.documents.models import Attachment, Paper
from idi_platform.kernel import clock
from idi_platform.kernel.clock import local_date
from idi_platform.kernel.errors import NotVisible
from idi_platform.kernel.once import tell
from idi_platform.kernel.questions import question
from idi_platform.portal.people import people_in
from idi_platform.projects.models import CommonPart, Unit
from idi_platform.records.access import access_of
from idi_platform.records.histories import tell_history
from idi_platform.records.models import Form, Party, Record
from idi_platform.workflow.models import Proposal, ProposalState
from policies.cover_rows import rows_at
from policies.models import CoverRow

_CASES = ("claim", "ticket", "intake", "repair")
"""What papers and evidence of a case hang on."""
_NEWEST = 200
_NEWEST_REPORTS = 20
DUTIES = (ClockKind.DUTY, ClockKind.REMINDER)
AMONG_INSURERS = Q(recipient_organisation__kind=OrganisationKind.insurer)
"""Papers from one insurer to another: an owner is not the one they speak to."""


@dataclass(frozen=True, slots=True)
class CaseLine:
    """One case on a list: what it is, where, and what is open on it, the next duty first."""

    case: Claim | Ticket
    title: str
    home: str
    clocks: tuple[Clock, ...] = ()

    @property
    def clock(self) -> Clock | None:
        """Return the next duty."""
        return self.clocks[0] if self.clocks else None


def claim_for(acting: Acting, number: str) -> Claim:
    """Return a claim that the capacity may see.

    Raises:
        NotVisible: There is none, or it is somebody else's.
    """
    found = Claim.objects.visible_to(acting).select_related("subject", "statement", "offer")
    claim = found.filter(number=number).first()
    if claim is None:
        raise NotVisible("claim.not_visible", _("没有找到这个案件。请核对编号，或从列表重新进入。"))
    return claim


def know_cover(claim: Claim) -> None:
    """Read a claim's policy with its rows of cover, in one query, for a page that shows both."""
    policy_id, building_id = claim.subject.policy_id or 0, claim.subject.building_id or 0
    rows = CoverRow.objects.filter(policy=policy_id, building=building_id).order_by("item")
    found = tuple(rows.select_related("policy__subject", "policy__insured_object__project"))
    tell(rows_at, found, policy_id, building_id)
    if found:
        tell_policy(found[0].policy)


def ticket_for(acting: Acting, number: str) -> Ticket:
    """Return a ticket that the capacity may see; raises NotVisible else."""
    found = Ticket.objects.visible_to(acting).select_related("subject", "statement", "origin__subject")
    ticket = found.filter(number=number).first()
    if ticket is None:
        raise NotVisible("ticket.not_visible", _("没有找到这张报修单。请核对编号，或从列表重新进入。"))
    return ticket


def lines_of(cases: Iterable[Claim | Ticket]) -> list[CaseLine]:
    """Return cases as lines of a list; the number of queries does not grow with the rows."""
    rows = list(cases)
    titles, homes, clocks = titles_of(rows), homes_of(rows), open_clocks([row.pk for row in rows])
    return [CaseLine(row, titles[row.pk], homes.get(row.pk, ""), clocks.get(row.pk, ())) for row in rows]


def homes_of(cases: Sequence[Claim | Ticket]) -> dict[int, str]:
    """Return where each case is."""
    units = Unit.objects.select_related("building__insured_object__project").in_bulk(
        {case.subject.unit_id for case in cases if case.subject.unit_id is not None}
    )
    parts = CommonPart.objects.select_related("building__insured_object__project").in_bulk(
        {case.subject.common_part_id for case in cases if case.subject.common_part_id is not None}
    )
    return {
        case.pk: home_words(units.get(case.subject.unit_id), parts.get(case.subject.common_part_id), None)
        for case in cases
    }


def next_clock(subject_id: int) -> Clock | None:
    """Return the next open duty of one case, out of the clocks that its page shows anyway."""
    rows = [row for row in clocks_of(subject_id) if row.state in OPEN_STATES and row.kind in DUTIES]
    by_law = sorted(rows, key=lambda row: (row.force, -row.pk), reverse=True)
    return min(by_law, key=lambda row: (row.due_at is None, row.due_at), default=None)


def next_clocks(subject_ids: Sequence[int]) -> dict[int, Clock]:
    """Return the next open duty of each case."""
    return {pk: rows[0] for pk, rows in open_clocks(subject_ids).items()}


def open_clocks(subject_ids: Sequence[int]) -> dict[int, tuple[Clock, ...]]:
    """Return the open duties of each case, the next first; of a case without any nothing."""
    rows = Clock.objects.filter(subject_id__in=subject_ids, state__in=OPEN_STATES, kind__in=DUTIES)
    found: dict[int, tuple[Clock, ...]] = {}
    for row in rows.order_by(F("due_at").asc(nulls_last=True), "-force", "id"):
        found[row.subject_id] = (*found.get(row.subject_id, ()), row)
    return found


def owners_claims(acting: Acting) -> list[CaseLine]:
    """Return an owner's claims, the newest first; routed ones are shown by their ticket."""
    rows = Claim.objects.visible_to(acting).exclude(state="routed_before_cover")
    return lines_of(rows.select_related("subject").order_by("-received_at", "-pk")[:100])


def owners_tickets(acting: Acting) -> list[CaseLine]:
    """Return an owner's tickets, the newest first."""
    rows = Ticket.objects.visible_to(acting).select_related("subject")
    return lines_of(rows.order_by("-reported_at", "-pk")[:100])


def owners_homes(acting: Acting) -> list[Unit]:
    """Return the homes of an owner today."""
    return _homes(acting, local_date(clock.now()))


@question
def _homes(acting: Acting, on: date) -> "QuerySet[Unit]":
    rows = Unit.objects.visible_to(acting, on)
    rows = rows.select_related("subject__division", "building__insured_object__project")
    return rows.order_by("building_id", "number")[:50]


def unplaced_reports(acting: Acting) -> list[Intake]:
    """Return an owner's reports whose home a desk has still to find, the newest first."""
    mine = Intake.objects.visible_to(acting).filter(is_unplaced=True, state="received")
    return list(mine.order_by("-received_at", "-pk")[:_NEWEST_REPORTS])


def records_of(
    subject_ids: Sequence[int],
    *,
    since: datetime | None = None,
    until: datetime | None = None,
    events: bool = False,
) -> list[Record]:
    """Return what happened to a case, the newest first; an owner sees nothing before and after his time.

    Without `events` it is told to owners: neither what time did nor what insurers wrote to each other.
    """
    rows = Record.objects.filter(subject_id__in=subject_ids)
    if not events:
        rows = rows.exclude(form=Form.EVENT)
        among = Paper.objects.filter(AMONG_INSURERS, subject_id__in=subject_ids).values_list("pk", flat=True)
        rows = rows.filter(Q(facts__paper_id__isnull=True) | ~Q(facts__paper_id__in=list(among)))  # most name no paper
    if until is not None:
        rows = rows.filter(occurred_at__lt=until)
    if since is not None:
        rows = rows.filter(occurred_at__gte=since)
    return list(rows.order_by("-occurred_at", "-subject_id", "-seq")[:_NEWEST])


def all_records_of(subject_id: int) -> list[Record]:
    """Return the same of one case with its events; where they are all of them, its steps are known by them too."""
    found = records_of([subject_id], events=True)
    if len(found) < _NEWEST:
        tell_history(subject_id, found)
    return found


@dataclass(frozen=True, slots=True)
class Told:
    """Names by number: who acted, to which organisations papers went, the claimant's telephone, the earlier case.

    `holders` are the stretches in which the claimant holds the home, of those that hold the day of the report.
    """

    people: Names
    organisations: Names
    addressees: Names
    phones: Names
    cases: Names
    holders: Names


def names_told(records: Iterable[Record], claim: Claim | None = None) -> Told:
    """Return the names that records, and with a claim its facts, are told by; in one query."""
    rows = list(records)
    people, organisations = _who_acted(rows)
    claimants: set[int] = set()
    earlier = _known(claim.earlier_id) if claim is not None else set()
    if claim is not None:
        claimants = _known(claim.claimant_person)
        people |= _known(claim.claimant_person, claim.filed_by_person, claim.handled_by)
        organisations |= _known(claim.claimant_organisation)
    sent = {record.facts["paper_id"] for record in rows if "paper_id" in record.facts}
    papers = Paper.objects.filter(pk__in=sent, recipient_organisation__isnull=False)
    found = names_in(
        people_called(people),
        organisations_called(organisations),
        called("paper", papers, "recipient_organisation__name"),
        called("phone", Person.objects.filter(pk__in=claimants, phone__isnull=False), "phone"),
        *(called("case", kind.objects.filter(pk__in=earlier), "number") for kind in (Claim, Ticket)),
        *([] if claim is None else [called("holder", _held_by_claimant(claim), "role")]),
    )
    return Told(*(found.get(what, {}) for what in ("person", "organisation", "paper", "phone", "case", "holder")))


def _held_by_claimant(claim: Claim) -> "QuerySet[Party]":
    """Return the claimant's stretches of ownership of the home that hold the day of the report."""
    held = Party.objects.on(claim.reported_on or local_date(clock.now())).filter(
        subject=claim.subject.unit_id or 0, role=PartyRole.owner
    )
    if claim.claimant_organisation is not None:
        return held.filter(organisation=claim.claimant_organisation)
    return held.filter(person=claim.claimant_person or 0)


def _known(*pks: int | None) -> set[int]:
    return {pk for pk in pks if pk is not None}


def _who_acted(records: Iterable[Record]) -> tuple[set[int], set[int]]:
    acted = [record.acting for record in records]
    behind = [entry.get("on_behalf_of") or entry.get("maker") or {} for entry in acted]
    people = people_in((*acted, *behind))
    organisations = {pk for entry in (*acted, *behind) if (pk := entry.get("organisation")) is not None}
    return people, organisations


def lead_insurer_of(claim: Claim) -> int | None:
    """Return the organisation that leads the claim's policy on the day of the report; None where none is known."""
    if claim.subject.policy_id is None:
        return None
    held = Party.objects.on(claim.reported_on or local_date(clock.now())).filter(
        subject_id=claim.subject.policy_id, role=PartyRole.lead_insurer
    )
    return held.values_list("organisation_id", flat=True).first()


def papers_of(
    acting: Acting,
    subject_ids: Sequence[int],
    *,
    since: datetime | None = None,
    until: datetime | None = None,
) -> list[Paper]:
    """Return the papers of a case that the capacity may read, the newest first.

    From one instant to another, if they are given, and of all others those that are addressed to the capacity itself.
    """
    found = Paper.objects.visible_to(acting, _CASES).filter(subject_id__in=subject_ids)
    if since is not None:
        found = found.filter(Q(owed_at__gte=since) | addressed_to(acting))
    if until is not None:
        found = found.filter(Q(owed_at__lt=until) | addressed_to(acting))
    if acting.organisation_id is None:
        found = found.exclude(AMONG_INSURERS)
    return list(found.select_related("recipient_organisation").order_by("-owed_at", "-pk"))


def addressed_to(acting: Acting) -> Q:
    """Return the condition that a paper speaks to the capacity itself."""
    if acting.organisation_id is not None:
        return Q(recipient_organisation=acting.organisation_id)
    return Q(recipient_person=acting.person_id) if acting.person_id is not None else Q(pk__in=())


def evidence_for(
    acting: Acting, *subject_ids: int, since: datetime | None = None, until: datetime | None = None
) -> list[Attachment]:
    """Return the evidence of cases by number; what was received from one instant to another if they are given."""
    found = Attachment.objects.visible_to(acting, _CASES).filter(subject_id__in=subject_ids)
    found = found.annotate(is_signature=IS_SIGNATURE)
    if since is not None:
        found = found.filter(received_at__gte=since)
    if until is not None:
        found = found.filter(received_at__lt=until)
    return list(found.order_by("subject", "number"))


def repairs_of(claim: Claim) -> list[Repair]:
    """Return the works that were ordered on a claim, the newest last; nothing is asked where none were."""
    if claim.repair_ordered_at is None:
        return []
    return list(Repair.objects.filter(claim=claim.pk).select_related("subject").order_by("pk"))


def repair_of(claim: Claim) -> Repair | None:
    """Return the newest works that were ordered on a claim."""
    return next(reversed(repairs_of(claim)), None)


def know_steps(cases: Iterable[Repair], records: Sequence[Record]) -> None:
    """Let a page know the steps of works by the records that it has read of them, where those are all of them."""
    for case in cases if len(records) < _NEWEST else ():
        tell_history(case.pk, [record for record in records if record.subject_id == case.pk])


def waiting_proposals(acting: Acting) -> QuerySet[Proposal]:
    """Return what waits for a second person of the organisation, the oldest first."""
    return proposals_for(acting).filter(state=ProposalState.OPEN).order_by("made_at", "pk")


def proposals_for(acting: Acting) -> QuerySet[Proposal]:
    """Return what people of the organisation have prepared on claims that the capacity may see, decided or not."""
    rows = Proposal.objects.filter(subject__in=access_of("claim").visible(acting))
    return rows.filter(organisation=acting.organisation_id).select_related("subject", "maker")
