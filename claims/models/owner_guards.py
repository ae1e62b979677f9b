"""The code's own gates on an owner's steps: whose claim it is, and whether the home is still his."""

from collections.abc import Collection, Iterable
from datetime import date
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from claims.codes import Agreeing
from claims.models.claim_facts import Agree
from claims.models.standing_for import may_agree
from idi_platform.accounts.roles import PartyRole, Role
from idi_platform.kernel.clock import local_date
from idi_platform.kernel.errors import Refusal
from idi_platform.kernel.once import once
from idi_platform.records.models import Party
from idi_platform.workflow.lifecycles import Moment

if TYPE_CHECKING:
    from claims.models.claim import Claim
    from claims.models.placed import Placed

Reasons = Iterable[Refusal]
OWNERS = frozenset({Role.owner, Role.agent})


def claimant_withdraws(claim: "Claim", _facts: Any, moment: Moment) -> Reasons:
    """Only whoever claims takes the claim back."""
    if not is_claimant(claim, moment):
        yield Refusal(
            "claim.not_claimant", _("只有报案的索赔人本人能撤回。您是共有人或代办人的，请和他商量，由他撤回。")
        )


def claimant_agrees(claim: "Claim", facts: Agree, moment: Moment) -> Reasons:
    """For the owner's side the claimant agrees; another owner of the home does not bind him."""
    if facts.party is not Agreeing.OWNER or not _acts_as_owner(moment) or is_claimant(claim, moment):
        return
    may = may_agree(
        unit_id=claim.subject.unit_id,
        person_id=moment.acting.get("person"),
        claimant=claim.claimant_person,
        mode=facts.mode,
        amount=facts.amount,
        on=moment.day,
    )
    if not may:
        message = _("方案要由报案的索赔人本人同意。您是共有人或代办人的，请和他商量，由他来选，或者请他给您这项委托。")
        yield Refusal("claim.not_claimant", message)


def nobody_claims_yet(claim: "Claim", _facts: Any, _moment: Moment) -> Reasons:
    """A claim that a desk took in for nobody in particular is taken up once."""
    if not claim.is_unclaimed:
        yield Refusal("claim.claimed_already", _("这个案件已经有索赔人，请刷新页面看最新情况。"))


def owned_then(claim: "Claim", _facts: Any, moment: Moment) -> Reasons:
    """Only an owner of the day of the report takes up what was reported that day, nobody who came later."""
    day = claim.reported_on or local_date(moment.occurred_at)
    held = Party.objects.on(day).filter(subject=claim.subject.unit_id or 0, role__in=(PartyRole.owner, PartyRole.agent))
    organisation = moment.acting.get("organisation")
    mine = held.filter(organisation=organisation) if organisation else held.filter(person=moment.acting.get("person"))
    if not mine.exists():
        yield Refusal("claim.not_owner_then", _("只有报案那天的业主能确认。房屋是后来买的，请就现在的问题另外报案。"))


def may_act(case: "Placed", facts: Any, moment: Moment) -> Reasons:
    """An owner acts while the home is his, and on a claim that names nobody after he has said that it is his."""
    yield from still_owns(case, facts, moment)
    claim = getattr(case, "origin", case)
    if _acts_as_owner(moment) and getattr(claim, "is_unclaimed", False):
        yield Refusal(
            "claim.unclaimed", _("这次报案由服务台登记，还没有写明索赔人。请先打开案件页，确认这是您报的案，再办理。")
        )


def still_owns(case: "Placed", _facts: Any, moment: Moment) -> Reasons:
    """After the home has passed to another, its former owner reads his own time and takes no step."""
    unit_id, acting = case.subject.unit_id, moment.acting
    if unit_id is None or not _acts_as_owner(moment):
        return
    today = local_date(moment.recorded_at)
    if ownership_ended(unit_id, acting.get("person"), acting.get("organisation"), today) is not None:
        yield Refusal(
            "claim.former_owner", _("房屋已经转让，您可以查看转让以前的记录，不能再办理；请由现在的业主办理。")
        )


def is_claimant(claim: "Claim", moment: Moment) -> bool:
    """Say whether the capacity claims: as named in the claim, else as its filer."""
    person, organisation = moment.acting.get("person"), moment.acting.get("organisation")
    if claim.claimant_organisation is not None:
        return bool(organisation == claim.claimant_organisation)
    if claim.claimant_person is not None:
        return organisation is None and bool(person == claim.claimant_person)
    return not claim.is_unclaimed and organisation is None and bool(person == claim.filed_by_person)


@once(of="records_party")
def ownership_ended(unit_id: int, person: int | None, organisation: int | None, today: date) -> date | None:
    """Return the day on which a former owner's or agent's time ended; None while it runs, or where it never began.

    An agent's time ends at the latest with that of the owners who held the home when he was named.
    """
    return ownerships_ended((unit_id,), person, organisation, today).get(unit_id)


def ownerships_ended(
    unit_ids: Collection[int], person: int | None, organisation: int | None, today: date
) -> dict[int, date]:
    """Return the days on which somebody's time in several homes ended, by home; one query."""
    parties: dict[int, list[Party]] = {}
    for party in Party.objects.filter(subject__in=unit_ids, role__in=(PartyRole.owner, PartyRole.agent)):
        parties.setdefault(party.subject_id, []).append(party)
    ends = {unit: _end_of(found, person, organisation, today) for unit, found in parties.items()}
    return {unit: end for unit, end in ends.items() if end is not None}


def _end_of(parties: list[Party], person: int | None, organisation: int | None, today: date) -> date | None:
    owners = [one for one in parties if one.role == PartyRole.owner]
    ends = []
    for one in parties:
        is_mine = one.organisation_id == organisation if organisation is not None else one.person_id == person
        if (person is None and organisation is None) or not is_mine or one.since > today:
            continue
        end = one.until if one.role == PartyRole.owner else _end_of_agent(one, owners)
        if end is None or end > today:
            return None
        ends.append(end)
    return max(ends, default=None)


def _end_of_agent(agent: Party, owners: Iterable[Party]) -> date | None:
    named_by = [one.until for one in owners if one.since <= agent.since and (not one.until or one.until > agent.since)]
    ends = [agent.until, *([max(filter(None, named_by))] if named_by and all(named_by) else [])]
    return min((end for end in ends if end is not None), default=None)


def _acts_as_owner(moment: Moment) -> bool:
    return not OWNERS.isdisjoint(moment.acting.get("roles", ()))
