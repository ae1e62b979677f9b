"""What stands beside the world's claims: slots, a complaint, an appraisal, a home asked for, a finding on the site."""

import io
from datetime import UTC, datetime, timedelta
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from claims import actions
from claims.actions import beside
from claims.models import Claim
from claims.models.beside.appraisal import Matter
from idi_platform.accounts.acting import SYSTEM
from idi_platform.accounts.models import Membership
from idi_platform.documents.receiving import receive
from idi_platform.kernel import clock
from idi_platform.projects.models import HomeBinding, Project, Unit
from idi_platform.records.models import Subject
from idi_platform.workflow.perform import perform
from regulators.models import MonthlyReport
from riskmgmt.models import Finding
from tests.doors.book_around import prepare_book

ADMINISTRATORS = {
    "developer": "other_developer",
    "site": "lab",
    "agency": "agency",
    "console": "operator",
    "service": "other_property_desk",
    "field": "other_surveyor",
    "desk": "other_institution",
    "regulator": "report_clerk",
}
"""Who administers an organisation behind each door; nobody else of the world does."""


def prepare(world: Any) -> None:
    """Let there be slots for the neighbour, a complaint and an appraisal of the owner, and a home asked for."""
    claims = Claim.objects.select_related("subject")
    claim, offered = claims.get(number=world.claim), claims.get(number=world.offered)
    unseen = claims.get(number=world.neighbours)
    owner, handler = world.people["owner"].acting, world.people["handler"].acting
    slots = (datetime(2026, 10, 17, 2, tzinfo=UTC),)
    beside.offer_slots(acting=handler, key="world-slots", claim=unseen, slots=slots)
    since = datetime(2026, 10, 9, 6, tzinfo=UTC)
    visitor = {"from_at": since, "until_at": since + timedelta(hours=2), "surveyor": world.people["surveyor"].person.pk}
    actions.take(unseen, "schedule_survey", acting=handler, key="world-visit", **visitor)
    words = "说好来又没来（演示）。"
    complaint = beside.complain(acting=owner, key="world-complaint", claim=claim, unit=None, words=words)
    appraisal = beside.object_to(
        acting=owner, key="world-appraisal", claim=offered, matter=Matter.AMOUNT, words="少算了一面墙（演示）。"
    )
    unit = Unit.objects.select_related("subject").get(pk=world.owners_home)
    links = {f"{name}_id": pk for name, pk in unit.subject.link_ids().items()}
    asked = HomeBinding(subject=Subject(division_id=unit.subject.division_id, **links), unit=unit)
    done = perform(asked, "ask", acting=world.people["stranger"].acting, key="world-binding", method="code")
    world.complaint, world.appraisal, world.binding = complaint.pk, appraisal.pk, done.subject_id
    world.book = prepare_book(world)
    world.finding = _found(world)
    world.report = _reported(world)
    administrators = [world.people[name].person for name in ADMINISTRATORS.values()]
    Membership.objects.filter(person__in=administrators).update(is_administrator=True)


def _found(world: Any) -> int:
    """Let the supervisor have found something at the project, which the contractor has mended; return its number."""
    project = Project.objects.select_related("subject").get(pk=world.project)
    under = Subject(division_id=project.subject.division_id, project_id=project.pk)
    facts = {"source": "works", "grade": "medium", "section": "waterproofing_wet", "rectify_by": "2026-10-20"}
    supervisor, contractor = world.people["supervisor"].acting, world.people["contractor"].acting
    raised = perform(Finding(subject=under), "raise_finding", acting=supervisor, key="world-finding", **facts)
    finding = Finding.objects.select_related("subject").get(pk=raised.subject_id)
    shown = {
        name: [receive(a_picture(shade), acting=contractor, kind="photo", subject_id=finding.pk).pk]
        for name, shade in (("before_ids", "maroon"), ("after_ids", "olive"))
    }
    perform(finding, "submit", acting=contractor, key="world-mended", **shown)
    return finding.pk


def _reported(world: Any) -> int:
    """Let the city have begun its monthly reports, and the month be locked; return the report's number."""
    clerk, begun = world.people["report_clerk"].acting, MonthlyReport(subject=Subject(division_id="110000"))
    month = clock.local_date(clock.now())
    made = perform(begun, "begin", acting=clerk, key="world-report", month=month)
    report = MonthlyReport.objects.select_related("subject").get(pk=made.subject_id)
    perform(report, "lock", acting=SYSTEM, key="world-lock")
    return report.pk


def a_picture(shade: str) -> SimpleUploadedFile:
    written = io.BytesIO()
    Image.new("RGB", (64, 48), shade).save(written, "JPEG")
    return SimpleUploadedFile("site.jpg", written.getvalue(), "image/jpeg")
