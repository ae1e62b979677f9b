"""Act: everything that happens inside the one transaction of perform()."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from copy import copy
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from django.utils.translation import gettext as _
from django_fsm import TransitionNotAllowed

from idi_platform.accounts.acting import SYSTEM, Acting
from idi_platform.accounts.substitutes import in_place_of
from idi_platform.deadlines.reconcile import reconcile
from idi_platform.kernel.clock import local_date
from idi_platform.kernel.errors import BadInput, Refusal, Refused
from idi_platform.kernel.rows import Together
from idi_platform.records import chain, words
from idi_platform.records.histories import StepTaken, histories_of
from idi_platform.records.models import Aggregate, Form, Record, Subject
from idi_platform.rulebooks.law import Law

from . import authority, consequences, gates, keys, loading, locks, permissions
from .evidence import cited, foreign_evidence
from .late import late_entry_refusals, turns_a_breach
from .lifecycles import Moment, StepDefinition, lifecycle_of
from .meanwhile import came_too_late
from .models import Proposal
from .onlookers import onlookers_and_kinds
from .proposals import check_is_as_shown, close_proposal, open_proposal
from .reactions import Happened, reactions_to
from .rebinding import Brought, all_under, under_new_law
from .requests import ENTERED_LATE, IN_BREACH, Request
from .violations import open_violations
from .world import Seen, SubjectWorld, world_of, worlds_of

LATE = timedelta(hours=24)


class Act:
    """One transaction's work: the step that was asked for, and whatever its reactions take after it."""

    def __init__(self, now: datetime, *, is_dry: bool = False) -> None:
        """Start with nothing locked and nothing changed; a dry act waits for nobody, and the caller rolls it back."""
        self.now = now
        self.answers: dict[int, keys.Answered] = {}
        """What each key leads to, by its number; kept when the act is finished."""
        self.claimed: dict[tuple[str, str], keys.Claimed] = {}
        """The keys that were taken before the first step, by owner and key."""
        self.owed = Together()
        """What is written at the end, all at once: what the steps owe, and what nobody reads before."""
        self._is_dry = is_dry
        self._seen: set[tuple[str, int, Acting]] = set()
        self._own: dict[int, tuple[StepTaken, ...]] = {}
        self._rebound: set[int] = set()
        self._held: dict[int, str] = {}
        self._bare = Subject()
        """What was opened last, on which nothing hangs yet."""
        self._changed: dict[int, Aggregate] = {}
        self._happened: list[tuple[Happened, SubjectWorld]] = []

    def claim(self, owner: str, wanted: Iterable[str]) -> None:
        """Take all keys of the steps to come, in one order."""
        found = keys.claim_all(owner, frozenset(wanted))
        self.claimed |= {(owner, key): claimed for key, claimed in found.items()}

    def key_of(self, request: Request, digest: bytes) -> keys.Claimed:
        """Return the key of a step, taken now or before the first.

        Raises KeyReused when it stood for something else.
        """
        claimed = self.claimed.get((request.acting.owner_key, request.key))
        if claimed is None:
            return keys.claim(request.acting.owner_key, request.key, digest)
        if claimed.used is not None:
            keys.check_stands_for(claimed.used, digest)
        return claimed

    def check_permission(self, request: Request) -> None:
        """Raise NotVisible or NotPermitted, as for a first request; used before a repeated answer is given."""
        definition, target = request.definition, request.target
        if not definition.is_creating:
            target.subject = loading.subject_of(target.pk)
        permissions.check_visible(target, definition, request.acting)
        _check_permission(request, target.subject, world_of(target, self.now).rulebook)

    def take(self, request: Request) -> Record | Proposal:
        """Take the step; return its Record, or the Proposal that waits for a second person."""
        definition = request.definition
        aggregate = self._lock_and_read(request)  # 2
        request = replace(request, acting=in_place_of(request.acting, aggregate.in_hand_of, local_date(self.now)))
        self._check_visible(request, aggregate)  # 3
        if request.approving is not None and not self._is_dry:
            check_is_as_shown(request.approving, definition)
        moment = Moment(request.occurred_at, self.now, request.acting.as_record())
        overlay = gates.overlay_of(definition, request.facts)
        world = world_of(aggregate, self.now, overlay, event_at=request.occurred_at)
        _check_permission(request, aggregate.subject, world.rulebook)
        verdict = gates.judge(definition, aggregate, request.facts, moment, world)  # 4
        if verdict.is_of_state:
            verdict = gates.Verdict(integrity=(came_too_late(definition, aggregate),))
        verdict = verdict.with_integrity(
            foreign_evidence(cited(request.evidence, request.facts), aggregate.subject, request.acting)
        )
        self._refuse(request, aggregate, verdict)
        if self._needs_second_person(request, aggregate, verdict, world):
            proposal = open_proposal(request, aggregate, self._preview(request, aggregate, world))
            authority.tell_who_may(proposal)
            return proposal
        record = self._write(request, aggregate, moment, world, verdict)  # 5 6 7
        if request.in_breach:
            open_violations(record, verdict)
        if request.approving is not None:
            close_proposal(request.approving, record, request.acting, self.now)
        happened = Happened(aggregate, record, request.facts, moment, self._follower(record), self._rebound.add)
        self._happened.append((happened, world))
        for entry in reactions_to(definition.full_name):  # 10
            entry.run(happened)
        return record

    def moved(self, subject_id: int) -> Aggregate:
        """Return what a step of this act has moved, as it stands now."""
        return self._changed[subject_id]

    def finish(self) -> Brought:
        """Bring clocks, papers and notices of everything that was taken into line: steps 8, 9 and 11."""
        touched = [*self._changed.values(), *under_new_law(self._rebound, self._changed, self._held)]
        world_for = worlds_of(touched, self.now) if self._rebound else self._worlds()
        changes = (
            reconcile(touched, world_for=world_for, now=self.now, new=self._own, owed=self.owed) if touched else ()
        )
        consequences.owe(self._happened, self.owed)
        self._check_all_taken()
        keys.settle(self.answers, self.owed)
        self.owed.send()
        self._bare.is_bare = False  # from here on others may hang something on it
        consequences.nudge()
        return Brought(changes, tuple(thing.pk for thing in touched))

    def _check_all_taken(self) -> None:
        """Refuse to leave a key behind that stands for nothing."""
        new = {held.pk: key for (_owner, key), held in self.claimed.items() if held.used is None}
        left = [key for pk, key in new.items() if pk not in self.answers]
        if left:
            raise RuntimeError(f"The act took the keys {sorted(left)} and no step under them.")

    def _worlds(self) -> Callable[[Aggregate], SubjectWorld]:
        """Return what gives the worlds of what was moved: under the law of its step, all histories read at once."""
        moved = {world.thing.pk: world.rulebook for _happened, world in reversed(self._happened)}
        histories = self._own | histories_of(moved.keys() - self._own.keys())

        def world_for(aggregate: Aggregate) -> SubjectWorld:
            law = moved.get(aggregate.pk)
            if law is None:
                return world_of(aggregate, self.now)
            return SubjectWorld(aggregate, aggregate.kind, Seen(law, self.now, histories))

        return world_for

    # 2: locks

    def hold(
        self,
        subject: Subject,
        definitions: Iterable[StepDefinition],
        named: Callable[[], Iterable[int]] = tuple,
        known: Iterable[Subject] = (),
    ) -> None:
        """Lock at once, before the first of them, all that steps touch which begin at one place.

        Args:
            subject: the Subject that the steps move, or one that is not saved yet, as those that they open will hang.
            definitions: the steps.
            named: answers with what their gates look at besides, because their facts name it.
            known: Subjects that were read just now; one that has changed since lets the act begin again.
        """
        read = {row.pk: row for row in known} if not locks.looks_anew() else {}
        self._held = locks.take_needed(partial(_needed_by, subject, list(definitions), named, read))

    def _lock_and_read(self, request: Request) -> Aggregate:
        definition, target = request.definition, request.target
        if definition.is_creating:
            self._hold(target.subject, request)
            return target
        changed = self._changed.get(target.pk)
        if changed is not None:
            self._hold(changed.subject, request)
            return changed
        self._hold(loading.subject_of(target.pk), request)
        return loading.aggregate_at(definition.kind, target.pk)

    def _hold(self, subject: Subject, request: Request) -> None:
        definition = request.definition
        if not self._held:
            self.hold(subject, [definition], partial(_named_in, request))
            if definition.reads_named is None:
                return
        writes, reads = _touched_by(subject, definition)
        reads |= set(_named_in(request))
        reads -= writes
        missing = {pk for pk in writes if self._held.get(pk) != locks.WRITE} | (reads - self._held.keys())
        if missing:
            raise locks.NotHeld(
                f"{definition.full_name} needs subjects {sorted(missing)}, which were not locked before: where it "
                "follows another step, name them in the reaction's locks or reach."
            )

    # 3: what the capacity sees

    def _check_visible(self, request: Request, aggregate: Aggregate) -> None:
        """Ask once in an act for the same thing; whoever opened a subject in this act sees it."""
        seen = permissions.seen_through(aggregate.subject, request.definition)
        if seen is None or (*seen, request.acting) not in self._seen:
            permissions.check_visible(aggregate, request.definition, request.acting)
        if seen is not None:
            self._seen.add((*seen, request.acting))

    # 4: what stands against it

    def _refuse(self, request: Request, aggregate: Aggregate, verdict: gates.Verdict) -> None:
        if request.in_breach:
            self._check_breach(request, verdict)
            return
        refusals = [*verdict.against(request.reasons), *late_entry_refusals(request, aggregate)]
        if refusals:
            raise Refused(refusals)

    def _check_breach(self, request: Request, verdict: gates.Verdict) -> None:
        if not request.definition.is_report:
            sentence = _("这一步由平台上的当事人来做，不能补录为违规事实。")
            raise Refused([Refusal("breach.not_a_report", sentence)])
        if not request.evidence:
            sentence = _("补录违规事实需要证据，请先上传能证明的材料。")
            raise BadInput("breach.no_evidence", sentence, {"evidence": sentence})
        if verdict.integrity:
            raise Refused(verdict.integrity)
        if not verdict.gates:
            sentence = _("没有规定挡着这一步，请按通常的办法登记，不必作为违规事实补录。")
            raise Refused([Refusal("breach.nothing_broken", sentence)])

    def _needs_second_person(
        self, request: Request, aggregate: Aggregate, verdict: gates.Verdict, world: SubjectWorld
    ) -> bool:
        definition = request.definition
        if self._is_dry or request.approving is not None or request.acting.is_system:
            return False
        return (
            authority.asks_two_persons(request, world.rulebook)
            or (bool(verdict.warns) and not request.in_breach)  # evidence and a violation answer every gate at once
            or (not definition.is_creating and turns_a_breach(request, aggregate))
        )

    def _preview(self, request: Request, aggregate: Aggregate, world: SubjectWorld) -> dict[str, Any]:
        if request.definition.shows_impact:
            from .dry import would_change

            return would_change(request).as_json()
        return consequences.preview(request, aggregate, world)

    # 5 to 7: transition, save, Record

    def _write(
        self,
        request: Request,
        aggregate: Aggregate,
        moment: Moment,
        world: SubjectWorld,
        verdict: gates.Verdict,
    ) -> Record:
        definition = request.definition
        source: str = getattr(aggregate, "state", "")
        try:
            getattr(aggregate, definition.method)(request.facts, moment)
        except TransitionNotAllowed as error:
            raise Refused([gates.wrong_state(definition)]) from error
        subject = aggregate.subject
        if definition.is_creating:
            subject.kind = definition.kind
        facts = request.facts.as_json()
        if request.evidence:
            facts["evidence"] = list(request.evidence)
        link = chain.Link(
            subject_id=subject.pk,
            form=Form.STEP,
            name=definition.full_name,
            source=source,
            target=getattr(aggregate, "state", ""),
            acting=_acting_of(request),
            occurred_at=moment.occurred_at,
            recorded_at=moment.recorded_at,
            facts=facts,
            reasons=_reasons_of(request, verdict, subject),
            revision_id=world.rulebook.revision_id,
            clauses=verdict.clauses,
            cause_id=request.cause.pk if request.cause is not None else None,
        )
        written = chain.begin(link, subject, aggregate) if definition.is_creating else chain.append(link, row=aggregate)
        if definition.is_creating:
            self._bare.is_bare, self._bare, subject.is_bare = False, subject, True
        self._changed[aggregate.pk] = aggregate
        self._held.setdefault(aggregate.pk, locks.WRITE)
        taken = _step_of(link, written)
        world.remember(aggregate.pk, taken)
        if definition.is_creating:
            self._seen.add((definition.kind, aggregate.pk, request.acting))
        if definition.is_creating or aggregate.pk in self._own:
            self._own[aggregate.pk] = (*self._own.get(aggregate.pk, ()), taken)
        return Record(pk=written.record_id, seq=written.seq, hash=written.hash, subject=subject, **_columns(link))

    # 10: reactions

    def _follower(self, cause: Record) -> Any:
        def follow(target: Aggregate, step: str, **facts: Any) -> Record:
            definition = lifecycle_of(target.kind).steps[step]
            request = Request(
                definition=definition,
                target=target,
                acting=SYSTEM,
                key=f"{cause.pk}:{definition.full_name}",
                facts=definition.facts.read(facts),
                now=self.now,
                occurred_at=cause.occurred_at,
                cause=cause,
            )
            done = self.take(request)
            if isinstance(done, Proposal):
                raise TypeError(f"{definition.full_name} follows another step and cannot wait for a second person.")
            return done

        return follow


