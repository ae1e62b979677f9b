"""Co-insurers' shares: exactly one lead, exactly the whole, every sum split to the fen."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from idi_platform.kernel.money import split_by_shares

Mode = Literal["single", "co_insurance"]
ShareRole = Literal["lead", "follower"]


@dataclass(frozen=True, slots=True)
class Share:
    """One insurer's part; `rate` is a fraction of one (0.46 for 46 %)."""

    organisation_id: int
    role: ShareRole
    rate: Decimal


def faults_of(mode: Mode, shares: Sequence[Share]) -> tuple[str, ...]:
    """Return the codes of what is wrong with a panel, whatever the city; how many and how much is the rulebook's."""
    found = []
    if sum(1 for share in shares if share.role == "lead") != 1:
        found.append("policy.one_lead")
    if len({share.organisation_id for share in shares}) != len(shares):
        found.append("policy.insurer_twice")
    if any(share.rate <= 0 for share in shares):
        found.append("policy.empty_share")
    if sum((share.rate for share in shares), Decimal(0)) != 1:
        found.append("policy.shares_not_whole")
    if mode == "single" and len(shares) != 1:
        found.append("policy.single_has_one_insurer")
    if mode == "co_insurance" and len(shares) < 2:
        found.append("policy.panel_has_several")
    return tuple(found)


def lead_first(shares: Sequence[Share]) -> list[Share]:
    """Return the shares with the lead first and the followers as they stand."""
    return sorted(shares, key=lambda share: share.role != "lead")


def split(total: Decimal, shares: Sequence[Share]) -> Mapping[int, Decimal]:
    """Split a sum in yuan by organisation: largest remainder, ties to the lead (page rule R8)."""
    ordered = lead_first(shares)
    parts = split_by_shares(total, [share.rate for share in ordered])
    return {share.organisation_id: part for share, part in zip(ordered, parts, strict=True)}
