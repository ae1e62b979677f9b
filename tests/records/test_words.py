"""Words that people type: kept beside the log, cleaned, found changed, erased with the chain unharmed."""

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, transaction

from idi_platform.accounts.acting import SYSTEM
from idi_platform.kernel.errors import BadInput, KeyReused
from idi_platform.records import words
from idi_platform.records.models import Record, Words
from idi_platform.records.verify import broken_links
from tests.cast import StaffFactory
from tests.records.test_chain import AT, link, subject

pytestmark = pytest.mark.django_db
SAID = {"late_entry": "张先生说现场没有网络", "claim.accept.warned": "水已漫到电箱"}


@pytest.fixture
def record():
    """A record with two typed reasons and an entry of the platform's own."""
    one = subject()
    kept = words.keep_all(SAID, subject_id=one.pk, acting=SYSTEM, at=AT)
    written = link(one, reasons={**kept, "entered_late": True, "in_breach": ["x"]})
    return Record.objects.get(pk=written.record_id)


@pytest.fixture
def officer():
    return StaffFactory.create(username="privacy.officer")


def erase(officer, **of):
    return Words.objects.filter(**of).erase(by=officer, ground="个人信息保护法第四十七条，申请 2026-3（演示）")


def test_a_record_holds_numbers_and_digests_and_pages_the_words(record):
    assert "张先生" not in str(record.reasons)
    assert set(record.reasons["late_entry"]) == {"words_id", "digest"}
    assert words.texts_of(record.reasons) == SAID
    assert broken_links() == []


def test_two_rows_of_the_same_words_have_different_digests(record):
    again = words.keep(SAID["late_entry"], subject_id=record.subject_id, acting=SYSTEM, at=AT)
    assert again.ref["digest"] != record.reasons["late_entry"]["digest"]


def test_erased_words_leave_digest_and_chain_and_nothing_to_guess_from(record, officer):
    before = record.reasons
    assert erase(officer, body__contains="张先生") == 1
    record.refresh_from_db()
    assert record.reasons == before
    assert words.texts_of(record.reasons) == {**SAID, "late_entry": "已按规定删除"}
    row = Words.objects.get(pk=before["late_entry"]["words_id"])
    assert (row.body, row.salt, row.erased_by) == ("", "", officer)
    assert "第四十七条" in row.erased_on_ground
    assert broken_links() == []
    assert erase(officer, pk=row.pk) == 0, "the first ground stays"


def test_erasing_needs_a_ground(record, officer):
    with pytest.raises(BadInput):
        Words.objects.all().erase(by=officer, ground=" \u200b ")
    assert words.texts_of(record.reasons) == SAID


def test_words_are_not_changed_nor_deleted_nor_erased_by_halves(record):
    rows = Words.objects.filter(subject=record.subject_id)
    for attempt in (
        lambda: rows.update(body="别的话"),
        lambda: rows.update(erased_at=AT),
        rows.delete,
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            attempt()
    assert words.texts_of(record.reasons) == SAID


def test_words_that_are_not_those_of_the_record_are_found(record):
    other = words.keep("别的话", subject_id=record.subject_id, acting=SYSTEM, at=AT)
    swapped = {"late_entry": {**record.reasons["late_entry"], "words_id": other.pk}}
    link(record.subject, "claim.note", reasons=swapped)
    (fault,) = broken_links()
    assert (fault.seq, fault.why) == (2, "文字与记录里的校验值不符")
    link(record.subject, "claim.note", reasons={"x": {"words_id": 0, "digest": "0" * 64}})
    assert [fault.why for fault in broken_links(limit=2)][1:] == ["记录指向的文字不见了"]


def test_a_record_from_before_words_had_rows_is_read_too():
    assert words.texts_of({"late_entry": "补录", "entered_late": True, "in_breach": ["x"]}) == {"late_entry": "补录"}


def test_words_are_cleaned_and_what_is_invisible_is_nothing():
    given = {"a": " 厨房\t漏水\u202e\r\n二楼 ", "b": "\u200b \n", "c": ""}
    assert words.cleaned(given) == {"a": "厨房 漏水\n二楼"}
    with pytest.raises(BadInput) as bad:
        words.cleaned({"late_entry": "长" * 4001})
    assert list(bad.value.fields) == ["late_entry"]


def test_the_same_words_pass_and_others_do_not(record, officer):
    words.check_same(record.reasons, SAID)
    for other in ({**SAID, "late_entry": "别的话"}, {"late_entry": SAID["late_entry"]}, {}):
        with pytest.raises(KeyReused):
            words.check_same(record.reasons, other)
    erase(officer, subject=record.subject_id)
    words.check_same(record.reasons, SAID)


def test_the_command_erases_what_stands_and_nothing_on_a_slip(record, officer, capsys):
    number = record.reasons["late_entry"]["words_id"]
    for by, numbers, ground in (("nobody", [number], "x"), (officer.username, [number, 0], "x"),
                                (officer.username, [number], " ")):  # fmt: skip
        with pytest.raises(CommandError):
            call_command("erase_words", *numbers, by=by, ground=ground)
        assert words.texts_of(record.reasons) == SAID
    call_command("erase_words", number, by=officer.username, ground="申请 2026-3（演示）")
    assert words.texts_of(record.reasons)["late_entry"] == "已按规定删除"
    with pytest.raises(CommandError, match="已经删除"):
        call_command("erase_words", number, by=officer.username, ground="再来一次")
