"""Acts on claims: one function per act, thin over perform().

`acting` is who acts, `key` the key of the form or request; the same request under the same key has one effect. Words go
into Statement rows, their number and digest into the Record.
"""

from claims.actions.evidence import Answer, add_evidence
from claims.actions.handling import (
    accept_offer,
    approve_proposal,
    decline_proposal,
    link_earlier,
    open_paper,
    propose_correction_of,
    take,
    take_on_ticket,
    take_up,
    withdraw,
)
from claims.actions.previewing import preview_step
from claims.actions.reporting import Caller, Defect, Reported, give_advice, join_claim, policy_id_of, report_defect
from claims.actions.unplaced import Whereabouts, place_report, policy_at, report_unplaced

__all__ = [
    "Answer",
    "Caller",
    "Defect",
    "Reported",
    "Whereabouts",
    "accept_offer",
    "add_evidence",
    "approve_proposal",
    "decline_proposal",
    "give_advice",
    "join_claim",
    "link_earlier",
    "open_paper",
    "place_report",
    "policy_at",
    "policy_id_of",
    "preview_step",
    "propose_correction_of",
    "report_defect",
    "report_unplaced",
    "take",
    "take_on_ticket",
    "take_up",
    "withdraw",
]
