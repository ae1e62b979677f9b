"""The supervisor in Shanghai reports what the agency found and what came of it, at each stage's end (SH-9-4-2)."""

import pytest

from idi_platform.kernel.errors import Refused
from idi_platform.projects.models import Stage
from idi_platform.workflow.perform import perform
from regulators.models import Filing
from tests.claims.conftest import *  # noqa: F403  legal time
from tests.proofs import evidence_on
from tests.riskmgmt.test_shanghai_works import on, players, project  # noqa: F401  fixtures

pytestmark = pytest.mark.django_db
DAY = {"on": "2026-01-05"}


def listed():
    return Filing.objects.filter(code="supervision_report")


@pytest.fixture
def running(driver, project, on):  # noqa: F811
    begun = [("plan", "supervisor", {"code": "structure"}), ("begin", "supervisor", DAY)]
    return driver.drive(Stage(subject=on(), project=project), begun)


def test_while_a_stage_runs_no_report_is_listed(running):
    assert not listed().exists()


def test_the_end_of_a_stage_lists_the_report_that_the_supervisor_owes(driver, running):
    driver.take(running, "end", "supervisor", **DAY)
    filing = listed().get()
    assert (filing.state, filing.owed_role, filing.clause) == ("owed", "supervisor", "SH-9-4-2")


def test_the_supervisor_reports_and_the_contractor_does_not_in_his_place(driver, running, players):  # noqa: F811
    driver.take(running, "end", "supervisor", **DAY)
    papers = {"evidence_ids": evidence_on(listed().get().pk)}
    with pytest.raises(Refused) as refused:
        perform(listed().get(), "submit", acting=players["contractor"].acting, key="submit", **papers)
    assert "filing.not_yours" in [one.code for one in refused.value.refusals]
    perform(listed().get(), "submit", acting=players["supervisor"].acting, key="submit", **papers)
    assert listed().get().state == "submitted"
