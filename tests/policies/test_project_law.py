"""What hangs on a project alone runs under the text of the project's insured objects."""

from decimal import Decimal

import pytest

from idi_platform.kernel.errors import Refused
from idi_platform.projects.actions import register_insured_object
from idi_platform.projects.models import Project
from idi_platform.records.governing import governing_object, law_of
from idi_platform.rulebooks.models import Binding, Edition
from idi_platform.workflow.perform import perform
from tests.policies.books import bj_2

pytestmark = pytest.mark.django_db


@pytest.fixture
def book(underwriter, developer):
    found = bj_2(underwriter.organisation)
    found["project"]["parties"] = {"developer": developer.organisation.uscc}
    return found


@pytest.fixture
def project(opened):
    return Project.objects.select_related("subject").get(pk=opened.project.pk)


def test_the_project_runs_under_the_text_that_its_insured_object_is_bound_to(project, opened):
    assert governing_object(project.subject) == opened.insured_object.pk
    assert law_of(project.subject).id == "beijing-2019"


def test_before_an_insured_object_is_entered_the_national_law_speaks_alone(project, opened):
    Binding.objects.filter(insured_object_id=opened.insured_object.pk).delete()
    assert governing_object(project.subject) is None
    assert law_of(project.subject).is_national_only


def test_one_that_falls_under_no_text_does_not_free_the_project(project, underwriter):
    other = register_insured_object(acting=underwriter.acting, key="second", project=project, number="BJ-2-2")
    assert Binding.objects.filter(insured_object_id=other.pk, edition=None).exists()
    assert law_of(project.subject).id == "beijing-2019"


def test_under_two_texts_neither_speaks_for_the_project(project, underwriter):
    other = register_insured_object(acting=underwriter.acting, key="second", project=project, number="BJ-2-2")
    elsewhere = Edition.objects.get(code="hangzhou-2024")
    Binding.objects.filter(insured_object_id=other.pk).update(edition=elsewhere)
    assert law_of(project.subject).is_national_only


def test_no_retention_money_is_kept_from_a_contractor_who_is_insured(project, developer):
    """BJ-7-1b: the gate of a step of the project speaks."""

    def keep(amount, key):
        how = {"acting": developer.acting, "key": key}
        return perform(project, "record_retention", retention_amount=Decimal(amount), **how)

    keep("100000.00", "1")
    insured = {"acting": developer.acting, "key": "i", "liability_insured_until": "2099-01-01"}
    perform(project, "record_liability_insurance", **insured)
    with pytest.raises(Refused) as refused:
        keep("100000.00", "2")
    assert [(one.clause, one.effect) for one in refused.value.refusals] == [("BJ-7-1b", "block")]
    keep("0.00", "3")
