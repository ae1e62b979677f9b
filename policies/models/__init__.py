"""The contract of insurance: quote, policy, its schedule of cover and its panel; consents, deposit, termination."""

from .book_import import BookFault, BookImport, BookLine, Stage
from .consent_round import ConsentRound, Purpose
from .cover_row import CoverRow
from .deposit_exemption import DepositExemption
from .insurer_staff import InsurerStaff
from .panel import CoInsurer
from .policy import Policy
from .quote import Quote
from .termination import Reason, Termination

__all__ = [
    "BookFault",
    "BookImport",
    "BookLine",
    "CoInsurer",
    "ConsentRound",
    "CoverRow",
    "DepositExemption",
    "InsurerStaff",
    "Policy",
    "Purpose",
    "Quote",
    "Reason",
    "Stage",
    "Termination",
]
