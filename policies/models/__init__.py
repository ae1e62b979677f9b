"""The contract of insurance: quote, policy, its schedule of cover and its panel; consents, deposit, termination."""

from .consent_round import ConsentRound, Purpose
from .cover_row import CoverRow
from .deposit_exemption import DepositExemption
from .insurer_staff import InsurerStaff
from .panel import CoInsurer
from .policy import Policy
from .quote import Quote
from .termination import Reason, Termination

__all__ = [
    "CoInsurer",
    "ConsentRound",
    "CoverRow",
    "DepositExemption",
    "InsurerStaff",
    "Policy",
    "Purpose",
    "Quote",
    "Reason",
    "Termination",
]
