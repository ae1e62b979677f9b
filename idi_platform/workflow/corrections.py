"""Mistakes are corrected, never deleted: a new link says what was wrong, and everything is computed anew.

A correction always takes two persons. Before the second one agrees, `impact` shows what would change; it is the real
correction, taken and rolled back when the proposal is made, and kept with it: a page that shows it locks nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from idi_platform.accounts.acting import Acting
from idi_platform.accounts.roles import Role
from idi_platform.deadlines.reconcile import reconcile
from idi_platform.kernel import clock
from idi_platform.kernel.errors import BadInput, NotPermitted, NotVisible, Refusal, Refused
from idi_platform.records import chain, words
from idi_platform.records.access import access_of
from idi_platform.records.governing import law_of
from idi_platform.records.histories import effective_steps
from idi_platform.records.models import LINKS, Aggregate, Form, Record, Subject

from . import attempts, authority, consequences, locks
from .automatic import realign
from .evidence import FIELDS, foreign_evidence
from .following import all_that_followed, fall_away
from .impacts import Impact, impact_of, newest_on, newest_under
from .lifecycles import lifecycle_of, step_named
from .loading import load
from .meanwhile import already_decided
from .models import Proposal, ProposalState, Review
from .onlookers import onlookers_of
from .perform import in_one_transaction
from .permissions import BREACH_REPORTERS, owes_duty
from .proposals import check_second_person, maker_of, outdated
from .rejudging import judged_anew
from .replacing import drafted_now, replace_papers
from .replay import differing_fields, replay
from .requests import IN_BREACH
from .world import world_of, worlds_of

NAME = "correct"


@dataclass(frozen=True, slots=True)
class Corrected:
    """A correction that has just been written, handed to what must be derived anew."""

    subject: Subject
    aggregate: Any
    record: Record
    corrected: Record
    is_annulled: bool
    now: datetime


@dataclass(frozen=True, slots=True)
class Rederivation:
    """Who recomputes what hangs on a kind of subject, and which further subjects that touches."""

    run: Callable[[Corrected], None]
    reach: Callable[[Subject], Iterable[int]]


Reviewer = Callable[[Any], dict[str, Any] | None]
_rederivations: dict[str, list[Rederivation]] = {}
_reviewers: dict[str, tuple[str, Reviewer]] = {}


def rederives(kind: str, *, reach: Callable[[Subject], Iterable[int]]) -> Callable[[Callable[[Corrected], None]], Any]:
    """Register a function that recomputes what is derived from subjects of a kind, after a correction there.

    `reach` gives the subjects besides those that carry the corrected one in their columns.
    """

    def decorate(run: Callable[[Corrected], None]) -> Callable[[Corrected], None]:
        _rederivations.setdefault(kind, []).append(Rederivation(run, reach))
        return run

    return decorate


def reviews(kind: str, *, about: str) -> Callable[[Reviewer], Reviewer]:
    """Register who says what a decision on this kind rests on; a change of the answer opens a Review for a person."""

    def decorate(reviewer: Reviewer) -> Reviewer:
        _reviewers[kind] = (about, reviewer)
        return reviewer

    return decorate


def propose_correction(
    record: Record,
    *,
    acting: Acting,
    reason: str,
    evidence: Sequence[int] = (),
    facts: Mapping[str, Any] | None = None,
    occurred_at: datetime | None = None,
    annul: bool = False,
) -> Proposal:
    """Prepare a correction of one step for a second person.

    Args:
        record: the step's Record.
        acting: who corrects: whoever may take the step, or the insurer or the authority.
        reason: why it was wrong.
        evidence: numbers of attachments.
        facts: the step's facts that change, by name.
        occurred_at: the true instant, when that was wrong.
        annul: the step never happened.

    Raises:
        BadInput, NotVisible, NotPermitted; Refused when a later step depends on what would be annulled.
    """
    aggregate = _aggregate_of(record)
    _check_may_correct(record, aggregate, acting)
    said = words.cleaned({"reason": reason})
    content = _content(record, said, evidence, facts, occurred_at, annul=annul)
    if foreign := foreign_evidence(_cited(content), record.subject, acting):
        raise Refused(foreign)

    def work() -> Proposal:
        now = clock.now()
        kept = words.keep(said["reason"], subject_id=record.subject_id, acting=acting, at=now)
        proposal = Proposal(
            subject_id=record.subject_id,
            step=record.name,
            corrects=record,
            facts=content,
            reasons={NAME: kept.ref},
            evidence=list(evidence),
            maker_id=maker_of(acting),
            organisation_id=acting.organisation_id,
            acting=acting.as_record(),
            made_at=now,
        )
        proposal.preview = impact(proposal).as_json()
        proposal.save()
        authority.tell_who_may(proposal)
        return proposal

    return in_one_transaction(work)


def approve_correction(proposal: Proposal, *, acting: Acting, seen: int | None = None) -> Impact:
    """Take the correction as the second person.

    Who has agreed and asks again, after a time-out say, is told what was done; nothing is done twice.

    Args:
        proposal: what waits.
        acting: the second person.
        seen: up to which record the impact was counted that he has read; None asks nothing.

    Raises:
        What check_second_person raises; Refused when it was decided meanwhile, or something was done since `seen`.
    """

    def work() -> Impact:
        if (before := _agreed_before(proposal, acting)) is not None:
            return before
        with attempts.of_second_person(proposal, acting):
            check_second_person(proposal, acting)
            if proposal.corrects is not None:
                check_may_correct_step(proposal.corrects, acting)
                authority.check_may_correct_sum(proposal, acting, law_of(proposal.subject))
        done, record = _apply(proposal, acting)
        decided = Proposal.objects.filter(pk=proposal.pk, state=ProposalState.OPEN).update(
            state=ProposalState.APPROVED,
            decided_by_id=acting.person_id,
            decided_at=clock.now(),
            record=record,
            preview=done.as_json(),
        )
        if not decided:
            raise Refused([already_decided(proposal)])
        if seen not in (None, done.newest):
            raise Refused([outdated()])
        consequences.nudge()
        return done

    try:
        return in_one_transaction(work)
    except Refused:
        if (before := _agreed_before(proposal, acting)) is not None:  # by the same form, sent twice at once
            return before
        raise


def _agreed_before(proposal: Proposal, acting: Acting) -> Impact | None:
    """Return what was done when this very person agreed; None when nobody or somebody else has."""
    own = Proposal.objects.filter(pk=proposal.pk, state=ProposalState.APPROVED, decided_by_id=acting.person_id).first()
    return shown_impact(own) if own is not None else None


def impact(proposal: Proposal) -> Impact:
    """Return what the correction would change; nothing is kept."""

    def work() -> Impact:
        with transaction.atomic():
            done, _record = _apply(proposal, None)
            transaction.set_rollback(True)
        return done

    return in_one_transaction(work)


def shown_impact(proposal: Proposal) -> Impact | None:
    """Return the impact as it was last counted; None for a proposal that has none yet. Nothing is locked."""
    return Impact.read(proposal.preview) if "newest" in proposal.preview else None


def is_outdated(proposal: Proposal) -> bool:
    """Say whether something was done since the impact was counted, on whatever the correction or step touches."""
    shown, subject = shown_impact(proposal), proposal.subject
    if shown is None:
        return True
    if proposal.corrects is None:
        return newest_under(subject) != shown.newest
    return newest_on({subject.pk, *_dependents(proposal.corrects)}) != shown.newest


def count_again(proposal: Proposal, *, acting: Acting) -> Impact:
    """Count the impact anew and keep it; raises NotVisible, and Refused when it can't be taken or was decided."""
    if not access_of(proposal.subject.kind).may_see(acting, proposal.subject_id):
        raise NotVisible("subject.not_visible", _("没有找到这一项。请检查网址，或从首页重新进入。"))

    def work() -> Impact:
        counted = impact(proposal)
        if not Proposal.objects.filter(pk=proposal.pk, state=ProposalState.OPEN).update(preview=counted.as_json()):
            raise Refused([already_decided(proposal)])
        return counted

    return in_one_transaction(work)


