"""What a second person gave back: why, who and when, and the form as it was proposed, to be mended."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from claims.codes import CLAIM_ENDED
from claims.cover import rests_on
from claims.models import Claim, Statement
from idi_platform.accounts.acting import Acting
from idi_platform.kernel.errors import BadInput
from idi_platform.portal.cases.addresses import address
from idi_platform.portal.cases.pages.registers import proposal_words
from idi_platform.portal.components import Action, Look, Note
from idi_platform.portal.words import instant_words
from idi_platform.records.words import texts_of
from idi_platform.rulebooks.law import Law
from idi_platform.workflow.lifecycles import step_named
from idi_platform.workflow.models import Proposal, ProposalState
from idi_platform.workflow.offers import StepOffer, given_back_on

_TYPED = {"statement_id": "words", "why_id": "why"}
"""Which field of a form the words of a fact were typed into."""


def given_back_notes(claim: Claim, acting: Acting, now: datetime) -> list[Note]:
    """Return what came back to the organisation on a claim and can still be done, with the way to do it anew."""
    return [_note(row, now, _again(row, claim, acting)) for row in _standing(claim, acting)]


def given_back_at(claim: Claim, acting: Acting, now: datetime, offer: StepOffer) -> list[Note]:
    """Return what came back at one step, for the form that does it anew."""
    return [_note(row, now, None) for row in _of_step(claim, acting, offer)]


def given_back_before(proposal: Proposal, now: datetime) -> list[Note]:
    """Return why a step was given back before it was proposed anew, for whoever looks at it a second time."""
    alike = Proposal.objects.filter(subject=proposal.subject_id, step=proposal.step, corrects=None)
    before = alike.filter(organisation=proposal.organisation_id, pk__lt=proposal.pk)
    last = before.select_related("decided_by", "decline_words").order_by("pk").last()
    return [_note(last, now, None)] if last is not None and last.state == ProposalState.DECLINED else []


def as_proposed(claim: Claim, acting: Acting, law: Law, offer: StepOffer) -> dict[str, Any]:
    """Return what a step's form held when it was given back, by field; empty where nothing was.

    Facts that the step no longer takes, since a code or a name has gone, are not offered: the form is filled in anew.
    """
    found = next(_of_step(claim, acting, offer), None)
    if found is None:
        return {}
    try:
        read = offer.definition.facts.read(found.facts)
    except BadInput:
        return {}
    facts: dict[str, Any] = {name: value for name in found.facts if (value := getattr(read, name, "")) != ""}
    texts = Statement.objects.in_bulk([facts[name] for name in _TYPED if facts.get(name)])
    typed = {field: texts[facts[name]].body for name, field in _TYPED.items() if facts.get(name) in texts}
    lines = {f"line_{line.kind}": line.amount for line in facts.get("lines", ())}
    implied = rests_on(law, facts.get("item", ""), facts.get("ground") or "")
    more = [clause for clause in facts.get("clauses", ()) if clause not in implied]
    passed = texts_of(found.reasons)
    reasons = {f"reason_{place}": passed.get(one.code, "") for place, one in enumerate(offer.warnings)}
    moment = {"occurred_at": found.occurred_at, "more_clause": next(iter(more), "")}
    return {**facts, **typed, **lines, **reasons, **moment}


def _standing(claim: Claim, acting: Acting) -> Iterator[Proposal]:
    """Pass over what another organisation proposed, what the claim has left behind, and corrections once it is over."""
    for row in given_back_on(claim.pk):
        is_step = row.corrects_id is None
        is_open = step_named(row.step).starts_from(claim.state) if is_step else claim.state not in CLAIM_ENDED
        if is_open and row.organisation_id == acting.organisation_id:
            yield row


def _of_step(claim: Claim, acting: Acting, offer: StepOffer) -> Iterator[Proposal]:
    name = offer.definition.full_name
    return (row for row in _standing(claim, acting) if row.step == name and row.corrects_id is None)


def _note(row: Proposal, now: datetime, again: Action | None) -> Note:
    said = {
        "who": row.decided_by.name if row.decided_by is not None else "",
        "when": instant_words(row.decided_at, now) if row.decided_at is not None else "",
        "reason": row.decline_words.shown if row.decline_words is not None else "",
    }
    strong = _("退回：%(what)s。") % {"what": proposal_words(row)}
    text = _("%(who)s %(when)s 退回，原因：%(reason)s") % said
    return Note(text, strong=strong, look=Look.TARGET, shape="swap", action=again)


def _again(row: Proposal, claim: Claim, acting: Acting) -> Action | None:
    """Return the way to the form, for whoever may fill it in."""
    definition = step_named(row.step)
    if row.corrects_id is not None:
        href = address(acting, "correct", row.corrects_id)
    elif row.in_breach or acting.roles.isdisjoint(definition.by):
        href = ""
    else:
        href = reverse("claims:console_step", args=[claim.number, definition.name])
    return Action(_("修改以后再提交"), href) if href else None
