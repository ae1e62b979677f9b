"""Rows of cover, panel and parties of a policy, computed from the contract and the buildings' days.

Everything here can be run again at any time and gives the same rows: after a step, after a correction, after another
revision of the text. CoverRow and CoInsurer are derived rows: they say what the contract says now, and what it said
before is told by the records. Party rows are dated: a former insurer keeps its row, which ends on its last day.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from idi_platform.accounts.roles import PartyRole
from idi_platform.kernel.clock import local_date
from idi_platform.projects.parties import Stretch
from idi_platform.records.histories import StepTaken, effective_steps
from idi_platform.records.models import Party, Subject

from .contract import ShareFacts
from .models import CoInsurer, CoverRow, Policy
from .row_days import dates_of_rows, until_termination
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
    for row in rows_under(policy, text):
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


def rows_under(policy: Policy, text: ContractText) -> Iterable[CoverRow]:
    """Yield the rows that the contract has under a text, unsaved, by building."""
    lines = {line.code: line for line in policy.items()}
    for (building_id, code), agreed in dates_of_rows(policy.building_ids, lines.values(), text).items():
        item, line = text.items.get(code), lines[code]
        dates = until_termination(agreed, policy.terminated_on)
        yield CoverRow(
            policy=policy,
            building_id=building_id,
            item=code,
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
    """Bring the panel into line with the contract, and the insurers' Party rows with its steps."""
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
    _write_insurers(policy, insurers_of(effective_steps(policy.pk)))


def insurers_of(steps: Iterable[StepTaken]) -> list[Stretch]:
    """Return who insured in which role from when to when, from the steps that name a panel.

    An insurer whom a later panel leaves out, or gives another role, has been a party up to that day; one that is
    named again on the very day goes on without a gap.
    """
    found: dict[tuple[str, int], list[Stretch]] = {}
    for step in steps:
        if "shares" not in step.facts:
            continue
        day = local_date(step.occurred_at)
        shares = map(ShareFacts.model_validate, step.facts["shares"])
        named = [(_ROLES[share.role].value, share.organisation_id) for share in shares]
        for key, stretches in found.items():
            last = stretches[-1]
            if last.until is None and key not in named:
                stretches[-1] = replace(last, until=max(last.since, day))
        for role, organisation_id in named:
            stretches = found.setdefault((role, organisation_id), [])
            if not stretches or (stretches[-1].until or date.max) < day:
                stretches.append(Stretch(role, None, organisation_id, day))
            else:
                stretches[-1] = replace(stretches[-1], until=None)
    return [stretch for stretches in found.values() for stretch in stretches]


def _write_insurers(policy: Policy, wanted: Iterable[Stretch]) -> None:
    """Write the stretches; only a row that no step tells any more, after a correction, is taken away."""
    rows = Party.objects.filter(subject_id=policy.pk, role__in=[role.value for role in _ROLES.values()])
    present = {(row.role, row.organisation_id, row.since): row for row in rows}
    for stretch in wanted:
        row = present.pop((stretch.role, stretch.organisation_id, stretch.since), None)
        if row is None:
            Party.objects.create(
                subject_id=policy.pk,
                role=stretch.role,
                organisation_id=stretch.organisation_id,
                since=stretch.since,
                until=stretch.until,
            )
        elif row.until != stretch.until:
            row.until = stretch.until
            row.save(update_fields=["until"])
    for stale in present.values():
        stale.delete()