def _apply(proposal: Proposal, approver: Acting | None) -> tuple[Impact, Record]:
    now = clock.now()
    corrected = proposal.corrects
    assert corrected is not None
    subject = corrected.subject
    dependents = _lock(corrected)
    _check_order(corrected, proposal)
    newest = newest_on([subject.pk, *dependents])
    stored = _aggregate_of(corrected)
    others = load(dependents)
    before = {other.pk: _answer(other) for other in (stored, *others)}
    drawn = drafted_now([stored, *others], now)
    was = effective_steps(subject.pk)
    record = _written(proposal, corrected, stored, approver, now)
    becomes = effective_steps(subject.pk)
    rebuilt = replay(stored, becomes)
    spoken = judged_anew(stored, was, becomes, corrected, now)
    rebuilt.save(force_update=True)
    told = Corrected(subject, rebuilt, record, corrected, bool(proposal.facts.get("annul")), now)
    fallen, left = _fall_away(told)
    for entry in _rederivations.get(subject.kind, ()):
        entry.run(told)
    _realign([_aggregate_of(corrected), *load(dependents)], record, now)
    rebuilt, others = _aggregate_of(corrected), load(dependents)
    touched = [rebuilt, *others]
    changes = reconcile(touched, world_for=worlds_of(touched, now), now=now)
    opened = _open_reviews(touched, before, record, now) + _reviews_of(spoken, record, now)
    opened += Review.objects.bulk_create(left)
    replaced = replace_papers(drawn, touched, record, now)
    fields = differing_fields(stored, rebuilt)
    done = impact_of(fields, changes, opened, replaced, subjects=len(touched), newest=newest, fallen=fallen)
    return done, record


