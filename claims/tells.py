"""Who is told of a step of a claim: the claimant, who acts for him, the insurer's desk, the liable party."""

from collections.abc import Iterable
from datetime import date

from django.utils.functional import Promise

from claims.codes import LiableParty
from claims.given import facts_of
from claims.models import Claim, Ticket
from claims.models.claim_facts import RouteBeforeCover, ScheduleSurvey
from claims.models.further_facts import ListHomes
from claims.models.standing_for import standing_for
from claims.models.ticket import TellLiable
from claims.taking_over import text_about
from idi_platform.accounts.roles import PartyRole, Role
from idi_platform.kernel.clock import local_date
from idi_platform.portal.words import instant_words_later
from idi_platform.records.models import Party, Record
from idi_platform.records.standing import carriers_of, in_role
from idi_platform.workflow.effects import NoticeDraft, tells
from idi_platform.workflow.escalation import concerns
from idi_platform.workflow.reactions import Happened

TO_PEOPLE = ("in_app", "sms")
_FILED = "claim.filed"
_DESKS = {Role.property_desk, Role.hotline}
_SIMPLE = {
    "claim.request_supplement": "claim.papers_wanted",
    "claim.record_failed_visit": "claim.missed",
    "claim.declare_complex": "claim.complex",
    "claim.accept": "claim.determined",
    "claim.accept_in_part": "claim.determined",
    "claim.refuse": "claim.determined",
    "claim.offer_settlement": "claim.offered",
    "claim.pay": "claim.performed",
    "claim.redetermine": "claim.looked_at_again",
    "claim.record_returned_payment": "claim.money_came_back",
}


def claimants(claim: Claim) -> tuple[int, ...]:
    """Return the people on the claimant's side: who claims, else who owned the home on the day of the report."""
    if claim.claimant_person is not None:
        return (claim.claimant_person,)
    if claim.subject.unit_id is None or claim.reported_on is None:
        return ()
    held = Party.objects.on(claim.reported_on).filter(
        subject_id=claim.subject.unit_id, role=PartyRole.owner, person__isnull=False
    )
    people = held.order_by("pk").values_list("person_id", flat=True)
    return tuple(person for person in people if person is not None)


def desks(claim: Claim, role: Role = Role.handler) -> Iterable[NoticeDraft]:
    """Return a message without wording to the insurer's desk; callers set the wording."""
    if claim.subject.policy_id is None or claim.reported_on is None:
        return
    for party in in_role(carriers_of([claim.subject]), PartyRole.lead_insurer, claim.reported_on):
        if party.subject_id == claim.subject.policy_id:
            to = party.organisation_id
            yield NoticeDraft("claim.filed_desk", {"case": claim.number}, organisation_id=to, role=role)


def owners_side(claim: Claim, on: date) -> tuple[int, ...]:
    """Return the claimants, and whoever acts for one of them under a power that holds that day."""
    people = claimants(claim)
    return (*people, *standing_for(claim.subject.unit_id, people, on))


def tell_owners_side(template: str, claim: Claim, happened: Happened, **data: str | Promise) -> Iterable[NoticeDraft]:
    """Tell the claimants, and whoever acts for them today, however late the step is entered."""
    for person_id in owners_side(claim, local_date(happened.moment.recorded_at)):
        yield NoticeDraft(template, {"case": claim.number, **data}, person_id=person_id, channels=TO_PEOPLE)


def is_by_desk(record: Record) -> bool:
    """Say whether a service desk took the step, for somebody who called or came."""
    return not _DESKS.isdisjoint(record.acting.get("roles", ()))


def _filed(happened: Happened) -> Iterable[NoticeDraft]:
    """Tell the insurer's desk, and the owner's side; with a link where it was not they who reported."""
    claim: Claim = happened.aggregate
    template, data = _FILED, {"case": claim.number}
    if is_by_desk(happened.record):
        template, data = text_about(claim, claim.number, without_link=_FILED)
    yield from tell_owners_side(template, claim, happened, **data)
    yield from desks(claim)


def _routed(happened: Happened) -> Iterable[NoticeDraft]:
    liable = LiableParty(facts_of(happened, RouteBeforeCover).liable).label
    yield from tell_owners_side("claim.routed", happened.aggregate, happened, liable=liable)


def _told(happened: Happened) -> Iterable[NoticeDraft]:
    ticket: Ticket = happened.aggregate
    facts = facts_of(happened, TellLiable)
    roles = {LiableParty.DEVELOPER: Role.developer, LiableParty.CONTRACTOR: Role.contractor}
    if facts.organisation_id is not None:
        yield NoticeDraft(
            "ticket.told",
            {"case": ticket.number},
            organisation_id=facts.organisation_id,
            role=roles[facts.liable],
            channels=("in_app", "sms", "email"),
        )
    for organisation_id in facts.also_told:
        yield NoticeDraft("ticket.told", {"case": ticket.number}, organisation_id=organisation_id, role=Role.developer)


