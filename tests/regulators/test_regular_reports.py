"""A text that asks for regular reports without an interval: one is always owed, and none is ever late (Jiyuan)."""

import pytest

from idi_platform.accounts.roles import Role
from idi_platform.deadlines.models import Clock
from idi_platform.kernel.errors import NotPermitted, Refused
from idi_platform.records.models import Party, Subject
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


SEVERE = [
    (True, ("severe_defect", "supervisor"), "finding.severe_reported"),
    (False, ("severe_defect_without_supervisor", "developer"), "finding.severe_reported_without_supervisor"),
]


@pytest.mark.parametrize(("has_supervisor", "filing", "clock"), SEVERE)
def test_a_serious_defect_is_owed_to_the_authority_by_the_supervisor_or_where_there_is_none_by_the_developer(
    opened, authority, supervisor, has_supervisor, filing, clock
):
    if has_supervisor:
        named = {"organisation": supervisor.organisation, "since": "2023-02-01"}
        Party.objects.create(subject_id=opened.project.pk, role="supervisor", **named)

    def raised(grade):
        subject = Subject(division_id="419001", **{"project_id": opened.project.pk, **links(opened)})
        facts = {"source": "works", "grade": grade}
        return perform(Finding(subject=subject), "raise_finding", acting=authority.acting, key=grade, **facts)

    raised("minor")
    before = owed(opened)
    record = raised("severe").record
    assert [one for one in owed(opened) if one not in before] == [filing]
    (row,) = Clock.objects.open().filter(subject=record.subject_id, name__startswith="finding.severe_reported")
    assert (row.name, row.kind, row.due_at) == (clock, "reminder", None)


def test_a_filing_that_is_sent_back_is_owed_until_it_is_handed_in_again(opened, underwriter, authority):
    filing = Filing.objects.get(code="regular_report", state="owed")

    def take(step, player, key, **facts):
        perform(Filing.objects.get(pk=filing.pk), step, acting=player.acting, key=key, **facts)
        return Filing.objects.get(pk=filing.pk)

    with pytest.raises(Refused):
        take("send_back", authority, "too early")
    take("submit", underwriter, "1", evidence_ids=evidence_on(filing.pk))
    with pytest.raises(NotPermitted):
        take("send_back", underwriter, "own")
    returned = take("send_back", authority, "2")
    assert (returned.state, returned.submitted_at) == ("returned", None)
    assert take("submit", underwriter, "3", evidence_ids=evidence_on(filing.pk)).state == "submitted"
    assert take("acknowledge", authority, "4").state == "acknowledged"


def links(opened):
    return {"insured_object_id": opened.policy.insured_object_id, "policy_id": opened.policy.pk}
