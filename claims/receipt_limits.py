"""What a receipt starts, before anything is filed: whether the text names the desk, until when the insurer acts.

Who is entrusted with intake receives for the insurer: the desk's instant counts, passing the report on does not.
"""

from datetime import datetime

from idi_platform.accounts.acting import Acting
from idi_platform.deadlines import calendars
from idi_platform.deadlines.derive.triggers import plain
from idi_platform.deadlines.models import Clock
from idi_platform.deadlines.rules import counting
from idi_platform.deadlines.states import ClockKind
from idi_platform.rulebooks.law import Law

_RECEIVE = "intake.receive"
_STARTS = "claim.received_at"


def entrusting_clause(law: Law, acting: Acting) -> str:
    """Return the clause by which the text itself lets this desk receive reports; empty where it says nothing of it."""
    rule = law.step_rule(_RECEIVE)
    if rule is None or rule.clause is None or not {role.value for role in acting.roles} & set(rule.by or ()):
        return ""
    return rule.clause


def limits_from(law: Law, received_at: datetime) -> list[Clock]:
    """Return the duties that a receipt at this instant would start under the text alone, the earliest end first.

    The rows are not stored. What a contract shortens and what hangs on further facts is known once the claim is there.
    """
    calendar, found = calendars.current(), []
    for name, definition in law.clocks_of("claim").items():
        length = definition.within.duration if definition.within is not None else None
        starts = definition.starts is not None and definition.starts.fact == _STARTS
        if definition.kind != "duty" or definition.when is not None or not starts or length is None:
            continue
        counted = counting.within(plain(length), received_at, calendar, rolls=not definition.not_rolled)
        found.append(
            Clock(
                name=name,
                kind=ClockKind.DUTY,
                clause=definition.clause or "",
                force=definition.force,
                measures=definition.measures or "",
                owed_role=definition.owed_by or "",
                started_at=received_at,
                target_at=counted.target_at,
                due_at=counted.due_at,
                provisional=counted.provisional,
            )
        )
    return sorted(found, key=lambda clock: (clock.due_at, clock.name))