def _visit(happened: Happened) -> Iterable[NoticeDraft]:
    when = instant_words_later(facts_of(happened, ScheduleSurvey).from_at, happened.moment.recorded_at)
    yield from tell_owners_side("claim.visit", happened.aggregate, happened, when=when)
    yield from _tell_visitor("claim.visit_yours", happened.aggregate, when=when)


def _visit_off(happened: Happened) -> Iterable[NoticeDraft]:
    yield from tell_owners_side("claim.visit_off", happened.aggregate, happened)
    yield from _tell_visitor("claim.visit_off_yours", happened.aggregate)


def _tell_visitor(template: str, claim: Claim, **data: str | Promise) -> Iterable[NoticeDraft]:
    """Tell who comes, as a member of the insurer's or of whom he works for; nobody is named yet: nobody."""
    if claim.surveyor is None:
        return
    for draft in desks(claim):
        yield NoticeDraft(
            template, {**draft.data, **data}, person_id=claim.surveyor, organisation_id=draft.organisation_id
        )


def _agreed(happened: Happened) -> Iterable[NoticeDraft]:
    for draft in desks(happened.aggregate):
        yield NoticeDraft("claim.agreed", draft.data, organisation_id=draft.organisation_id, role=draft.role)


def _withdrawn(happened: Happened) -> Iterable[NoticeDraft]:
    yield from tell_owners_side("claim.withdrawn", happened.aggregate, happened)
    for draft in desks(happened.aggregate):
        yield NoticeDraft("claim.withdrawn", draft.data, organisation_id=draft.organisation_id, role=draft.role)


def _home_passed(happened: Happened) -> Iterable[NoticeDraft]:
    """Ask both sides, and let the desk know; the new owners learn the number and nothing of what was before them."""
    claim: Claim = happened.aggregate
    yield from tell_owners_side("claim.transfer_asked", claim, happened)
    today = Party.objects.on(local_date(happened.moment.recorded_at))
    holders = today.filter(subject=claim.subject.unit_id or 0, role=PartyRole.owner, person__isnull=False)
    for person_id in holders.values_list("person_id", flat=True):
        yield NoticeDraft("claim.transfer_asked", {"case": claim.number}, person_id=person_id, channels=TO_PEOPLE)
    for draft in desks(claim):
        yield NoticeDraft("claim.transfer_desk", draft.data, organisation_id=draft.organisation_id, role=draft.role)


def _homes_listed(happened: Happened) -> Iterable[NoticeDraft]:
    """Tell the owners of the homes that a common part's defect reaches; who claims knows it already."""
    claim: Claim = happened.aggregate
    homes = facts_of(happened, ListHomes).unit_ids
    day = local_date(happened.moment.recorded_at)
    held = Party.objects.on(day).filter(subject_id__in=homes, role=PartyRole.owner, person__isnull=False)
    part = claim.common_part.name if claim.common_part is not None else ""
    for person_id in sorted({pk for pk in held.values_list("person_id", flat=True) if pk} - set(claimants(claim))):
        data = {"case": claim.number, "part": part}
        yield NoticeDraft("claim.home_affected", data, person_id=person_id, channels=TO_PEOPLE)


def _simply(happened: Happened) -> Iterable[NoticeDraft]:
    yield from tell_owners_side(_SIMPLE[happened.record.name], happened.aggregate, happened)


def _concerned_by_ticket(ticket: Ticket, on: date) -> Iterable[int]:
    if ticket.origin is not None:
        return owners_side(ticket.origin, on)
    day = ticket.reported_on or local_date(ticket.reported_at) if ticket.reported_at else None
    if ticket.subject.unit_id is None or day is None:
        return ()
    held = Party.objects.on(day).filter(subject_id=ticket.subject.unit_id, role=PartyRole.owner, person__isnull=False)
    people = [person for person in held.values_list("person_id", flat=True) if person is not None]
    return (*people, *standing_for(ticket.subject.unit_id, people, on))


def register() -> None:
    """Register who is told, and who stands on the owner's side."""
    tells("claim.file")(_filed)
    tells("claim.route_before_cover")(_routed)
    tells("ticket.tell_liable")(_told)
    tells("claim.schedule_survey")(_visit)
    tells("claim.call_off_survey")(_visit_off)
    tells("claim.agree")(_agreed)
    tells("claim.withdraw")(_withdrawn)
    tells("claim.transfer_pending")(_home_passed)
    tells("claim.list_homes")(_homes_listed)
    tells(*_SIMPLE)(_simply)
    concerns("claim")(owners_side)
    concerns("ticket")(_concerned_by_ticket)
