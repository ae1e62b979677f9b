"""A report and its claim: one form, one claim; receipt, clocks, notices."""

import pytest

from claims.models import Claim, Intake
from idi_platform.deadlines.models import Clock

pytestmark = pytest.mark.django_db


def test_a_report_opens_a_claim(report):
    reported = report()
    assert (reported.intake.state, reported.claim.state) == ("claim_opened", "filed")
    names = {row.name for row in Clock.objects.filter(subject_id=reported.claim.pk)}
    assert {"claim.survey", "claim.determination"} <= names


def test_the_same_form_twice_is_one_claim(report):
    first, second = report("form-1"), report("form-1")
    assert second.is_repeat
    assert first.claim.number == second.claim.number
    assert Claim.objects.count() == Intake.objects.count() == 1
