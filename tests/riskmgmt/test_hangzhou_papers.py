"""Papers of the works in Hangzhou: the order to rectify, the developer's reply, and the joint inspection's record."""

import json

import pytest

from idi_platform.documents.models import Paper
from idi_platform.documents.producing import produce
from idi_platform.kernel.errors import NotPermitted
from idi_platform.workflow.perform import perform
from riskmgmt.models import Finding
from tests.proofs import evidence_on
from tests.riskmgmt.test_hangzhou import SHOWN, engagement, project, working

__all__ = ["engagement", "project", "working"]
pytestmark = pytest.mark.django_db
RAISED = {"source": "works", "grade": "severe", "section": "structure"}
JOINT = {"source": "joint", "grade": "minor", "section": "waterproofing_roof", "rectify_by": "2026-03-01"}


def said(code):
    return json.dumps([paper.data for paper in Paper.objects.filter(code=code)], ensure_ascii=False)


def addressed(code):
    return set(Paper.objects.filter(code=code).values_list("recipient_organisation_id", flat=True))


def test_an_order_to_rectify_goes_to_who_built_and_the_reply_to_insurer_and_agency(driver, working, under, players):
    finding = driver.drive(Finding(subject=under(engagement_id=working.pk)), [("raise_finding", "agency", RAISED)])
    with pytest.raises(NotPermitted):
        perform(finding, "order", acting=driver.acting("agency"), key="agency", rectify_by="2026-02-01")
    assert not Paper.objects.filter(code="rectification_order").exists()
    finding = driver.drive(finding, [("order", "developer", {"rectify_by": "2026-02-01"})])
    built = {players[who].organisation.pk for who in ("contractor", "designer")}
    assert addressed("rectification_order") == built
    assert all(part in said("rectification_order") for part in ("主体结构", "严重", "2026年2月1日"))
    shown = {name: evidence_on(finding.pk, shade=shade) for name, shade in SHOWN.items()}
    path = [
        ("submit", "contractor", shown),
        ("supervisor_accept", "supervisor", {}),
        ("developer_confirm", "developer", {}),
    ]
    confirmed = driver.drive(finding, path)
    assert not Paper.objects.filter(code="rectification_reply").exists()
    driver.drive(confirmed, [("close", "developer", {})])
    assert players["agency"].organisation.pk in addressed("rectification_reply")
    assert all(part in said("rectification_reply") for part in ("监理复核", "建设单位确认", "关闭"))
    assert produce(Paper.objects.filter(code="rectification_order").first().pk).pages == 1


def test_the_record_of_the_joint_inspection_names_what_was_found_and_what_is_mended(driver, project, under, players):
    driver.drive(Finding(subject=under()), [("raise_finding", "developer", JOINT)])
    driver.drive(Finding(subject=under()), [("raise_finding", "developer", RAISED)])
    driver.take(project, "hold_joint_inspection", "developer", on="2026-01-05")
    record = said("joint_inspection_record")
    assert all(part in record for part in ("防水工程", "轻微", "2026年3月1日", "还没有"))
    assert "主体结构" not in record, "what was found on other occasions stands elsewhere"
    assert {players["underwriter"].organisation.pk, players["contractor"].organisation.pk} <= addressed(
        "joint_inspection_record"
    )
    assert produce(Paper.objects.filter(code="joint_inspection_record").first().pk).pages == 1


def test_a_joint_inspection_that_found_nothing_says_so(driver, project):
    with pytest.raises(NotPermitted):
        perform(project, "hold_joint_inspection", acting=driver.acting("supervisor"), key="no", on="2026-01-05")
    driver.take(project, "hold_joint_inspection", "developer", on="2026-01-05")
    assert "没有登记共同查验发现的问题" in said("joint_inspection_record")
