"""The receipt of a report: of each next duty the day by which it should, and by law must be done."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as _noop

from claims.dates import Owed, duties_among, open_duties
from claims.models import Claim, Ticket
from claims.receipt_limits import limits_from
from idi_platform.accounts.names import organisation_name
from idi_platform.deadlines.explain import last_good
from idi_platform.deadlines.states import ClockKind
from idi_platform.portal.articles import article_of
from idi_platform.portal.components import Article
from idi_platform.rulebooks.law import Law

_ROLES = {
    "developer": _noop("建设单位"),
    "contractor": _noop("施工单位"),
    "institution": _noop("保障机构"),
    "owner": _noop("业主"),
}


@dataclass(frozen=True, slots=True)
class Due:
    """One duty: what, by whom, by which day it should be done, and by which at the latest, where the law says so.

    `is_reference` says of the first day that no text and no contract binds to it.
    """

    what: str
    who: str
    should: str
    must: str
    article: Article | None
    provisional: bool = False
    is_reference: bool = False


def dues_of(case: Claim | Ticket, law: Law) -> list[Due]:
    """Return the open duties of a case from its clocks, the earliest legal end first."""
    return [_due(duty) for duty in open_duties(case.pk, law)]


def dues_from(received_at: datetime, law: Law) -> list[Due]:
    """Return the same of a report that has no case yet: what its receipt starts by the text, once it is in cover."""
    return [_due(duty) for duty in duties_among(limits_from(law, received_at), law)]


def _due(duty: Owed) -> Due:
    clock = duty.clock
    should = clock.target_at or clock.due_at
    by_law = clock.due_at if clock.kind == ClockKind.DUTY and clock.force == "law" else None
    return Due(
        what=duty.to_owner,
        who=organisation_name(clock.owed_org_id) or _(_ROLES.get(clock.owed_role, _noop("保险公司"))),
        should=last_good(should) if should is not None else "",
        must=last_good(by_law) if by_law is not None else "",
        article=article_of(clock.clause) if clock.clause else None,
        provisional=clock.provisional,
        is_reference=clock.due_at is None,
    )


def left_open(dues: Sequence[Due]) -> bool:
    """Say whether any of the days is still provisional, because the year's holidays are not announced yet."""
    return any(due.provisional for due in dues)
