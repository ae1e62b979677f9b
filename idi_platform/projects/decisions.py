"""Decisions on which text binds, entered in the register of legal decisions with their ground (page 8, R3 and R10)."""

from django.utils.translation import gettext as _

from idi_platform.accounts.acting import Acting
from idi_platform.kernel.errors import BadInput
from idi_platform.projects.edition import DECIDED
from idi_platform.projects.models import InsuredObject
from idi_platform.records import words
from idi_platform.workflow.corrections import NAME, Corrected
from idi_platform.workflow.models import LegalDecision
from idi_platform.workflow.perform import perform
from idi_platform.workflow.reactions import Happened
from idi_platform.workflow.requests import Performed, Proposed

GROUND = "ground"
GATE = f"{DECIDED}.binding"
"""The name under which the register keeps them, as it keeps gates that refer."""


def decide_edition(
    *, acting: Acting, key: str, insured_object: InsuredObject, edition: str, document_number: str, ground: str
) -> Performed | Proposed:
    """Prepare the decision which text binds, for a second person; an empty edition: none of the loaded texts.

    Raises:
        BadInput without a ground, and what perform() raises.
    """
    check_ground(ground)
    return perform(
        insured_object,
        "decide_edition",
        acting=acting,
        key=key,
        reasons={GROUND: ground},
        edition=edition,
        document_number=document_number,
    )


def check_ground(ground: str) -> None:
    """Raise BadInput where nobody says why."""
    if not ground.strip():
        sentence = _("请写明认定的理由。")
        raise BadInput("binding.no_ground", sentence, {GROUND: sentence})


def register_decision(happened: Happened) -> None:
    """Enter the decision that has just been taken; an earlier one on the same object is superseded and kept."""
    record, facts = happened.record, happened.facts
    ground = words.refs_in(record.reasons).get(GROUND)
    if ground is None:
        check_ground("")
        return
    _supersede(
        record.subject_id,
        LegalDecision(
            lets_pass=bool(getattr(facts, "edition", "")),
            ground_words_id=ground["words_id"],
            source=getattr(facts, "document_number", ""),
            decided_by_id=record.acting["person"],
            organisation_id=record.acting.get("organisation"),
            decided_at=record.recorded_at,
        ),
    )


def withdraw_decision(corrected: Corrected) -> None:
    """Enter that a decision was taken back, or corrected; nothing while the correction is only tried."""
    person, ground = corrected.record.acting.get("person"), words.refs_in(corrected.record.reasons).get(NAME)
    if person is None or ground is None:
        return
    facts = {**corrected.corrected.facts, **(corrected.record.facts.get("facts") or {})}
    _supersede(
        corrected.subject.pk,
        LegalDecision(
            lets_pass=bool(facts.get("edition")) and not corrected.is_annulled,
            ground_words_id=ground["words_id"],
            source=facts["document_number"],
            decided_by_id=person,
            organisation_id=corrected.record.acting.get("organisation"),
            decided_at=corrected.now,
        ),
    )


def _supersede(subject_id: int, made: LegalDecision) -> None:
    standing = LegalDecision.objects.filter(gate=GATE, subject_id=subject_id, superseded_by__isnull=True)
    earlier = list(standing.values_list("pk", flat=True))
    made.subject_id, made.gate = subject_id, GATE
    made.save()
    LegalDecision.objects.filter(pk__in=earlier).update(superseded_by=made)
