"""What rulebooks may say about the people of the insurer that leads a policy."""

from collections.abc import Iterable
from typing import Any

from idi_platform.kernel import clock
from idi_platform.rulebooks.vocabulary import vocabulary
from idi_platform.workflow.fields import column_fact, labels_of

from .models import InsurerStaff, Policy
from .models.insurer_staff import Degree, Function

_BOOLEANS = (
    ("has_licence", "有一级注册执业资格", "has a first-class licence"),
    ("has_senior_title", "有高级职称", "has a senior title"),
    ("has_passed_assessment", "经公司考核合格", "has passed the insurer's assessment"),
    ("is_real_name", "已实名核验", "identity verified"),
    ("is_active", "在岗", "on duty"),
)


def register() -> None:
    """Register the kind, its facts and the set."""
    vocabulary.register("insurer_staff", zh="保险公司专业人员名册", en="register of the insurer's staff")
    vocabulary.kind("insurer_staff", zh="保险公司专业人员", en="insurer's staff")
    for name, zh, en in _BOOLEANS:
        column_fact(f"insurer_staff.{name}", "bool", zh, en)
    for name, zh, en, choices in (("function", "岗位", "function", Function), ("degree", "学历", "degree", Degree)):
        column_fact(f"insurer_staff.{name}", "choice", zh, en, choices=labels_of(choices))
    vocabulary.fact(
        "insurer_staff.experience", type="int", unit="years", zh="从业年限", en="years of practice", read=full_years
    )
    vocabulary.members(
        "policy.insurer_staff", member="insurer_staff", zh="主承保公司的专业人员", en="staff of the lead", read=_staff
    )


def full_years(staff: InsurerStaff) -> int:
    """Return the completed years of practice today, in Shanghai: from 2016-07-01 on, ten on 2026-07-01."""
    today, since = clock.local_date(clock.now()), staff.practising_since
    return max(0, today.year - since.year - ((today.month, today.day) < (since.month, since.day)))


def _staff(policy: Policy) -> Iterable[Any]:
    lead = next((share["organisation_id"] for share in policy.panel if share["role"] == "lead"), None)
    return InsurerStaff.objects.filter(organisation=lead, is_active=True).order_by("pk")
