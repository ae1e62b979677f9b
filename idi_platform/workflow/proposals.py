"""Two persons: what one has prepared, another of the same organisation approves or gives back."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

from django.db import transaction
from django.utils.translation import gettext as _

from idi_platform.accounts.acting import Acting
from idi_platform.accounts.roles import Role
from idi_platform.kernel import clock
from idi_platform.kernel.errors import BadInput, NotPermitted, NotVisible, Refusal, Refused
from idi_platform.kernel.languages import words_later
from idi_platform.notifications.owing import owe_notice
from idi_platform.records import words
from idi_platform.records.access import access_of
from idi_platform.records.governing import law_of
from idi_platform.records.models import Aggregate

from .effects import NoticeDraft
from .gates import waits_for_second_person
from .impacts import newest_under
from .lifecycles import StepDefinition, lifecycle_of, step_named
from .meanwhile import already_decided
from .models import Proposal, ProposalState
from .permissions import approvers_of, asks_two_persons
from .requests import Request

DECLINED: Final = "proposal.declined"


def open_proposal(request: Request, aggregate: Aggregate, preview: dict[str, Any]) -> Proposal:
    """Keep the step for a second person; raises Refused when the same step already waits."""
    definition = request.definition
    if definition.is_creating:
        raise TypeError(f"{definition.full_name} creates its subject and cannot wait for a second person.")
    waiting = Proposal.objects.filter(
        subject_id=aggregate.pk, step=definition.full_name, state=ProposalState.OPEN, corrects=None
    )
    if waiting.exists():
        raise Refused([waits_for_second_person(definition)])
    return Proposal.objects.create(
        subject_id=aggregate.pk,
        step=definition.full_name,
        facts=request.facts.as_json(),
        reasons=words.keep_all(request.reasons, subject_id=aggregate.pk, acting=request.acting, at=request.now),
        evidence=list(request.evidence),
        in_breach=request.in_breach,
        occurred_at=None if request.occurred_at == request.now else request.occurred_at,
        maker_id=maker_of(request.acting),
        organisation_id=request.acting.organisation_id,
        acting=request.acting.as_record(),
        made_at=request.now,
        preview=preview,
    )


def maker_of(acting: Acting) -> int:
    """Return the person who prepares; raises NotPermitted for a machine, whose steps no person stands behind."""
    if acting.person_id is None:
        raise NotPermitted("proposal.no_person", _("需要两人办理的事项要由人来提交，请登录后在页面上办理。"))
    return acting.person_id


def request_of(proposal_id: int, *, acting: Acting, key: str, now: datetime) -> Request:
    """Return the request by which the second person takes the proposed step.

    Raises NotPermitted for the maker himself and for another organisation, NotVisible when the capacity cannot see
    the subject.
    """
    proposal = Proposal.objects.select_related("subject").get(pk=proposal_id)
    check_second_person(proposal, acting)
    definition = step_named(proposal.step)
    target = lifecycle_of(definition.kind).model(subject=proposal.subject)
    return Request(
        definition=definition,
        target=target,
        acting=acting,
        key=key,
        facts=definition.facts.read(proposal.facts),
        now=now,
        occurred_at=_instant_of(proposal, definition, now),
        reasons=words.texts_of(proposal.reasons),
        in_breach=proposal.in_breach,
        evidence=tuple(proposal.evidence),
        approving=proposal,
    )


def _instant_of(proposal: Proposal, definition: StepDefinition, now: datetime) -> datetime:
    """Return when the step occurs: what always needs two persons is done when the second one agrees.

    Where a second person is asked only because the entry is late or a warning was passed, the true instant stays.
    """
    law = law_of(proposal.subject)
    if proposal.occurred_at is None or asks_two_persons(definition, law):
        return now
    return proposal.occurred_at


def check_second_person(proposal: Proposal, acting: Acting) -> None:
    """Raise unless the capacity is another person of the maker's organisation who may see the subject."""
    subject = proposal.subject
    if not access_of(subject.kind).may_see(acting, subject.pk):
        raise NotVisible("subject.not_visible", _("没有找到这一项。请检查网址，或从首页重新进入。"))
    if acting.person_id is None or acting.person_id == proposal.maker_id:
        raise NotPermitted("proposal.same_person", _("经办人不能复核自己提交的事项，请交给另一位同事复核。"))
    if acting.organisation_id is None or acting.organisation_id != proposal.organisation_id:
        raise NotPermitted("proposal.other_organisation", _("只有同一单位的复核人可以处理这一项。"))


def check_is_as_shown(proposal: Proposal, definition: StepDefinition) -> None:
    """Raise Refused when something was done since the impact that both persons see was counted; asked under locks."""
    if definition.shows_impact and proposal.preview.get("newest") != newest_under(proposal.subject):
        raise Refused([outdated()])


def close_proposal(proposal: Proposal, record: Any, acting: Acting, now: datetime) -> None:
    """Mark the proposal approved, inside the step's transaction; raises Refused when it was decided meanwhile.

    Its previews go: the papers themselves say what goes out, and the words that a draft held can be erased.
    """
    decided = Proposal.objects.filter(pk=proposal.pk, state=ProposalState.OPEN).update(
        state=ProposalState.APPROVED, decided_by_id=acting.person_id, decided_at=now, record=record, preview={}
    )
    if not decided:
        raise Refused([already_decided(proposal)])


def decline(proposal: Proposal, *, acting: Acting, reason: str) -> Proposal:
    """Give the proposal back to its maker with a reason; raises BadInput without one, Refused when decided already."""
    said = words.cleaned({"reason": reason}).get("reason")
    if said is None:
        sentence = _("请写明退回的原因，经办人要据此修改。")
        raise BadInput("proposal.no_reason", sentence, {"reason": sentence})
    with transaction.atomic():
        held = Proposal.objects.select_related("subject").select_for_update(of=("self",)).get(pk=proposal.pk)
        check_second_person(held, acting)
        if held.corrects_id is None and acting.roles.isdisjoint(_approvers(held)):
            raise NotPermitted("proposal.not_an_approver", _("您的身份不能复核这一项，请交给复核人处理。"))
        if held.state != ProposalState.OPEN:
            raise Refused([already_decided(held)])
        held.state, held.preview = ProposalState.DECLINED, {}
        held.decided_by_id = acting.person_id
        held.decided_at = now = clock.now()
        held.decline_words = words.keep(said, subject_id=held.subject_id, acting=acting, at=now)
        held.save()
        _tell_maker(held)
    return held


def _tell_maker(proposal: Proposal) -> None:
    """Owe the maker a message that his proposal came back; the reason stands on its page."""
    data = {"what": words_later(step_named(proposal.step))}
    draft = NoticeDraft(DECLINED, data, person_id=proposal.maker_id, organisation_id=proposal.organisation_id)
    owe_notice(draft, subject_id=proposal.subject_id, cause=f"proposal:{proposal.pk}:declined")


def _approvers(proposal: Proposal) -> frozenset[Role]:
    return approvers_of(step_named(proposal.step), law_of(proposal.subject))


def outdated() -> Refusal:
    """Return the refusal of whoever agrees to an impact that has changed since it was counted."""
    sentence = _("提交以后又有新的记录，请打开这一项重新计算影响，看过再同意。")
    return Refusal("proposal.outdated", sentence)
