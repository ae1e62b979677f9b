"""What was done to an organisation's people, written down in the transaction that does it."""

from typing import Any

from idi_platform.kernel import clock

from .acting import Acting
from .models import Invitation, Membership, OrganisationAct


def note(acting: Acting, name: OrganisationAct.Name, about: Membership | Invitation, **facts: Any) -> None:
    """Write one act down: who did it in which capacity, to whom, when; days and sums as text.

    Of a substitute's role it names the colleague too.
    """
    if isinstance(about, Membership) and about.stands_in_for is not None:
        facts["stands_in_for"] = about.stands_in_for.person_id
    OrganisationAct.objects.create(
        organisation_id=about.organisation_id,
        name=name,
        person_id=about.person_id if isinstance(about, Membership) else about.accepted_by_id,
        acting=acting.as_record(),
        facts={key: value if isinstance(value, bool) else str(value) for key, value in facts.items()},
        done_at=clock.now(),
    )
