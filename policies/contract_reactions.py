"""What must be true in the same instant as a step around a contract: its panel, its deposit, its end, its consents."""

from collections.abc import Iterable

from idi_platform.records.models import Subject
from idi_platform.workflow.reactions import Happened, reaction
from idi_platform.workflow.rebinding import all_carrying

from . import derivation
from .models import ConsentRound, Policy, Purpose

_OVER = ("used", "lapsed")


def _policy_of(happened: Happened) -> Policy:
    return Policy.objects.select_related("subject").get(pk=happened.aggregate.subject.policy_id)


def _panel(happened: Happened) -> None:
    """Write the new panel, and let the clocks that its insurers owe pass to it."""
    derivation.derive_panel(happened.aggregate)
    happened.rebind(happened.aggregate.pk)


def _exempted(happened: Happened) -> None:
    happened.follow(_policy_of(happened), "exempt_deposit")


def _paid_after_all(happened: Happened) -> None:
    happened.follow(_policy_of(happened), "pay_deposit")


def _ended(happened: Happened) -> None:
    termination = happened.aggregate
    facts = {"terminated_on": termination.terminated_on, "ground": termination.reason}
    happened.follow(_policy_of(happened), "terminate", **facts)


def rounds_of(subject: Subject) -> Iterable[int]:
    """Return the rounds of consents that a sale under the insured object may make incomplete.

    Whether one is complete is asked under its lock: it may become so while the locks are waited for.
    """
    rounds = ConsentRound.objects.filter(subject__insured_object=subject.insured_object_id)
    return list(rounds.exclude(state__in=_OVER).values_list("pk", flat=True))


def _sold(happened: Happened) -> None:
    complete = ConsentRound.objects.filter(pk__in=rounds_of(happened.record.subject), state="complete")
    for round_ in complete.select_related("subject").order_by("pk"):
        happened.follow(round_, "reopen")


def rounds_on(subject: Subject) -> Iterable[int]:
    """Return the rounds of consents on a policy that are not over."""
    found = ConsentRound.objects.filter(subject__policy=subject.policy_id)
    return list(found.exclude(state__in=_OVER).values_list("pk", flat=True))


def _used(happened: Happened) -> None:
    purpose = happened.record.name.partition(".")[2]
    found = ConsentRound.objects.filter(state="complete", purpose=purpose, subject__policy=happened.aggregate.pk)
    for round_ in found.select_related("subject").order_by("pk"):
        happened.follow(round_, "use")


def register() -> None:
    """Register the reactions."""
    reaction("policy.change_insurer", reach=all_carrying)(_panel)
    reaction("deposit_exemption.consent", locks=("policy",), takes=("policy.exempt_deposit",))(_exempted)
    reaction("deposit_exemption.release", locks=("policy",), takes=("policy.pay_deposit",))(_paid_after_all)
    reaction("termination.end", locks=("policy",), takes=("policy.terminate",), reach=rounds_on)(_ended)
    for name in ("unit.sell", "unit.transfer"):
        reaction(name, takes=("consent_round.reopen",), reach=rounds_of)(_sold)
    for purpose in Purpose:
        reaction(f"policy.{purpose}", takes=("consent_round.use",), reach=rounds_on)(_used)