def _written(
    proposal: Proposal, corrected: Record, stored: Aggregate, approver: Acting | None, now: datetime
) -> Record:
    """Write the correction's own Record, behind everything that stands on the subject's chain."""
    state = getattr(stored, "state", "")
    link = chain.Link(
        subject_id=corrected.subject_id,
        form=Form.CORRECTION,
        name=NAME,
        source=state,
        target=state,
        acting={**(approver.as_record() if approver else {}), "maker": proposal.acting},
        occurred_at=now,
        recorded_at=now,
        facts=proposal.facts,
        reasons=proposal.reasons,
        revision_id=world_of(stored, now).rulebook.revision_id,
        corrects_id=corrected.pk,
    )
    return Record.objects.get(pk=chain.append(link).record_id)


def _realign(aggregates: Sequence[Aggregate], record: Record, now: datetime) -> None:
    world_for = worlds_of(aggregates, now)
    for aggregate in aggregates:
        realign(world_for(aggregate), record)


def _fall_away(told: Corrected) -> tuple[list[Record], list[Review]]:
    """Let what followed an annulled step fall away; what the kind's own rederivation reaches is its business."""
    if not told.is_annulled:
        return [], []
    reached = {pk for entry in _rederivations.get(told.subject.kind, ()) for pk in entry.reach(told.subject)}
    return fall_away(told.corrected, told.record, told.now, derived=reached)


def _lock(corrected: Record) -> list[int]:
    """Lock the subject and everything that hangs on it, in rank order; return the others' ids.

    What was filed while the locks were waited for is locked too: once its place is held, nothing new can hang on it.
    """
    held: set[int] = set()
    subject = corrected.subject
    dependents = _dependents(corrected)
    wanted = _with_onlookers(subject, dependents)
    while missing := wanted - held:
        locks.take(missing)
        held |= missing
        dependents = _dependents(corrected)
        wanted = _with_onlookers(subject, dependents)
    return sorted(dependents - {subject.pk})


def _with_onlookers(subject: Subject, dependents: set[int]) -> set[int]:
    """Return the subject, what hangs on it, and whoever's clocks look at any of them."""
    moved = Subject.objects.filter(pk__in=dependents - {subject.pk})
    return {subject.pk, *dependents, *onlookers_of(subject, *moved)}


def _dependents(corrected: Record) -> set[int]:
    subject = corrected.subject
    found = set(onlookers_of(subject)) | {record.subject_id for record in all_that_followed(corrected)}
    if subject.kind in LINKS:
        found |= set(Subject.objects.filter(**{subject.kind: subject}).values_list("pk", flat=True))
    for entry in _rederivations.get(subject.kind, ()):
        found |= set(entry.reach(subject))
    return found


def _aggregate_of(record: Record) -> Aggregate:
    model = lifecycle_of(record.subject.kind).model
    return model.objects.select_related("subject").get(pk=record.subject_id)


def _answer(aggregate: Aggregate) -> dict[str, Any] | None:
    found = _reviewers.get(aggregate.kind)
    return None if found is None else found[1](aggregate)


def _open_reviews(
    aggregates: Iterable[Aggregate], before: Mapping[int, dict[str, Any] | None], record: Record, now: datetime
) -> list[Review]:
    opened = []
    for aggregate in aggregates:
        was, becomes = before.get(aggregate.pk), _answer(aggregate)
        if was is None or becomes is None or was == becomes:
            continue
        about = _reviewers[aggregate.kind][0]
        opened.append(
            Review(subject_id=aggregate.pk, correction=record, about=about, before=was, after=becomes, opened_at=now)
        )
    return Review.objects.bulk_create(opened)


def _reviews_of(
    spoken: Iterable[tuple[str, dict[str, Any], dict[str, Any]]], record: Record, now: datetime
) -> list[Review]:
    """Open a review for each step against which a gate of the text speaks now that the truth is known."""
    return Review.objects.bulk_create(
        Review(subject_id=record.subject_id, correction=record, about=name, before=was, after=becomes, opened_at=now)
        for name, was, becomes in spoken
    )


