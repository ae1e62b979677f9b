"""What is addressed to an organisation is readable behind its own door, and by nobody else, whatever it is about."""

import json
import re

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.urls import reverse

from claims.papers.early import receiver_of
from claims.papers.frames import claimant_line
from idi_platform.accounts.roles import Role
from idi_platform.documents.models import Paper
from idi_platform.kernel import clock
from idi_platform.kernel.names import mask_name
from tests.cast import member
from tests.claims.test_work_orders import browser_of

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("role", "title"), [(Role.developer, "核定结果通知书"), (Role.appraiser, "鉴定委托书"), (Role.contractor, "通知书")]
)
def test_a_paper_about_a_claim_is_listed_and_opened_by_whom_it_is_addressed_to(claim, role, title):
    mine, other = member(role), member(role)
    given = {"subject_id": claim.pk, "code": "letter", "data": {}, "owed_at": clock.now(), "title": title}
    file = default_storage.save("papers/letter.pdf", ContentFile(b"%PDF-1.7"))
    drawn = Paper.objects.create(**given, file=file, verification_code="a", recipient_organisation=mine.organisation)
    owed = Paper.objects.create(**given, verification_code="b", recipient_organisation=mine.organisation)
    listed, opened = (f"papers_{mine.acting.door}:{name}" for name in ("papers", "paper"))
    rows = browser_of(mine).get(reverse(listed)).context["papers"]
    assert [(row.title, row.href) for row in rows] == [(title, ""), (title, reverse(opened, args=[drawn.pk]))]
    assert browser_of(mine).get(rows[1].href)["Content-Type"] == "application/pdf"
    assert browser_of(mine).get(reverse(opened, args=[owed.pk])).status_code == 404
    assert browser_of(other).get(reverse(listed)).context["papers"] == []
    assert browser_of(other).get(rows[1].href).status_code == 404


def facts_told(claim):
    """The rows of names and values on the receipt of a report."""
    (receipt,) = Paper.objects.filter(subject_id=claim.pk, code="intake_receipt")
    return dict(re.findall(r'\["([^"]+)", "([^"]*)"\]', json.dumps(receipt.data["sections"], ensure_ascii=False)))


def test_a_receipt_says_that_the_insurer_received_and_who_reported_by_her_own_whole_name(claim, owner):
    drawn = facts_told(claim)
    assert drawn["接收"] == "本公司"
    assert drawn["报案人"] == f"业主　{owner.person.name}"
    assert drawn["索赔人"] == owner.person.name
    assert claimant_line(claim) == mask_name(owner.person.name) != owner.person.name


def test_a_desk_that_took_a_report_in_received_it_for_the_insurer(claim, property_desk):
    claim.filed_by_organisation = property_desk.organisation.pk
    assert receiver_of(claim) == f"本公司，经办：{property_desk.organisation.name}"
