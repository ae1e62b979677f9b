"""The contract of insurance: policy, its schedule of cover by building, its panel of insurers."""

from .cover_row import CoverRow
from .panel import CoInsurer
from .policy import Policy

__all__ = ["CoInsurer", "CoverRow", "Policy"]
