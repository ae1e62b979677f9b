"""Story 10: a core test fails late in the evening; twelve hours through night and holiday, and three consents wait."""

from datetime import date
from functools import partial

from idi_platform.demo.script import Story
from idi_platform.demo.teller import Given, Teller, under
from idi_platform.projects.models import Project
from regulators.models import Filing
from riskmgmt.models import Engagement, Finding, Test

story = Story("s10", "汐岸公寓 10 层墙：取芯检测不合格，十二小时内通知")
CONSENTS = ("consent_household_acceptance", "consent_pre_viewing", "consent_completion")


def project_of(teller: Teller) -> Project:
    """Return the project."""
    return teller.project("SH-2")


def _on(teller: Teller) -> dict[str, int]:
    engagement = Engagement.objects.get(subject__project=project_of(teller).pk)
    return {"engagement_id": engagement.pk}


@story.at("2025-04-28", "10:00")
def engage(teller: Teller) -> None:
    """The agency is selected, and contracted before the contract of insurance."""
    project = project_of(teller)
    agency = teller.firm("chengliang")
    engagement = teller.do(Engagement(subject=under(project)), "select", "luo", organisation_id=agency)
    fee: Given = {"fee": "531000.00", "first_fee": "159300.00", "fee_due_on": date(2025, 6, 12)}
    teller.do(engagement, "contract", "luo", on=date(2025, 4, 28), **fee)


@story.at("2025-05-15", "10:00")
def uploaded(teller: Teller) -> None:
    """The contract's data are uploaded within three working days of the policy."""
    filing = Filing.objects.select_related("subject").get(subject__project=project_of(teller).pk, code="contract_data")
    teller.do(filing, "submit", "luo", evidence_ids=[teller.picture_of(filing, "luo", "#e8e6df")])


@story.at("2025-06-10", "10:00")
def first_fee(teller: Teller) -> None:
    """The first instalment is paid in time."""
    engagement = Engagement.objects.select_related("subject").get(subject__project=project_of(teller).pk)
    teller.do(engagement, "pay_fee", "luo", amount="159300.00")


@story.at("2026-09-21", "10:00")
def plan(teller: Teller) -> None:
    """The test of the wall is planned, and the agency agrees to the plan."""
    test = Test(subject=under(project_of(teller), **_on(teller)))
    certificate: Given = {"certificate_covers": True, "certificate_until": date(2028, 6, 30)}
    test = teller.do(test, "plan", "ding", category="concrete_core", is_important=True, **certificate)
    teller.do(test, "confirm_plan", "chen")


def _test(teller: Teller) -> Test:
    return Test.objects.select_related("subject").get(subject__project=project_of(teller).pk)


@story.at("2026-09-30", "21:40")
def failed(teller: Teller) -> None:
    """The result is there: it fails."""
    teller.do(_test(teller), "record_failure", "ding")


@story.at("2026-10-01", "09:20")
def told(teller: Teller) -> None:
    """Told twenty minutes before the last good second, on a holiday."""
    teller.do(_test(teller), "notify", "ding")


@story.at("2026-10-01", "11:00")
def severe(teller: Teller) -> None:
    """The agency raises a severe finding."""
    finding = Finding(subject=under(project_of(teller), **_on(teller)))
    facts: Given = {"source": "test", "grade": "severe", "section": "main_structure", "rectify_by": date(2026, 10, 20)}
    teller.do(finding, "raise_finding", "chen", **facts)


def _finding(teller: Teller) -> Finding:
    return Finding.objects.select_related("subject").get(subject__project=project_of(teller).pk)


@story.at("2026-10-09", "10:00")
def not_consented(teller: Teller) -> None:
    """The authority may consent to none of the three while the finding is open; the contractor can't regrade it."""
    for step in CONSENTS:
        teller.refused(partial(teller.do, project_of(teller), step, "qi", on=date(2026, 10, 9)))


@story.at("2026-10-13", "10:00")
def announced(teller: Teller) -> None:
    """The household acceptance of the 28th is announced a day before its last day, the 14th."""
    planned: Given = {"household_acceptance_planned_on": date(2026, 10, 28)}
    project = teller.do(project_of(teller), "plan_household_acceptance", "hang", **planned)
    teller.do(project, "notify_household_acceptance", "hang", on=date(2026, 10, 13))


@story.at("2026-10-19", "16:00")
def rectified(teller: Teller) -> None:
    """The contractor shows before, after and why; the supervisor looks, the agency closes."""
    finding = _finding(teller)
    who = "lei"
    shown: Given = {name: [teller.picture_of(finding, who, shade)] for name, shade in SHOWN.items()}
    finding = teller.do(finding, "submit", who, **shown)
    finding = teller.do(finding, "supervisor_accept", "sun")
    teller.do(finding, "close", "chen")


SHOWN = {"before_ids": "#8a8a86", "after_ids": "#d6d6d2", "explanation_ids": "#f2f2ee"}


@story.at("2026-10-21", "10:00")
def consented(teller: Teller) -> None:
    """Now the authority consents."""
    teller.do(project_of(teller), "consent_household_acceptance", "qi", on=date(2026, 10, 21))
