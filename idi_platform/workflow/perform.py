"""perform(): the one function through which every legal act goes.

One transaction: key, locks, permission, gates, transition, save, Record, clocks, papers, reactions, notices.
The numbers in the comments are those of the pipeline in docs/architecture.md.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextvars import ContextVar
from copy import copy, deepcopy
from dataclasses import replace
from datetime import datetime
from typing import Any, TypeVar

from django.db import OperationalError, connection, transaction
from django.utils.translation import gettext as _
from psycopg import errors as pg

from idi_platform.accounts.acting import Acting
from idi_platform.kernel import clock
from idi_platform.kernel.errors import BadInput
from idi_platform.kernel.once import operation
from idi_platform.kernel.rows import Together
from idi_platform.records import words
from idi_platform.records.models import Aggregate, IdempotencyKey, Subject

from . import attempts, keys
from .act import Act
from .lifecycles import lifecycle_of, step_named
from .locks import NotHeld, looking_anew
from .models import Proposal
from .requests import OWN_ENTRIES, Performed, Proposed, Request

log = logging.getLogger(__name__)
TRIES = 3
R = TypeVar("R")
_shared: ContextVar[Act | None] = ContextVar("act", default=None)
"""The act in which several steps are taken together."""


def perform(
    target: Aggregate,
    step: str,
    *,
    acting: Acting,
    key: str,
    occurred_at: datetime | None = None,
    reasons: Mapping[str, str] | None = None,
    in_breach: bool = False,
    evidence: Sequence[int] = (),
    **facts: Any,
) -> Performed | Proposed:
    """Take one step of one subject's lifecycle.

    Args:
        target: the aggregate, of which only the number is trusted; or an unsaved one for a creating step.
        step: the verb, as declared on the model.
        acting: who, in which capacity.
        key: the caller's idempotency key; the same request under the same key has one effect.
        occurred_at: the legal instant when it lies before now; UTC.
        reasons: typed reasons by the code of the warning (`late_entry` for an entry more than a day old).
        in_breach: record an outside event that a gate stands against (reports only, with evidence).
        evidence: numbers of attachments.
        facts: the step's own facts.

    Returns:
        Performed with the Record, or Proposed when a second person must approve.

    Raises:
        BadInput, NotVisible, NotPermitted, Refused, KeyReused.
    """
    definition = lifecycle_of(target.kind).steps[step]
    act = _shared.get()
    now = clock.now() if act is None else act.now
    request = Request(
        definition=definition,
        target=target,
        acting=acting,
        key=key,
        facts=definition.facts.read(facts),
        now=now,
        occurred_at=_occurred(occurred_at, now),
        reasons=_typed(reasons or {}),
        in_breach=in_breach,
        evidence=tuple(evidence),
    )
    return _taken_in(act, request) if act is not None else in_one_transaction(lambda: _once(request))


def together(
    subject: Subject,
    steps: Sequence[str],
    work: Callable[[], R],
    *,
    named: Callable[[], Iterable[int]] = tuple,
    acting: Acting | None = None,
    under: Iterable[str] = (),
    known: Iterable[Subject] = (),
) -> R:
    """Take several steps that begin at one place as one act, in one transaction.

    All that they touch is locked before the first; clocks, papers and notices are brought into line after the last.

    Args:
        subject: an unsaved Subject that hangs where those will that the steps open.
        steps: the full names of all steps that the work may take, those aside that follow them.
        work: takes them by perform(); what it raises undoes them all.
        named: answers with what their gates look at because their facts name it; see `reads_named` of a step.
        acting: whose keys they are.
        under: the keys under which steps are taken, all of them in every case; they are taken at once, before the
            locks.
        known: what the caller has just read of that which is locked; it need not be read to plan the locks.
    """

    def at_once() -> R:
        act = Act(clock.now())
        if acting is not None:
            act.claim(acting.owner_key, under)
        act.hold(subject, [step_named(name) for name in steps], named, known)
        token = _shared.set(act)
        try:
            answer = work()
        finally:
            _shared.reset(token)
        act.finish()
        return answer

    return in_one_transaction(at_once)


def holds_keys() -> bool:
    """Say whether keys were named to the act around; `used_before` answers about those."""
    act = _shared.get()
    return act is not None and bool(act.claimed)


def used_before(acting: Acting, key: str) -> IdempotencyKey | None:
    """Return what a key named to the act around has led to before; None where it is new, or no such key is held."""
    act = _shared.get()
    claimed = act.claimed.get((acting.owner_key, key)) if act is not None else None
    return claimed.used if claimed is not None else None


def write_last(sql: str, values: Sequence[Any]) -> None:
    """Run a statement that writes with what the act around writes last; at once where there is none."""
    act = _shared.get()
    owed = act.owed if act is not None else Together()
    owed.run(sql, values)
    if act is None:
        owed.send()


def approve(proposal: Proposal, *, acting: Acting, key: str) -> Performed:
    """Take the proposed step as the second person; its gates are asked anew and this instant meets the clocks.

    Raises what perform() raises; Refused also when the proposal was decided meanwhile.
    """
    from .proposals import request_of

    def work() -> Performed | Proposed:
        with attempts.of_second_person(proposal, acting):
            request = request_of(proposal.pk, acting=acting, key=key, now=clock.now())
        return _once(request)

    done = in_one_transaction(work)
    if isinstance(done, Proposed):
        raise TypeError("An approved proposal cannot need another approval.")
    return done


def in_one_transaction(work: Callable[[], R]) -> R:
    """Run the work in one transaction, at most three times; a refusal that undoes it is kept in the log of attempts.

    A deadlock, a serialisation error, and what appeared among the subjects of a step while its locks were waited for
    start it again.
    """
    with attempts.kept():
        return _tried(work)


def _tried(work: Callable[[], R]) -> R:
    has_missed = False
    for attempt in range(1, TRIES + 1):
        try:
            with looking_anew(has_missed), transaction.atomic(), operation():
                return work()
        except (OperationalError, NotHeld) as error:
            causes = NotHeld | pg.DeadlockDetected | pg.SerializationFailure
            again = isinstance(error, causes) or isinstance(error.__cause__, causes)
            if not again or attempt == TRIES or connection.in_atomic_block:
                raise
            has_missed = has_missed or isinstance(error, NotHeld)
            log.warning(
                "perform.appeared" if isinstance(error, NotHeld) else "perform.again", extra={"attempt": attempt}
            )
    raise AssertionError("unreachable")


def _once(request: Request) -> Performed | Proposed:
    act = Act(request.now)
    done = _taken_in(act, request)
    act.finish()
    return done


def _taken_in(act: Act, request: Request) -> Performed | Proposed:
    with attempts.of_request(request):
        return _taken(act, request)


def _taken(act: Act, request: Request) -> Performed | Proposed:
    """Try once. A new subject is made on a copy, so that what a failed try has set on it is gone with the try."""
    if request.definition.is_creating:
        request = replace(request, target=_made_anew(request.target))
    digest = keys.digest_of(request.definition.full_name, request.scope, request.asked)
    key_id, used = act.key_of(request, digest)  # 1
    if used is not None:
        act.check_permission(request)
        if used.record is not None:
            words.check_same(used.record.reasons, request.reasons)
            return Performed(used.record, used.record.subject_id, is_repeat=True)
        waiting = Proposal.objects.get(pk=used.proposal_id or 0)
        words.check_same(waiting.reasons, request.reasons)
        return Proposed(waiting, is_repeat=True)
    done = act.take(request)
    act.answers[key_id] = keys.Answered(digest, done)
    if isinstance(done, Proposal):
        return Proposed(done)
    return Performed(done, done.subject_id, thing=act.moved(done.subject_id))


def _made_anew(target: Aggregate) -> Aggregate:
    """Return a copy of an unsaved aggregate and its Subject that shares nothing which a step may change in place."""
    made = copy(target)
    made.subject = copy(target.subject)
    for thing in (made, made.subject):
        held = vars(thing)
        held.update({name: deepcopy(value) for name, value in held.items() if isinstance(value, dict | list)})
    return made


def _typed(reasons: Mapping[str, str]) -> Mapping[str, str]:
    """Return typed reasons as they may be kept; under what the platform says itself nobody writes."""
    if taken := OWN_ENTRIES & reasons.keys():
        sentence = _("有些内容没有填对，请按提示修改后再提交。")
        raise BadInput("step.reserved_reason", sentence, dict.fromkeys(sorted(taken), sentence))
    return words.cleaned(reasons)


def _occurred(occurred_at: datetime | None, now: datetime) -> datetime:
    if occurred_at is None:
        return now
    if occurred_at.tzinfo is None:
        raise BadInput("step.no_zone", _("时间没有时区，请重新选择时间。"), {"occurred_at": _("请重新选择时间。")})
    occurred = occurred_at.replace(microsecond=0)
    if occurred > now:
        sentence = _("发生时间不能晚于现在，请改成实际发生的时间。")
        raise BadInput("step.in_future", sentence, {"occurred_at": sentence})
    return occurred
