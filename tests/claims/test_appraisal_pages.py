"""Appraisals on the pages of the site, the agency and the developer."""

import pytest
from django.urls import reverse

from claims.models import Appraisal
from idi_platform.notifications.models import Notice
from idi_platform.notifications.sending import send_owed
from riskmgmt.models import Finding
from tests.cast import OrganisationFactory, log_in
from tests.claims.test_sides_of_an_appraisal import developer_of_the_home, under_text  # noqa: F401  fixtures
from tests.riskmgmt.conftest import driver, engagement, players, under  # noqa: F401  fixtures
from tests.riskmgmt.test_hangzhou import project, working  # noqa: F401  fixtures

# ruff: noqa: F811  fixtures of other files stand as arguments
pytestmark = pytest.mark.django_db


def sent(page, **more):
    return {"key": str(page.context["form"].initial["key"]), **more}


def step(client, door, pk, name, **facts):
    address = reverse(f"appraisals_{door}:one", args=[pk])
    page = client.get(f"{address}?step={name}")
    assert page.status_code == 200
    return client.post(address, sent(page, step=name, **facts))


def test_a_contractor_disputes_a_finding_on_his_page_and_the_agency_agrees_on_its_own(client, driver, working, under):
    raised = ("raise_finding", "agency", {"source": "works", "grade": "severe"})
    finding = driver.drive(Finding(subject=under(engagement_id=working.pk)), [raised])
    firm = OrganisationFactory.create(kind="appraiser").pk
    log_in(client, driver.players["contractor"])
    ask = reverse("appraisals_site:ask")
    page = client.get(ask)
    assert [value for value, _words in page.context["form"].fields["finding"].choices] == [finding.pk]
    assert "number" not in page.context["form"].fields
    assert client.post(ask, sent(page, words="这不是缺陷。")).status_code == 422
    done = client.post(ask, sent(page, finding=finding.pk, words="这不是缺陷。"))
    assert done.status_code == 302
    assert client.post(ask, sent(page, finding=finding.pk, words="这不是缺陷。")).url == done.url, "sent twice is once"
    found = Appraisal.objects.get()
    assert "这不是缺陷。" in client.get(done.url).content.decode()
    told = Notice.objects.get(template="appraisal.moves")
    assert (told.organisation_id, told.role) == (driver.players["agency"].organisation.pk, "agency")
    assert step(client, "site", found.pk, "propose", appraiser_id=firm).status_code == 302
    assert step(client, "site", found.pk, "agree_appraiser").status_code == 409
    client.logout()
    log_in(client, driver.players["agency"])
    while send_owed():
        pass
    inbox = client.get(reverse("messages_agency:inbox")).content.decode()
    assert "鉴定有新进展" in inbox
    opened = client.post(reverse("messages_agency:open", args=[told.pk]))
    assert opened.url == reverse("appraisals_agency:one", args=[found.pk])
    assert len(client.get(reverse("appraisals_agency:list")).context["table"].rows) == 1
    assert step(client, "agency", found.pk, "agree_appraiser").status_code == 302
    assert Appraisal.objects.get().state == "appraiser_agreed"


def test_a_developer_names_a_claim_of_its_own_project_by_number(
    client, claim, developer_of_the_home, under_text, handler
):
    log_in(client, developer_of_the_home)
    ask = reverse("appraisals_developer:ask")
    page = client.get(ask)
    assert "finding" not in page.context["form"].fields
    assert "或者：" not in page.content.decode(), "there is nothing else to choose"
    given = {"number": claim.number, "matter": "liability", "words": "我们认为属于。"}
    assert client.post(ask, sent(page, **{**given, "number": "BJ-2026-999999"})).status_code == 409
    refused = client.post(ask, sent(client.get(ask), **given))
    assert refused.status_code == 409, "Beijing gives it to owner and insurer"
    assert "不由您这一方申请" in refused.content.decode()
    under_text("shanghai-2025")
    done = client.post(ask, sent(client.get(ask), **given))
    assert done.status_code == 302
    assert claim.number in client.get(done.url).content.decode()
    client.logout()
    log_in(client, handler)
    assert client.get(reverse("claims:console_appraisal", args=[Appraisal.objects.get().pk])).status_code == 200


def test_who_has_nothing_to_dispute_is_told_so_instead_of_given_a_form(client, driver, working):
    log_in(client, driver.players["contractor"])
    ask = reverse("appraisals_site:ask")
    page = client.get(ask)
    assert "现在没有可以申请鉴定的问题" in page.content.decode()
    assert "</textarea>" not in page.content.decode()
    assert client.post(ask, sent(page, words="不同意。")).status_code == 422
    assert not Appraisal.objects.exists()
