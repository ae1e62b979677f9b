"""Adopting a revision for many objects: one transaction each, previewed, told one by one, resumed by the same key."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from idi_platform.accounts.acting import Acting
from idi_platform.kernel.errors import PlatformError, Refused
from idi_platform.projects.actions import adopt_revision
from idi_platform.projects.models import InsuredObject
from idi_platform.workflow.corrections import is_outdated, shown_impact
from idi_platform.workflow.dry import impact_if
from idi_platform.workflow.impacts import Impact
from idi_platform.workflow.models import Proposal
from idi_platform.workflow.perform import approve
from idi_platform.workflow.proposals import outdated
from idi_platform.workflow.requests import Performed, Proposed


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one object; `impact` where it was only tried, `words` say why it was not done."""

    subject_id: int
    is_done: bool
    words: str
    impact: Impact | None = None


def preview_many(objects: Iterable[InsuredObject], revision_id: int, *, acting: Acting) -> list[Outcome]:
    """Return what adopting would change on each object; nothing is kept."""
    return [_told(one.pk, _trying(one, revision_id, acting)) for one in objects]


def adopt_many(objects: Iterable[InsuredObject], revision_id: int, *, acting: Acting, key: str) -> list[Outcome]:
    """Prepare the adoption on each object; sending the same form again goes on where it stopped."""
    return [_told(one.pk, _proposing(one, revision_id, acting, key)) for one in objects]


def kept_many(proposals: Iterable[Proposal]) -> list[Outcome]:
    """Return what agreeing to each would change, as it was counted for its maker; nothing is counted anew."""
    return [_told(one.subject_id, _shown(one)) for one in proposals]


def agree_many(proposals: Iterable[Proposal], *, acting: Acting, key: str) -> list[Outcome]:
    """Agree to each proposal as the second person; sending the same form again goes on where it stopped."""
    return [_told(one.subject_id, _agreeing(one, acting, key)) for one in proposals]


def _trying(insured_object: InsuredObject, revision_id: int, acting: Acting) -> Callable[[], Impact]:
    return lambda: impact_if(insured_object, "adopt_revision", acting=acting, revision_id=revision_id)


def _proposing(
    insured_object: InsuredObject, revision_id: int, acting: Acting, key: str
) -> Callable[[], Performed | Proposed]:
    own = f"{key}:{insured_object.pk}"
    return lambda: adopt_revision(acting=acting, key=own, insured_object=insured_object, revision_id=revision_id)


def _agreeing(proposal: Proposal, acting: Acting, key: str) -> Callable[[], Performed]:
    return lambda: approve(proposal, acting=acting, key=f"{key}:{proposal.pk}")


def _shown(proposal: Proposal) -> Callable[[], Impact]:
    """Return what gives the impact that both persons see; Refused once something was done since it was counted."""

    def act() -> Impact:
        shown = shown_impact(proposal)
        if shown is None or is_outdated(proposal):
            raise Refused([outdated()])
        return shown

    return act


def _told(subject_id: int, act: Callable[[], Impact | Performed | Proposed]) -> Outcome:
    """Do one and say what became of it; what stands against one object does not stop the others."""
    try:
        done = act()
    except Refused as refused:
        return Outcome(subject_id, is_done=False, words=" ".join(one.message for one in refused.refusals))
    except PlatformError as error:
        return Outcome(subject_id, is_done=False, words=error.message)
    if isinstance(done, Impact):
        return Outcome(subject_id, is_done=True, words="", impact=done)
    words = _("已生效") if isinstance(done, Performed) else _("已提交复核")
    return Outcome(subject_id, is_done=True, words=words)
