"""A home insured in the district, its claim, and the authorities of its city."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from claims import actions
from claims.codes import Cause
from claims.models import Claim
from idi_platform.accounts.roles import Role
from idi_platform.deadlines.follow_up import follow_up
from idi_platform.deadlines.sweep import sweep
from idi_platform.documents.models import AttachmentKind
from idi_platform.documents.receiving import receive
from idi_platform.kernel import clock
from idi_platform.records.models import Subject
from idi_platform.workflow.perform import perform
from regulators.models import MonthlyReport
from tests.cast import member
from tests.claims.conftest import at, book, claim, home, key, opened, report  # noqa: F401  fixtures
from tests.claims.test_decision import PNG
from tests.demo.conftest import instant

CITY = "110000"
WHY = "现场没有信号，回来以后补录。"


@pytest.fixture
def clerk(db):
    return member(Role.report_clerk, division=CITY)


def begin(player, month="2026-09-30", place=CITY):
    """Begin the series of a place with a month."""
    made = MonthlyReport(subject=Subject(division_id=place))
    perform(made, "begin", acting=player.acting, key=key(), month=month)
    return MonthlyReport.objects.get(place=place)


def work():
    """Let time act, and do what follows, as the workers do."""
    sweep(clock.now())
    while follow_up():
        sweep(clock.now())


def of_month(month, place=CITY):
    """Return the report of a month (2026-09)."""
    return MonthlyReport.objects.select_related("subject").get(place=place, month=f"{month}-01")


def picture_of(thing, player):
    """Put a picture into the file of a case; return its number."""
    file = SimpleUploadedFile("leak.png", PNG, content_type="image/png")
    return receive(file, acting=player.acting, kind=AttachmentKind.PHOTO, subject_id=thing.pk).pk


@pytest.fixture
def photo(claim, handler):  # noqa: F811  a fixture
    return picture_of(claim, handler)


@pytest.fixture
def look_late(claim, handler, approver, photo):  # noqa: F811  a fixture
    """Enter a survey of an earlier instant; the second person agrees where the entry turns a breach."""

    def look(text, player=handler):
        done = actions.take(
            Claim.objects.select_related("subject").get(pk=claim.pk),
            "record_survey",
            acting=player.acting,
            key=key(),
            words="顶面渗水点两处。",
            occurred_at=instant(text),
            reasons={"late_entry": WHY},
            evidence=[photo],
            evidence_ids=[photo],
            cause=Cause.CONSTRUCTION,
        )
        if hasattr(done, "proposal"):
            actions.approve_proposal(proposal=done.proposal, acting=approver.acting, key=key())

    return look
