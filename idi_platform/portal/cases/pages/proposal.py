"""What a second person reads before agreeing: what was wrong, what it should be, why, and on what evidence."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from idi_platform.accounts.acting import Acting
from idi_platform.documents.models import Attachment
from idi_platform.portal.cases.labels import is_said, label_of, said
from idi_platform.portal.cases.pages.evidence import evidence_items
from idi_platform.portal.cases.pages.registers import proposal_words
from idi_platform.portal.cases.places import Place, place_of
from idi_platform.portal.cases.queries import standing_step
from idi_platform.portal.components import EvidenceItem
from idi_platform.portal.lists import Fact
from idi_platform.portal.words import full_instant_words
from idi_platform.records.governing import law_of
from idi_platform.records.words import texts_of
from idi_platform.workflow.lifecycles import step_named
from idi_platform.workflow.models import Proposal
from idi_platform.workflow.permissions import approvers_of


@dataclass(frozen=True, slots=True)
class ProposalPage:
    """One proposal in words; `may_decide` says whether this reader is its second person."""

    title: str
    place: Place
    maker: str
    made_at: datetime
    facts: list[Fact]
    reasons: list[str]
    evidence: list[EvidenceItem]
    is_mine: bool
    may_decide: bool


def proposal_page(proposal: Proposal, acting: Acting) -> ProposalPage:
    """Return the page of a proposal."""
    mine = proposal.maker_id == acting.person_id
    evidence = Attachment.objects.visible_to(acting).filter(pk__in=proposal.evidence).order_by("number")
    return ProposalPage(
        title=proposal_words(proposal),
        place=place_of(proposal.subject, acting),
        maker=proposal.maker.name,
        made_at=proposal.made_at,
        facts=_correction(proposal) if proposal.corrects_id is not None else _step(proposal),
        reasons=list(texts_of(proposal.reasons).values()),
        evidence=evidence_items(evidence, acting),
        is_mine=mine,
        may_decide=not mine and _is_second(proposal, acting),
    )


def _is_second(proposal: Proposal, acting: Acting) -> bool:
    """A correction takes any colleague who may see the subject, a step one of those named for it."""
    if proposal.corrects_id is not None or proposal.in_breach:
        return True
    law = law_of(proposal.subject)
    return not acting.roles.isdisjoint(approvers_of(step_named(proposal.step), law))


def _correction(proposal: Proposal) -> list[Fact]:
    """Return what the record says and what it should say."""
    assert proposal.corrects is not None
    step, kind = standing_step(proposal.corrects), proposal.subject.kind
    if proposal.facts.get("annul"):
        return [Fact(_("更正"), _("这一步没有发生，撤销这条记录"))]
    rows = []
    if proposal.facts.get("occurred_at"):
        was = full_instant_words(step.occurred_at) if step is not None else ""
        then = full_instant_words(datetime.fromisoformat(proposal.facts["occurred_at"]))
        rows.append(Fact(_("实际发生的时间"), _becomes(was, then)))
    stands = step.facts if step is not None else {}
    for name, value in proposal.facts.get("facts", {}).items():
        if is_said(name):
            rows.append(
                Fact(label_of(kind, name), _becomes(said(kind, name, stands.get(name)), said(kind, name, value)))
            )
    return rows


def _becomes(was: str, then: str) -> str:
    return _("%(was)s → %(then)s") % {"was": was, "then": then}


def _step(proposal: Proposal) -> list[Fact]:
    """Return the facts of a step that waits."""
    kind = proposal.subject.kind
    when = [Fact(_("实际发生的时间"), full_instant_words(proposal.occurred_at))] if proposal.occurred_at else []
    return when + [
        Fact(label_of(kind, name), said(kind, name, value)) for name, value in proposal.facts.items() if is_said(name)
    ]
