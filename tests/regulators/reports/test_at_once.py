"""At the same time: two clerks who begin, two workers who correct. Real commits, real threads."""

import pytest

from idi_platform.accounts.roles import Role
from idi_platform.kernel import clock
from idi_platform.kernel.errors import Refused
from idi_platform.records.models import Record
from regulators.models import CorrectedFigure, MonthlyReport
from regulators.reports.actions import begin_reports
from regulators.reports.keeping import correct_late
from tests.cast import member
from tests.claims.test_together import both

from .conftest import CITY, begin, key, of_month, work


def test_of_two_who_begin_one_is_told_that_it_has_begun(committed_db, clerk, at):
    at("2026-09-15 10:00")
    colleague = member(Role.regulator, clerk.organisation, CITY)
    answers = both(
        *[lambda who=who: begin_reports(acting=who.acting, key=key(), place=CITY) for who in (clerk, colleague)]
    )
    (refused,) = [answer for answer in answers if isinstance(answer, Refused)]
    assert [one.code for one in refused.refusals] == ["monthly_report.begun"]
    assert MonthlyReport.objects.count() == 1


@pytest.mark.usefixtures("committed_db")
def test_two_workers_lock_once_and_write_one_sheet(clerk, claim, look_late, at):
    at("2026-09-29 21:00")
    begin(clerk)
    at("2026-10-14 00:00")
    both(work, work)
    assert Record.objects.filter(name="monthly_report.lock").count() == 1
    at("2026-10-15 10:00")
    look_late("2026-09-30 15:00")
    at("2026-10-16 08:00")
    written = both(*[lambda: correct_late(clock.now())] * 2)
    assert sorted(written) == [0, 1]
    assert of_month("2026-09").corrections == 1
    assert CorrectedFigure.objects.filter(number=2).count() == 0
