"""What the authorities keep: filings, violations, credit records, matters of supervision."""

from .credit_record import CreditKind, CreditRecord
from .filing import Filing
from .supervision_matter import MatterKind, SupervisionMatter
from .violation import ViolationCase

__all__ = ["CreditKind", "CreditRecord", "Filing", "MatterKind", "SupervisionMatter", "ViolationCase"]
