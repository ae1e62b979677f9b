"""What must be true in the same instant as a step: rows of cover, panel, edition, a premium that is all in."""

from idi_platform.projects.edition import settle_edition
from idi_platform.records.models import Subject
from idi_platform.workflow.corrections import Corrected, rederives
from idi_platform.workflow.reactions import Happened, reaction
from idi_platform.workflow.rebinding import all_carrying, all_under

from . import contract_reactions, derivation
from .models import CoverRow, Policy


def _settle(happened: Happened) -> None:
    insured_object = happened.aggregate.insured_object
    if settle_edition(insured_object, happened.moment.occurred_at):
        happened.rebind(insured_object.pk)


def _drafted(happened: Happened) -> None:
    _settle(happened)
    derivation.derive_panel(happened.aggregate)
    derivation.derive_rows(happened.aggregate)
    happened.rebind(happened.aggregate.pk)


def _amended(happened: Happened) -> None:
    happened.rebind(happened.aggregate.pk)
    _record_days(happened, happened.aggregate, derivation.derive_rows(happened.aggregate))


def _terminated(happened: Happened) -> None:
    """Let the cover of every item end with the contract's last day."""
    _record_days(happened, happened.aggregate, derivation.derive_rows(happened.aggregate))


def _contracted(happened: Happened) -> None:
    policy = happened.aggregate
    _settle(happened)
    _record_days(happened, policy, derivation.derive_rows(policy))


def _money_came(happened: Happened) -> None:
    policy = happened.aggregate
    if policy.state == "contracted" and policy.premium_received == policy.premium:
        happened.follow(policy, "settle_premium")


def _issued(happened: Happened) -> None:
    _await(happened, happened.aggregate)


def _building_dated(happened: Happened) -> None:
    for pk in derivation.policies_on(happened.record.subject):
        policy = Policy.objects.select_related("subject").get(pk=pk)
        _record_days(happened, policy, derivation.derive_rows(policy))
        _await(happened, policy)


def _record_days(happened: Happened, policy: Policy, moved: list[CoverRow]) -> None:
    """Record on the policy's own chain which rows have been given days."""
    rows = [
        {"building_id": row.building_id, "item": row.item, "starts_on": row.starts_on, "ends_on": row.ends_on}
        for row in moved
        if row.starts_on is not None
    ]
    if rows:
        happened.follow(policy, "date_cover", rows=rows)


def _await(happened: Happened, policy: Policy) -> None:
    if policy.state == "issued" and policy.rows.filter(starts_on__isnull=False).exists():
        happened.follow(policy, "await_cover")


def _corrected_policy(corrected: Corrected) -> None:
    derivation.derive_panel(corrected.aggregate)
    derivation.derive_rows(corrected.aggregate)


def _corrected_building(corrected: Corrected) -> None:
    for policy in Policy.objects.filter(pk__in=derivation.policies_on(corrected.subject)):
        derivation.derive_rows(policy)


def _places_of(subject: Subject) -> list[int]:
    """Return the buildings, units and claims whose cover hangs on a policy."""
    found = Subject.objects.filter(insured_object_id=subject.insured_object_id).exclude(pk=subject.pk)
    return list(found.values_list("pk", flat=True))


def register() -> None:
    """Register reactions and what is derived anew after corrections."""
    contract_reactions.register()
    for name in ("policy.draft", "policy.revise"):
        reaction(name, reach=all_under)(_drafted)
    reaction("policy.amend", takes=("policy.date_cover",), locks=("policy",), reach=all_carrying)(_amended)
    reaction("policy.terminate", takes=("policy.date_cover",), locks=("policy",))(_terminated)
    reaction("policy.sign_contract", takes=("policy.date_cover",), locks=("policy",), reach=all_under)(_contracted)
    reaction("policy.receive_premium", takes=("policy.settle_premium",), locks=("policy",))(_money_came)
    reaction("policy.issue", takes=("policy.await_cover",), locks=("policy",))(_issued)
    for name in ("building.accept", "building.file_acceptance"):
        taken = ("policy.date_cover", "policy.await_cover")
        reaction(name, takes=taken, reach=derivation.policies_on)(_building_dated)
    rederives("policy", reach=_places_of)(_corrected_policy)
    rederives("building", reach=derivation.policies_on)(_corrected_building)
