"""Acts of the contract: one function each, thin over perform().

`acting` is who acts, `key` the caller's idempotency key; `how` is what perform() takes besides the facts:
`occurred_at`, `reasons`, `in_breach`, `evidence`.
"""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any, Unpack

from idi_platform.accounts.acting import Acting
from idi_platform.projects.actions import How
from idi_platform.projects.models import InsuredObject
from idi_platform.records.models import Aggregate, Subject
from idi_platform.workflow.perform import perform
from idi_platform.workflow.requests import Performed, Proposed

from .models import Policy


def draft_policy(
    *, acting: Acting, key: str, insured_object: InsuredObject, how: How | None = None, **draft: Any
) -> Policy:
    """Draft a policy; `draft` are the facts of `DraftPolicy`: items, shares, building_ids, premium and so on."""
    above = insured_object.subject
    subject = Subject(division_id=above.division_id, project_id=above.project_id, insured_object_id=insured_object.pk)
    policy = Policy(subject=subject, insured_object=insured_object)
    done = perform(policy, "draft", acting=acting, key=key, **(how or {}), **draft)
    if isinstance(done, Proposed):
        raise TypeError("A creating step never waits for a second person.")
    return Policy.objects.select_related("subject", "insured_object").get(pk=done.subject_id)


def revise_policy(*, acting: Acting, key: str, policy: Policy, **draft: Any) -> Performed | Proposed:
    """Write a draft anew, as a whole."""
    return perform(policy, "revise", acting=acting, key=key, **draft)


def confirm_annexes(
    *,
    acting: Acting,
    key: str,
    policy: Policy,
    annexes: Sequence[str],
    explanation_recorded: bool = False,
    **how: Unpack[How],
) -> Performed | Proposed:
    """Record that the developer has confirmed the annexes."""
    return perform(
        policy,
        "confirm_annexes",
        acting=acting,
        key=key,
        annexes=tuple(annexes),
        explanation_recorded=explanation_recorded,
        **how,
    )


def record_terms_filing(
    *, acting: Acting, key: str, policy: Policy, document: str, **how: Unpack[How]
) -> Performed | Proposed:
    """Record the number under which terms and rates were approved or filed."""
    return perform(policy, "record_terms_filing", acting=acting, key=key, document=document, **how)


def sign_coinsurance(
    *, acting: Acting, key: str, policy: Policy, signed_on: date, **how: Unpack[How]
) -> Performed | Proposed:
    """Record the insurers' agreement among themselves."""
    return perform(policy, "sign_coinsurance", acting=acting, key=key, signed_on=signed_on, **how)


def sign_contract(
    *, acting: Acting, key: str, policy: Policy, signed_on: date, is_contract_written: bool = True, **how: Unpack[How]
) -> Performed | Proposed:
    """Conclude the contract; where the text binds on it, the edition is bound in the same instant."""
    return perform(
        policy,
        "sign_contract",
        acting=acting,
        key=key,
        signed_on=signed_on,
        is_contract_written=is_contract_written,
        **how,
    )


def receive_premium(
    *,
    acting: Acting,
    key: str,
    policy: Policy,
    amount: Decimal,
    received_on: date,
    reference: str = "",
    **how: Unpack[How],
) -> Performed | Proposed:
    """Book cleared money; when the last fen is in, the policy is paid in the same instant."""
    return perform(
        policy,
        "receive_premium",
        acting=acting,
        key=key,
        amount=amount,
        received_on=received_on,
        reference=reference,
        **how,
    )


def issue_policy(*, acting: Acting, key: str, policy: Policy, number: str, **how: Unpack[How]) -> Performed | Proposed:
    """Issue the policy under the insurer's own number."""
    return perform(policy, "issue", acting=acting, key=key, number=number, **how)


def take_on_contract(*, acting: Acting, key: str, on: Aggregate, step: str, **facts: Any) -> Performed | Proposed:
    """Take a step on a contract, on what hangs on it, or one that opens such a thing."""
    return perform(on, step, acting=acting, key=key, **facts)