def _needed_by(
    subject: Subject,
    definitions: Iterable[StepDefinition],
    named: Callable[[], Iterable[int]],
    known: Mapping[int, Subject],
) -> locks.Needed:
    """Return all that steps touch, and who looks at it."""
    writes: set[int] = set()
    reads: set[int] = set(named())
    moving: dict[str, Subject] = {}
    for definition in definitions:
        written, read = _touched_by(subject, definition)
        writes |= written
        reads |= read
        moving[definition.kind] = copy(subject)
        moving[definition.kind].kind = definition.kind
        if definition.shows_impact:
            writes |= set(all_under(subject))
    others = writes - {subject.pk}
    unread = others - known.keys()
    touched = [*(known[pk] for pk in others & known.keys()), *(loading.subjects_of(unread) if unread else ())]
    looking, read_only = onlookers_and_kinds([*moving.values(), *touched], besides=reads - others)
    kinds = {row.pk: row.kind for row in touched} | read_only | looking
    if subject.pk is not None:
        kinds[subject.pk] = subject.kind
    writes |= looking.keys()
    return locks.Needed(writes, reads - writes, kinds)


def _named_in(request: Request) -> Iterable[int]:
    """Return the Subjects that a step's gates look at because its facts, or what its row stands beside, name them."""
    definition = request.definition
    beside = {getattr(request.target, name) for name in definition.reads_through} - {None}
    return beside if definition.reads_named is None else beside.union(definition.reads_named(request.facts))


