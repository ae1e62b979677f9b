"""What sums a member decides alone: his organisation's own table beside the code and the city's rule.

A step has a sum, in yuan, where its facts name one: what is paid or agreed, what is offered, at what a determination
assesses the damage. What the city gives to two persons stays with two, whatever an organisation has set; and so does
what decides about more than money, a determination.
"""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any, Final

from django.utils.translation import gettext as _

from idi_platform.accounts.acting import Acting
from idi_platform.accounts.models import Person
from idi_platform.accounts.organising import amount_of, members_up_to
from idi_platform.accounts.roles import Role
from idi_platform.kernel.display import show_amount
from idi_platform.kernel.errors import NotPermitted
from idi_platform.kernel.languages import words_later
from idi_platform.notifications.owing import owe_notice
from idi_platform.records.histories import effective_steps
from idi_platform.rulebooks.law import Law

from . import permissions
from .effects import NoticeDraft
from .facts import Facts
from .lifecycles import StepDefinition, step_named
from .models import Proposal
from .requests import Request

Given = Facts | Mapping[str, Any]
"""Facts, or those that a proposal keeps."""
MONEY: Final = "amount"
SUMS: Final = (MONEY, "cash", "assessed_amount")
WAITS: Final = "proposal.waits"


def asks_two_persons(request: Request, law: Law) -> bool:
    """Say whether a second person is asked: by code or city, or the sum passes what the maker decides alone."""
    definition = request.definition
    if not permissions.asks_two_persons(definition, law):
        asked = sum_of(request.facts)
        if asked is None or definition.is_creating:
            return False
        alone = amount_of(request.acting, definition.by)
        return alone is not None and asked > alone
    rule, asked = law.step_rule(definition.full_name), sum_of(request.facts, (MONEY,))
    if asked is None or (rule is not None and rule.second_person is True):
        return True
    alone = amount_of(request.acting, definition.by)
    return alone is None or asked > alone


def check_may_agree(request: Request, law: Law) -> None:
    """Raise NotPermitted for a second person who has an amount of authority that the sum passes."""
    maker = request.approving.maker_id if request.approving is not None else None
    said = beyond_amount(request.definition, request.facts, request.acting, law, maker_id=maker)
    if said:
        raise NotPermitted("proposal.beyond_authority", said)


def check_may_correct_sum(proposal: Proposal, acting: Acting, law: Law) -> None:
    """Raise NotPermitted for a second person whose amount is passed by the sum that a correction changes."""
    asked = sum_asked(proposal)
    if asked is not None:
        definition = step_named(proposal.step)
        said = _beyond(definition, asked, acting, law, definition.by, maker_id=proposal.maker_id)
        if said:
            raise NotPermitted("correction.beyond_authority", said)


def beyond_amount(
    definition: StepDefinition, facts: Given, acting: Acting, law: Law, *, maker_id: int | None = None
) -> str:
    """Return why a capacity may not agree to the sum, and who of the organisation may; empty when it may itself."""
    asked = sum_of(facts)
    return "" if asked is None else _beyond(definition, asked, acting, law, (), maker_id=maker_id)


def _beyond(
    definition: StepDefinition,
    asked: Decimal,
    acting: Acting,
    law: Law,
    besides: Iterable[Role],
    *,
    maker_id: int | None,
) -> str:
    """Say it for one sum; `besides` are the roles whose amounts count beside those of the step's second persons."""
    most = amount_of(acting, {*permissions.approvers_of(definition, law), *besides})
    if most is None or asked <= most:
        return ""
    sentence = _("这一笔 %(sum)s，超过您的权限金额 %(most)s。") % {"sum": show_amount(asked), "most": show_amount(most)}
    able = _able(definition, asked, law, acting.organisation_id, maker_id)
    if not able:
        return sentence + _("本单位现在没有人的权限金额够，请管理员设定。")
    return sentence + _("请交给权限够的同事复核：%(who)s。") % {"who": "、".join(person.name for person in able)}


def tell_who_may(proposal: Proposal) -> None:
    """Owe a message to each who may agree to the proposal's sum, where not every approver of the organisation may."""
    definition, asked = step_named(proposal.step), sum_asked(proposal)
    if asked is None or proposal.organisation_id is None:
        return
    approvers = definition.approved_by
    able = members_up_to(proposal.organisation_id, approvers, asked)
    if len(able) == len(members_up_to(proposal.organisation_id, approvers, None)):
        return
    for person in able:
        if person.pk != proposal.maker_id:
            data = {"what": words_later(definition)}
            draft = NoticeDraft(WAITS, data, person_id=person.pk, organisation_id=proposal.organisation_id)
            owe_notice(draft, subject_id=proposal.subject_id, cause=f"proposal:{proposal.pk}")


def sum_asked(proposal: Proposal) -> Decimal | None:
    """Return the sum in yuan that a proposal asks somebody to agree to; None where it decides about none.

    A correction asks the greater of what stood and what shall stand; one that leaves the sum as it is asks none.
    """
    record = proposal.corrects
    if record is None:
        return sum_of(proposal.facts)
    steps = effective_steps(record.subject_id)
    facts = next((step.facts for step in steps if step.record_id == record.pk), {})
    stood = sum_of(facts)
    then = None if proposal.facts.get("annul") else sum_of({**facts, **proposal.facts.get("facts", {})})
    return None if stood == then else max(one for one in (stood, then) if one is not None)


def sum_of(facts: Given, names: tuple[str, ...] = SUMS) -> Decimal | None:
    """Return the sum that facts, or the stored facts of a proposal, decide about; None where they name none."""
    for name in names:
        found = facts.get(name) if isinstance(facts, Mapping) else getattr(facts, name, None)
        if found is not None:
            return Decimal(found)
    return None


def _able(
    definition: StepDefinition, asked: Decimal, law: Law, organisation_id: int | None, maker_id: int | None
) -> list[Person]:
    if organisation_id is None:
        return []
    people = members_up_to(organisation_id, permissions.approvers_of(definition, law), asked)
    return [person for person in people if person.pk != maker_id]
