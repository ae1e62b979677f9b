"""What the authorities keep: filings, violations, credit records, matters of supervision, monthly reports."""

from .credit_record import CreditKind, CreditRecord
from .filing import Filing
from .monthly_report import CorrectedFigure, LateFactsRead, LockedFigure, MonthlyReport, UsedDefinition
from .supervision_matter import MatterKind, SupervisionMatter
from .violation import ViolationCase

__all__ = [
    "CorrectedFigure",
    "CreditKind",
    "CreditRecord",
    "Filing",
    "LateFactsRead",
    "LockedFigure",
    "MatterKind",
    "MonthlyReport",
    "SupervisionMatter",
    "UsedDefinition",
    "ViolationCase",
]
