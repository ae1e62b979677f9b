"""Claims' rows: intake, claim, ticket, and what their steps leave behind."""

from claims.models.claim import Claim
from claims.models.decided import Agreement, Determination, Payment, PaymentLine, PaymentShare, Survey
from claims.models.intake import Intake
from claims.models.number import NumberSequence, next_number
from claims.models.statement import Statement, StatementKind
from claims.models.ticket import Ticket

__all__ = [
    "Agreement",
    "Claim",
    "Determination",
    "Intake",
    "NumberSequence",
    "Payment",
    "PaymentLine",
    "PaymentShare",
    "Statement",
    "StatementKind",
    "Survey",
    "Ticket",
    "next_number",
]
