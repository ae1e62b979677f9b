"""A text that asks for regular reports without an interval: one is always owed, and none is ever late (Jiyuan)."""

import pytest

from idi_platform.accounts.roles import Role
from idi_platform.deadlines.models import Clock
from idi_platform.records.models import Subject
from idi_platform.workflow.perform import perform
from policies.book import read_book
from policies.opening import open_book
from regulators.models import Filing
from riskmgmt.models import Finding
from tests.cast import member
from tests.policies.jiyuan_book import jy_2
from tests.proofs import evidence_on

pytestmark = pytest.mark.django_db


@pytest.fixture
def opened(underwriter, approver, developer):
    book = read_book(jy_2(underwriter.organisation, developer.organisation))
    second = {"second_person": approver.acting, "developer": developer.acting}
    return open_book(book, acting=underwriter.acting, key="jy-2", **second)


@pytest.fixture
def authority():
    return member(Role.regulator, division="419001")


def owed(opened):
    found = Filing.objects.filter(subject__project=opened.project.pk, state="owed").order_by("pk")
    return [(one.code, one.owed_role) for one in found]


def test_each_report_that_is_acknowledged_makes_the_next_one_due(opened, underwriter, authority):
    assert owed(opened) == [("regular_report", "lead_insurer")]
    for number, code in enumerate(("regular_report", "next_report")):
        filing = Filing.objects.get(code=code, state="owed")
        papers = evidence_on(filing.pk)
        perform(filing, "submit", acting=underwriter.acting, key=f"hand in {number}", evidence_ids=papers)
        assert owed(opened) == []
        perform(filing, "acknowledge", acting=authority.acting, key=f"receive {number}")
        assert owed(opened) == [("next_report", "lead_insurer")]
    assert not Clock.objects.filter(subject__kind="filing").exists()


def test_a_serious_defect_is_owed_to_the_authority_by_the_supervisor(opened, authority):
    def raised(grade):
        subject = Subject(division_id="419001", **{"project_id": opened.project.pk, **links(opened)})
        facts = {"source": "works", "grade": grade}
        return perform(Finding(subject=subject), "raise_finding", acting=authority.acting, key=grade, **facts)

    raised("minor")
    assert ("severe_defect", "supervisor") not in owed(opened)
    record = raised("severe").record
    assert ("severe_defect", "supervisor") in owed(opened)
    clock = Clock.objects.get(subject=record.subject_id, name="finding.severe_reported")
    assert (clock.kind, clock.due_at) == ("reminder", None)


def links(opened):
    return {"insured_object_id": opened.policy.insured_object_id, "policy_id": opened.policy.pk}
