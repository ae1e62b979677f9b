"""Claims' rows: intake, claim, ticket, and what their steps leave behind."""

from claims.models.beside import (
    Appointment,
    Appraisal,
    Complaint,
    EmergencyCase,
    FundDraw,
    Repair,
    Series,
    Subrogation,
)
from claims.models.claim import Claim
from claims.models.decided import Agreement, Determination, Payment, PaymentLine, PaymentShare, Survey, Waiver
from claims.models.desk import (
    AssignmentItem,
    AssignmentLog,
    AssignmentRule,
    AssignmentRun,
    DeskPerson,
    DeskSettings,
    DutyDay,
    RuleDays,
    RunState,
)
from claims.models.draft import ReportDraft
from claims.models.intake import Intake
from claims.models.number import NumberSequence, next_number, next_numbers
from claims.models.phrase import Phrase, PhraseField
from claims.models.site_visit import SiteVisit
from claims.models.statement import Statement, StatementKind
from claims.models.ticket import Ticket

__all__ = [
    "Agreement",
    "Appointment",
    "Appraisal",
    "AssignmentItem",
    "AssignmentLog",
    "AssignmentRule",
    "AssignmentRun",
    "Claim",
    "Complaint",
    "DeskPerson",
    "DeskSettings",
    "Determination",
    "DutyDay",
    "EmergencyCase",
    "FundDraw",
    "Intake",
    "NumberSequence",
    "Payment",
    "PaymentLine",
    "PaymentShare",
    "Phrase",
    "PhraseField",
    "Repair",
    "ReportDraft",
    "RuleDays",
    "RunState",
    "Series",
    "SiteVisit",
    "Statement",
    "StatementKind",
    "Subrogation",
    "Survey",
    "Ticket",
    "Waiver",
    "next_number",
    "next_numbers",
]
