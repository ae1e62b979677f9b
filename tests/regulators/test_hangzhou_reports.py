"""The guarantee institution's regular report in Hangzhou: one is always owed, and none is ever late."""

import pytest

from idi_platform.accounts.roles import Role
from idi_platform.deadlines.models import Clock
from idi_platform.kernel.errors import NotPermitted, Refused
from idi_platform.workflow.perform import perform
from policies.book import read_book
from policies.opening import open_book
from regulators.models import Filing
from tests.cast import member
from tests.policies.hangzhou_book import hz_2
from tests.proofs import evidence_on

pytestmark = pytest.mark.django_db


@pytest.fixture
def project(underwriter, approver, developer, institution):
    book = hz_2(underwriter.organisation, developer.organisation)
    book["project"]["parties"]["institution"] = institution.organisation.uscc
    return open_book(
        read_book(book), acting=underwriter.acting, key="hz", second_person=approver.acting, developer=developer.acting
    ).project


def owed(project):
    found = Filing.objects.filter(subject__project=project.pk, state="owed", clause="HZ-G-5.1c").order_by("pk")
    return [(one.code, one.owed_role) for one in found]


def test_the_institution_reports_once_the_fund_is_provided_for_and_again_after_each_report(project, institution):
    authority = member(Role.regulator, division="330106")
    assert owed(project) == [("regular_report", "institution")]
    for number, code in enumerate(("regular_report", "next_report")):
        filing = Filing.objects.get(subject__project=project.pk, code=code, state="owed")
        papers = evidence_on(filing.pk)
        perform(filing, "submit", acting=institution.acting, key=f"hand in {number}", evidence_ids=papers)
        assert owed(project) == []
        perform(filing, "acknowledge", acting=authority.acting, key=f"receive {number}")
        assert owed(project) == [("next_report", "institution")]
    assert not Clock.objects.filter(subject__kind="filing", name__contains="report").exists()


def test_nobody_reports_for_the_institution_and_it_hands_in_no_empty_report(project, institution, underwriter):
    filing = Filing.objects.get(subject__project=project.pk, code="regular_report")
    papers = evidence_on(filing.pk)
    with pytest.raises((NotPermitted, Refused)):
        perform(filing, "submit", acting=underwriter.acting, key="the insurer", evidence_ids=papers)
    with pytest.raises(Refused) as refused:
        perform(filing, "submit", acting=institution.acting, key="empty")
    assert [one.code for one in refused.value.refusals] == ["filing.no_papers"]
    assert owed(project) == [("regular_report", "institution")]