def _touched_by(subject: Subject, definition: StepDefinition) -> tuple[set[int], set[int]]:
    """Return the Subjects that a step and what follows it write, and those that its gates read."""
    names = [name for name in definition.locks if name != "self" or subject.pk is not None]
    writes = locks.named_subjects(subject, names)
    for entry in reactions_to(definition.full_name):
        writes |= locks.named_subjects(subject, entry.locks)
        writes |= set(entry.reach(subject)) if entry.reach is not None else set()
    return writes, locks.named_subjects(subject, definition.reads)


def _step_of(link: chain.Link, written: chain.Written) -> StepTaken:
    """Return a step as histories will tell it."""
    return StepTaken(
        record_id=written.record_id,
        seq=written.seq,
        name=link.name,
        occurred_at=link.occurred_at,
        recorded_at=link.recorded_at,
        facts=link.facts,
        source=link.source,
        target=link.target,
        acting=link.acting,
    )


def _check_permission(request: Request, subject: Subject, law: Law) -> None:
    definition = request.definition
    permissions.check_role(
        definition,
        request.acting,
        law,
        in_breach=request.in_breach,
        approves=request.approving is not None,
        is_caused=request.cause is not None,
    )
    if request.approving is not None:
        authority.check_may_agree(request, law)
    if request.in_breach and definition.is_report:
        permissions.check_may_report_breach(definition, subject, request.acting)