def _content(
    record: Record,
    said: Mapping[str, str],
    evidence: Sequence[int],
    facts: Mapping[str, Any] | None,
    occurred_at: datetime | None,
    *,
    annul: bool,
) -> dict[str, Any]:
    missing = {}
    if "reason" not in said:
        missing["reason"] = _("请写明错在哪里、为什么要更正。")
    if not evidence:
        missing["evidence"] = _("更正需要证据，请先上传能证明的材料。")
    if not annul and not facts and occurred_at is None:
        missing["facts"] = _("没有任何改动。请填写更正后的内容。")
    if occurred_at is not None and (occurred_at.tzinfo is None or occurred_at > clock.now()):
        missing["occurred_at"] = _("发生时间不能晚于现在，请改成实际发生的时间。")
    if missing:
        raise BadInput("correction.incomplete", _("更正还缺内容，请补全后再提交。"), missing)
    if annul:
        return {"annul": True, "evidence": list(evidence)}
    definition = step_named(record.name)
    merged = {key: value for key, value in {**record.facts, **(facts or {})}.items() if key != "evidence"}
    checked = definition.facts.read(merged).as_json()
    content: dict[str, Any] = {"facts": {name: checked.get(name) for name in facts or {}}, "evidence": list(evidence)}
    if occurred_at is not None:
        content["occurred_at"] = occurred_at.replace(microsecond=0).isoformat()
    return content


def _cited(content: Mapping[str, Any]) -> frozenset[int]:
    """Return the evidence of a correction, and what the corrected facts rest on."""
    facts = content.get("facts", {})
    return frozenset({*content["evidence"], *(pk for name in FIELDS for pk in facts.get(name) or ())})


def _check_stands(record: Record) -> None:
    """Refuse what is no step, and a step that was annulled before."""
    if record.form != Form.STEP:
        raise Refused([Refusal("correction.not_a_step", _("只有步骤可以更正；更正本身写错了，请再更正那一步。"))])
    if all(step.record_id != record.pk for step in effective_steps(record.subject_id)):
        sentence = _("这一步已经撤销，不能再更正；事情若确实发生过，请重新办理。")
        raise Refused([Refusal("correction.annulled", sentence)])


def _check_order(record: Record, proposal: Proposal) -> None:
    """Refuse a step that no longer stands, and an instant before the subject began or past its neighbours' turn.

    A fact in breach may lie before what was recorded earlier; all others keep their place among the changes of state.
    """
    _check_stands(record)
    given = proposal.facts.get("occurred_at")
    if given is None or record.reasons.get(IN_BREACH) is not None:
        return
    at, steps = datetime.fromisoformat(given), effective_steps(record.subject_id)
    changing = [step for step in steps if step.source != step.target and step.record_id != record.pk]
    before = [step.occurred_at for step in changing if step.seq < record.seq]
    after = [step.occurred_at for step in changing if step.seq > record.seq and record.source != record.target]
    if (before and at < max(before)) or (after and at > min(after)):
        sentence = _("更正后的时间与前后步骤的先后对不上，请核对；若是前后步骤记错了，请先更正那一步。")
        raise BadInput("correction.out_of_order", sentence, {"occurred_at": sentence})


def _check_may_correct(record: Record, aggregate: Aggregate, acting: Acting) -> None:
    if not access_of(aggregate.kind).may_see(acting, aggregate.pk):
        raise NotVisible("subject.not_visible", _("没有找到这一项。请检查网址，或从首页重新进入。"))
    _check_stands(record)
    check_may_correct_step(record, acting)


def check_may_correct_step(record: Record, acting: Acting) -> None:
    """Raise NotPermitted unless the capacity takes or approves the step, or is the insurer's desk or the authority.

    What an authority has recorded it corrects itself, and a fact in breach is not the business of whoever owed it.
    """
    definition = step_named(record.name)
    if lifecycle_of(definition.kind).is_final:
        raise NotPermitted("correction.final", _("这里记的是当时锁定的内容，不能更正；后来的变动另有更正单。"))
    if acting.roles.isdisjoint(definition.by | definition.approved_by | BREACH_REPORTERS):
        raise NotPermitted("correction.not_permitted", _("您的身份不能更正这一步，请联系办理这一步的单位。"))
    if is_of_authority(record) and Role.regulator not in acting.roles:
        raise NotPermitted("correction.of_authority", _("这一步是主管部门登记的，只能由主管部门更正。"))
    if IN_BREACH in record.reasons and owes_duty(definition, record.subject, acting):
        raise NotPermitted("correction.own_duty", _("这是本单位自己的义务，违规事实的记录请报主管部门更正。"))


def is_of_authority(record: Record) -> bool:
    """Say whether an authority has taken the step, or alone may take it."""
    return Role.regulator.value in record.acting.get("roles", ()) or step_named(record.name).by == {Role.regulator}
