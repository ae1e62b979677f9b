"""What was decided in between: whoever comes too late is told what it was, when, and in which capacity it was done."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from idi_platform.accounts.roles import ROLE_TABLE, Role
from idi_platform.kernel.display import say_instant
from idi_platform.kernel.errors import Refusal
from idi_platform.kernel.languages import in_words
from idi_platform.records.histories import effective_steps
from idi_platform.records.models import Aggregate

from .gates import WRONG_STATE, wrong_state
from .lifecycles import StepDefinition, step_named
from .models import Proposal, ProposalState


def came_too_late(definition: StepDefinition, aggregate: Aggregate) -> Refusal:
    """Return the refusal of a step that cannot be taken where the subject stands now, saying what has led there."""
    last = last_decided(aggregate.pk) if aggregate.pk is not None else None
    if last is None:
        return wrong_state(definition)
    said = _("现在不能“%(step)s”：%(who)s已在%(when)s“%(done)s”。请刷新页面看最新情况。")
    return Refusal(WRONG_STATE, said % {"step": in_words(definition), **last})


def last_decided(subject_id: int) -> dict[str, str] | None:
    """Return the step that led to where a subject stands: what was `done`, by `who`, `when`; None where none did.

    The instant is that at which it was entered: before it, nobody could know.
    """
    steps = (taken for taken in reversed(effective_steps(subject_id)) if taken.source != taken.target)
    last = next(steps, None)
    if last is None:
        return None
    done = in_words(step_named(last.name))
    return {"done": done, "when": say_instant(last.recorded_at), "who": _who(last.acting)}


def _who(acting: Mapping[str, Any]) -> str:
    """Return the capacity in words, never a name; what the platform did for somebody was done by him.

    Of several roles in one capacity the first in the list counts: who owns one home and may act for another
    is an owner.
    """
    held = (acting.get("on_behalf_of") or acting).get("roles", ())
    role = next((role for role in Role if role in held), None)
    return _("系统") if role is None else in_words(ROLE_TABLE[role])


def already_decided(proposal: Proposal) -> Refusal:
    """Return the refusal of whoever comes second to what waited for a second person: how it was decided, and when."""
    now = Proposal.objects.get(pk=proposal.pk)
    if now.decided_at is None:
        said = _("这一项已经由别人处理了，请刷新页面看结果。")
    elif now.state == ProposalState.APPROVED:
        said = _("复核人已在%(when)s同意这一项，请刷新页面看结果。") % {"when": say_instant(now.decided_at)}
    else:
        said = _("复核人已在%(when)s退回这一项，请刷新页面看结果。") % {"when": say_instant(now.decided_at)}
    return Refusal("proposal.decided", said)
