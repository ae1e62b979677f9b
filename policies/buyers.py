"""The buyers of the homes that a policy covers: who they are today, and who has agreed to what."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from idi_platform.accounts.roles import PartyRole
from idi_platform.kernel import clock
from idi_platform.records.models import Party, Subject


@dataclass(frozen=True, slots=True)
class Buyer:
    """One buyer of one home; a home that several own has several."""

    unit_id: int
    person_id: int | None
    organisation_id: int | None
    is_joint: bool
    has_consented: bool


def buyers_of(policy: Subject, consents: Sequence[Sequence[Any]]) -> Iterable[Buyer]:
    """Return the present buyers under a policy's insured object.

    Args:
        policy: The subject of the policy, or of anything that hangs on it.
        consents: Rows of home, person and organisation that have agreed.
    """
    today = clock.local_date(clock.now())
    homes = Subject.objects.filter(kind="unit", insured_object=policy.insured_object_id)
    rows = list(Party.objects.on(today).filter(subject__in=homes, role=PartyRole.owner).order_by("subject", "pk"))
    given = {tuple(row) for row in consents}
    owners = Counter(row.subject_id for row in rows)
    for row in rows:
        key = (row.subject_id, row.person_id, row.organisation_id)
        yield Buyer(*key, is_joint=owners[row.subject_id] > 1, has_consented=key in given)
