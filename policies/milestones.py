"""Milestones of a book: steps of its project and policy that only set a day, with who takes them."""

from datetime import date
from decimal import Decimal
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

MilestoneStep = Literal[
    "project.record_premium_in_budget",
    "project.notify_participants",
    "project.hold_risk_briefing",
    "project.provide_fund",
    "project.verify_major_defects",
    "project.hold_joint_inspection",
    "policy.record_lead_conditions",
    "policy.adopt_emergency_plan",
    "policy.upload_first_documents",
]
"""What a book may tell besides the dates of its parts."""


class MilestonePart(BaseModel):
    """One milestone: the step, its day, what else the step asks for, and whose act it is.

    Attributes:
        step: The step, by its kind and name.
        day: The day in Shanghai on which it was taken.
        facts: What the step asks for besides the day.
        by: `insurer`: whoever enters the book; `developer`: somebody of the developer, named to the run.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    step: MilestoneStep
    day: date
    facts: dict[str, bool | Decimal | str] = Field(default_factory=dict)
    by: Literal["insurer", "developer"] = "insurer"
