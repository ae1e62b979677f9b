"""What stands beside a claim: its repair, its appraisal, recourse, the fund, visits, and cases of many homes."""

from .appointment import Appointment
from .appraisal import Appraisal, Matter
from .complaint import Complaint
from .emergency_case import EmergencyCase
from .fund import FundDraw
from .repair import Repair
from .series import Series
from .subrogation import LiableKind, Subrogation

__all__ = [
    "Appointment",
    "Appraisal",
    "Complaint",
    "EmergencyCase",
    "FundDraw",
    "LiableKind",
    "Matter",
    "Repair",
    "Series",
    "Subrogation",
]