def _acting_of(request: Request) -> dict[str, Any]:
    acting = dict(request.acting.as_record())
    if request.approving is not None:
        acting["maker"] = request.approving.acting
    if request.cause is not None:
        acting["on_behalf_of"] = request.cause.acting
    return acting


def _reasons_of(request: Request, verdict: gates.Verdict, subject: Subject) -> dict[str, Any]:
    """Return the typed reasons as references, those of the proposal or new ones, and the platform's own entries."""
    kept = words.refs_in(request.approving.reasons) if request.approving is not None else {}
    new = {code: text for code, text in request.reasons.items() if code not in kept}
    reasons: dict[str, Any] = kept
    if new:
        named = subject.pk or chain.reserve(subject)
        reasons |= words.keep_all(new, subject_id=named, acting=request.acting, at=request.now)
    if request.in_breach:
        reasons[IN_BREACH] = [refusal.code for refusal in verdict.gates]
    if request.occurred_at < request.now - LATE:
        reasons[ENTERED_LATE] = True
    return reasons


def _columns(link: chain.Link) -> dict[str, Any]:
    return {
        "form": link.form,
        "name": link.name,
        "source": link.source,
        "target": link.target,
        "acting": link.acting,
        "occurred_at": link.occurred_at,
        "recorded_at": link.recorded_at,
        "facts": link.facts,
        "reasons": link.reasons,
        "revision_id": link.revision_id,
        "clauses": list(link.clauses),
        "cause_id": link.cause_id,
    }
