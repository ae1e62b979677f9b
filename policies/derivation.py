"""Rows of cover, panel and parties of a policy, computed from the contract and the buildings' days.

Everything here can be run again at any time and gives the same rows: after a step, after a correction, after another
revision of the text.
"""

from collections.abc import Iterable

from idi_platform.accounts.roles import PartyRole
from idi_platform.kernel.clock import local_date
from idi_platform.projects.models import Building
from idi_platform.records.histories import effective_steps
from idi_platform.records.models import Party, Subject

from .contract import ShareFacts
from .models import CoInsurer, CoverRow, Policy
from .rules.schedule import row_dates
from .text import ContractText, text_for

_ROLES = {"lead": PartyRole.lead_insurer, "follower": PartyRole.co_insurer}


def policies_on(subject: Subject) -> list[int]:
    """Return the policies of the insured object that a building's subject hangs on."""
    found = Subject.objects.filter(kind="policy", insured_object_id=subject.insured_object_id)
    return list(found.order_by("pk").values_list("pk", flat=True))


def derive_rows(policy: Policy) -> list[CoverRow]:
    """Bring the rows of cover into line with contract and buildings; return those whose days have changed."""
    text = text_for(policy.insured_object_id, policy.terms)
    present = {(row.building_id, row.item): row for row in policy.rows.all()}
    moved: list[CoverRow] = []
    for row in _wanted(policy, text):
        known = present.pop((row.building_id, row.item), None)
        if known is None:
            row.save(force_insert=True)
            moved.append(row)
            continue
        if (known.starts_on, known.ends_on) != (row.starts_on, row.ends_on):
            moved.append(known)
        _take_over(known, row)
    for stale in present.values():
        stale.delete()
    return moved


def _wanted(policy: Policy, text: ContractText) -> Iterable[CoverRow]:
    buildings = Building.objects.filter(pk__in=policy.building_ids).order_by("pk")
    for building in buildings:
        days = {"building.accepted_on": building.accepted_on, "building.filed_on": building.filed_on}
        for line in policy.items():
            item = text.items.get(line.code)
            dates = row_dates(line.agreed(), item, text.start, days)
            yield CoverRow(
                policy=policy,
                building=building,
                item=line.code,
                group=item.group if item else line.group or "basic",
                starts_on=dates.starts_on,
                ends_on=dates.ends_on,
                limit=line.limit,
                deductible=line.deductible,
                clause=item.clause if item else "",
            )


def _take_over(known: CoverRow, wanted: CoverRow) -> None:
    names = ("group", "starts_on", "ends_on", "limit", "deductible", "clause")
    changed = [name for name in names if getattr(known, name) != getattr(wanted, name)]
    for name in changed:
        setattr(known, name, getattr(wanted, name))
    if changed:
        known.save(update_fields=changed)


def derive_panel(policy: Policy) -> None:
    """Bring panel and insurers' Party rows into line with the contract; they stand from the day of the draft."""
    shares = {share.organisation_id: share for share in map(ShareFacts.model_validate, policy.panel)}
    present = {row.organisation_id: row for row in policy.shares.all()}
    for organisation_id in present.keys() - shares.keys():
        present[organisation_id].delete()
    ordered = sorted(shares.values(), key=lambda share: share.role == "lead")  # a former lead gives way first
    for share in ordered:
        CoInsurer.objects.update_or_create(
            policy=policy,
            organisation_id=share.organisation_id,
            defaults={"role": share.role, "rate": share.rate},
        )
    _derive_parties(policy, shares.values())


def _derive_parties(policy: Policy, shares: Iterable[ShareFacts]) -> None:
    steps = effective_steps(policy.pk)
    since = local_date(steps[0].occurred_at)
    wanted = {(_ROLES[share.role].value, share.organisation_id) for share in shares}
    insurers = Party.objects.filter(subject_id=policy.pk, role__in=[role.value for role in _ROLES.values()])
    present = {(row.role, row.organisation_id): row for row in insurers}
    for key, row in present.items():
        if key not in wanted:
            row.delete()
    for role, organisation_id in sorted(wanted - present.keys()):
        Party.objects.create(subject_id=policy.pk, role=role, organisation_id=organisation_id, since=since)
