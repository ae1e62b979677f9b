"""An authority's extension of a text: two officers, a document, and effect from its own day."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from idi_platform.accounts.roles import Role
from idi_platform.documents.models import AttachmentKind
from idi_platform.documents.receiving import receive
from idi_platform.kernel.errors import BadInput, NotPermitted, NotVisible, Refused
from idi_platform.projects.extensions import bring_extended, draft_extension, record_extension
from idi_platform.projects.models import TextExtension
from idi_platform.rulebooks import bindings
from idi_platform.rulebooks.models import Edition, EditionExtension
from idi_platform.rulebooks.windows import window_of
from idi_platform.workflow.corrections import approve_correction, propose_correction
from idi_platform.workflow.perform import approve, perform
from tests.cast import member
from tests.claims.test_decision import PNG

pytestmark = pytest.mark.django_db
SAID = {"to": date(2025, 4, 30), "issued_on": date(2024, 6, 1), "document_number": "示例〔2024〕1号"}
SIGNED = "policy.sign_contract"


@pytest.fixture
def beijing():
    return Edition.objects.get(code="beijing-2019")


@pytest.fixture
def colleague(regulator_of_city):
    return member(Role.regulator, regulator_of_city.organisation, "110000")


@pytest.fixture
def draft(beijing, regulator_of_city):
    def make(player=regulator_of_city, **facts):
        draft.number += 1
        key = f"extension:{draft.number}"
        return draft_extension(acting=player.acting, key=key, edition=beijing, **{**SAID, **facts})

    draft.number = 0
    return make


@pytest.fixture
def waiting(draft, regulator_of_city):
    """A drafted extension with its document, waiting for the second officer."""
    return _proposed(draft(), regulator_of_city)


def _proposed(file, player):
    document = SimpleUploadedFile("document.png", PNG, content_type="image/png")
    kept = receive(document, acting=player.acting, kind=AttachmentKind.PAPER, subject_id=file.pk)
    done = record_extension(acting=player.acting, key=f"record:{file.pk}", file=file, evidence_ids=[kept.pk])
    return done.proposal


def settled(number, signed):
    here = {"divisions": ["110000", "110105"], "project_kind": "commodity_housing", "on": date(2026, 11, 21)}
    row = bindings.settle(number, days={SIGNED: signed}, **here)
    return row.outcome, row.why[0]["code"]


def test_a_text_goes_on_once_the_second_officer_agrees(waiting, colleague, beijing):
    assert window_of(beijing).last_day == date(2024, 4, 30)
    approve(waiting, acting=colleague.acting, key="agree")

    edition = Edition.objects.get(pk=beijing.pk)
    assert window_of(edition).last_day == date(2025, 4, 30)
    row = EditionExtension.objects.get(edition=beijing)
    assert (row.document_number, row.subject_id) == ("示例〔2024〕1号", waiting.subject_id)
    assert row.acting["maker"]["person"] != row.acting["person"]
    assert TextExtension.objects.get(pk=waiting.subject_id).state == "recorded"


def test_it_takes_effect_from_its_own_day_and_leaves_the_gap_to_a_person(waiting, colleague):
    approve(waiting, acting=colleague.acting, key="agree")

    assert settled(7101, date(2024, 4, 30)) == ("bound", "bound")
    assert settled(7102, date(2024, 5, 1)) == ("undetermined", "extended_later")
    assert settled(7103, date(2024, 5, 31)) == ("undetermined", "extended_later")
    assert settled(7104, date(2024, 6, 1)) == ("bound", "bound")
    assert settled(7105, date(2025, 4, 30)) == ("bound", "bound")
    assert settled(7106, date(2025, 5, 1)) == ("none_in_force", "lapsed")


def test_one_officer_alone_extends_nothing(waiting, regulator_of_city, beijing):
    with pytest.raises(NotPermitted):
        approve(waiting, acting=regulator_of_city.acting, key="agree")
    assert not EditionExtension.objects.filter(edition=beijing).exists()


def test_only_the_authority_of_the_place_extends(draft, regulator_elsewhere, underwriter):
    with pytest.raises(Refused) as refused:
        draft(regulator_elsewhere)
    assert [one.code for one in refused.value.refusals] == ["extension.elsewhere"]
    with pytest.raises(NotPermitted):
        draft(underwriter)


def test_another_authority_sees_nothing_of_it(waiting, regulator_elsewhere):
    with pytest.raises(NotVisible):
        approve(waiting, acting=regulator_elsewhere.acting, key="agree")


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"to": date(2024, 4, 30)}, "extension.not_later"),
        ({"issued_on": date(2999, 1, 1)}, "extension.not_issued"),
        ({"document_number": " "}, "extension.no_document"),
    ],
)
def test_what_no_document_can_say_is_refused(draft, given, code):
    with pytest.raises(Refused) as refused:
        draft(**given)
    assert [one.code for one in refused.value.refusals] == [code]


def test_without_the_document_nothing_is_recorded(draft, regulator_of_city):
    file = draft()
    with pytest.raises(BadInput):
        record_extension(acting=regulator_of_city.acting, key="bare", file=file, evidence_ids=[])
    with pytest.raises(BadInput):
        perform(file, "record", acting=regulator_of_city.acting, key="bare", evidence_ids=())


def test_two_files_do_not_extend_to_the_same_day_twice(waiting, draft, colleague, regulator_of_city):
    second = _proposed(draft(), regulator_of_city)
    approve(waiting, acting=colleague.acting, key="agree:1")
    with pytest.raises(Refused) as refused:
        approve(second, acting=colleague.acting, key="agree:2")
    assert [one.code for one in refused.value.refusals] == ["extension.not_later"]


def test_a_draft_that_was_withdrawn_is_not_recorded(draft, regulator_of_city):
    file = draft()
    perform(file, "withdraw", acting=regulator_of_city.acting, key="withdraw")
    with pytest.raises(Refused):
        perform(file, "record", acting=regulator_of_city.acting, key="late", evidence_ids=(1,))


def test_a_corrected_extension_is_written_anew_and_an_annulled_one_taken_back(
    waiting, regulator_of_city, colleague, beijing
):
    done = approve(waiting, acting=colleague.acting, key="agree")
    [proof] = done.record.facts["evidence_ids"]
    drafted = waiting.subject.records.get(name="text_extension.draft")
    by = {"acting": regulator_of_city.acting, "reason": "抄错了日期", "evidence": [proof]}
    approve_correction(propose_correction(drafted, facts={"to": "2025-03-31"}, **by), acting=colleague.acting)
    assert window_of(Edition.objects.get(pk=beijing.pk)).last_day == date(2025, 3, 31)

    approve_correction(propose_correction(done.record, annul=True, **by), acting=colleague.acting)
    edition = Edition.objects.get(pk=beijing.pk)
    assert window_of(edition).last_day == date(2024, 4, 30)
    assert edition.extensions.count() == 3  # nothing is deleted


def test_bringing_clocks_into_line_without_anything_behind_does_nothing(waiting, colleague):
    approve(waiting, acting=colleague.acting, key="agree")
    assert bring_extended() == 0
