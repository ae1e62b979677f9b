"""The agency's work: engagement and its staff, inspections, tests, findings and reports."""

from .assessment import Assessment, AssessmentKind
from .engagement import Engagement
from .finding import Finding, Grade, Source
from .inspection import Inspection, InspectionKind
from .staff import Degree, EngagedStaff
from .test import Outcome, Test

__all__ = [
    "Assessment",
    "AssessmentKind",
    "Degree",
    "EngagedStaff",
    "Engagement",
    "Finding",
    "Grade",
    "Inspection",
    "InspectionKind",
    "Outcome",
    "Source",
    "Test",
]
