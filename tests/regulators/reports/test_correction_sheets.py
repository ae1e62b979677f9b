"""What is entered after the lock belongs to the month in which it happened: it stands on a correction sheet."""

import csv
from decimal import Decimal

import pytest
from django.db import transaction
from django.db.utils import DatabaseError
from django.urls import reverse

from claims import actions
from claims.models import Claim
from idi_platform.accounts.roles import Role
from idi_platform.kernel import clock
from idi_platform.kernel.errors import NotPermitted
from idi_platform.records.models import Record
from idi_platform.rulebooks.schema.base import Label
from idi_platform.workflow.corrections import approve_correction, propose_correction
from regulators.indicators import counting
from regulators.indicators.counting import digest_of
from regulators.indicators.definitions import definitions
from regulators.models import CorrectedFigure, LateFactsRead, LockedFigure
from regulators.reports import keeping, queries
from tests.asking import asked_by
from tests.cast import log_in, member
from tests.demo.conftest import instant

from .conftest import CITY, WHY, begin, key, of_month, picture_of, work


@pytest.fixture
def locked(clerk, claim, at):
    """A claim received on 29 September and not yet looked at; the month is locked at 24:00 on 13 October."""
    at("2026-09-29 21:00")
    begin(clerk)
    at("2026-10-14 00:00")
    work()
    return of_month("2026-09")


def figure(report, code="C2", line="legal"):
    return keeping.standing(report, code, line)


def test_nothing_late_writes_no_sheet(locked, at):
    at("2026-10-15 08:00")
    assert keeping.correct_late(clock.now()) == 0
    assert of_month("2026-09").corrections == 0
    assert LateFactsRead.objects.get().until == instant("2026-10-15 00:00")


def test_a_survey_entered_after_the_lock_belongs_to_its_month(locked, look_late, at):
    assert (figure(locked).value, figure(locked, line="running").counted) == (None, 1)
    at("2026-10-15 00:12")
    assert keeping.correct_late(clock.now()) == 0
    at("2026-10-15 10:00")
    look_late("2026-09-30 15:00")
    at("2026-10-15 23:59:59")
    assert keeping.correct_late(clock.now()) == 0, "once a day"
    at("2026-10-16 00:10")
    assert keeping.correct_late(clock.now()) == 1
    report = of_month("2026-09")
    assert (report.corrections, report.corrected_at) == (1, instant("2026-10-16 00:10"))
    cell = CorrectedFigure.objects.get(report=report, code="C2", line="legal")
    assert (cell.old_value, cell.value, len(cell.entered), cell.left) == (None, Decimal("100.0"), 1, [])
    (cause,) = Record.objects.filter(pk__in=cell.causes)
    assert (cause.name, cause.occurred_at) == ("claim.record_survey", instant("2026-09-30 15:00"))
    assert figure(report, line="running").counted == 0
    assert LockedFigure.objects.get(report=report, code="C2", line="legal").value is None, "what is locked stays"
    sealed = Record.objects.get(subject=report.pk, name="monthly_report.correct").facts["digest"]
    assert sealed != report.digest


def test_a_second_worker_and_a_second_day_write_no_second_sheet(locked, look_late, at):
    at("2026-10-15 10:00")
    look_late("2026-09-30 15:00")
    at("2026-10-16 08:00")
    assert keeping.correct_late(clock.now()) == 1
    assert keeping.correct_late(clock.now()) == 0
    LateFactsRead.objects.all().delete()  # a worker that was killed before it had said how far it came
    assert keeping.correct_late(clock.now()) == 0
    at("2026-10-17 08:00")
    assert keeping.correct_late(clock.now()) == 0
    assert of_month("2026-09").corrections == 1


def test_a_corrected_instant_moves_a_survey_to_another_month(locked, look_late, claim, handler, approver, photo, at):
    at("2026-10-15 10:00")
    look_late("2026-10-08 15:00")
    at("2026-11-09 08:00")
    work()
    keeping.correct_late(clock.now())
    october = of_month("2026-10")
    assert (figure(october).value, figure(of_month("2026-09")).value) == (Decimal("100.0"), None)
    survey = Record.objects.get(subject=claim.pk, name="claim.record_survey")
    proposal = propose_correction(
        survey,
        acting=handler.acting,
        reason="去的是九月三十日。",
        evidence=[photo],
        occurred_at=instant("2026-09-30 15:00"),
    )
    approve_correction(proposal, acting=approver.acting)
    at("2026-11-10 08:00")
    assert keeping.correct_late(clock.now()) == 2
    assert (figure(of_month("2026-10")).value, figure(of_month("2026-09")).value) == (None, Decimal("100.0"))


def test_what_stands_on_a_sheet_is_never_changed(locked, look_late, at):
    at("2026-10-15 10:00")
    look_late("2026-09-30 15:00")
    at("2026-10-16 08:00")
    keeping.correct_late(clock.now())
    with pytest.raises(DatabaseError, match="immutable"), transaction.atomic():
        CorrectedFigure.objects.update(value=0)


def test_every_figure_is_its_list_and_every_digest_its_lists(locked):
    for row in LockedFigure.objects.filter(report=locked):
        assert digest_of(row.listed) == row.list_digest
        assert len(row.listed) == row.size
        assert sum(Decimal(entry[1]) for entry in row.listed) == row.counted
        assert sum(Decimal(entry[2]) for entry in row.listed) == row.of


def test_two_offices_count_alike(locked, at):
    """Whoever counts the month again, whenever, gets the same lists, as long as nothing of it came late."""
    at("2026-12-24 08:00")
    again = keeping._counted(locked)
    kept = {(row.code, row.line): row.list_digest for row in LockedFigure.objects.filter(report=locked)}
    assert {(row.code, row.line): row.digest for row in again} == kept


def test_the_page_shows_the_sheet_with_who_and_why(locked, look_late, clerk, client, at):
    at("2026-10-15 10:00")
    look_late("2026-09-30 15:00")
    at("2026-10-16 08:00")
    keeping.correct_late(clock.now())
    log_in(client, clerk)
    page = client.get(reverse("reports:report", args=[locked.pk])).content.decode()
    assert "2026年9月" in page
    assert "第 1 号更正单（10月16日 08:00）" in page
    assert "更正后 100.0%" in page
    assert "– → 100.0%" in page, "on a telephone"
    assert WHY in page
    assert "10月15日 10:00 补录" in page
    corrected = client.get(reverse("reports:figure", args=[locked.pk, "C2", "legal"]), {"sheet": 1})
    assert len(corrected.context["table"].rows) == 1
    before = client.get(reverse("reports:figure", args=[locked.pk, "C2", "legal"]))
    assert before.context["table"].rows == ()
    for wrong in ("2", "x", "9" * 30):
        answer = client.get(reverse("reports:figure", args=[locked.pk, "C2", "legal"]), {"sheet": wrong})
        assert answer.status_code == 404


def test_files_hold_every_figure_and_every_row(locked, look_late, clerk, client, at):
    at("2026-10-15 10:00")
    look_late("2026-09-30 15:00")
    at("2026-10-16 08:00")
    keeping.correct_late(clock.now())
    log_in(client, clerk)
    answer = client.get(reverse("reports:report_file", args=[locked.pk])).content.decode("utf-8-sig")
    head, *rows = csv.reader(answer.splitlines())
    assert len(rows) == LockedFigure.objects.filter(report=locked).count()
    found = {(row[0], row[2]): dict(zip(head, row, strict=True)) for row in rows}
    surveyed = found["C2", "法定按期率"]
    assert [surveyed[name] for name in ("单位", "数值", "分子", "分母", "出数时间")] == [
        "%", "", "0", "0", "2026年10月14日 00:00:00",
    ]  # fmt: skip
    assert [surveyed[name] for name in ("更正单号", "更正后：数值", "更正后：分子", "更正后：分母")] == [
        "1", "100.0", "1", "1",
    ]  # fmt: skip
    running = client.get(reverse("reports:figure_file", args=[locked.pk, "C2", "running"]))
    kept = LockedFigure.objects.get(report=locked, code="C2", line="running")
    assert len(running.content.decode("utf-8-sig").splitlines()) == 1 + kept.size == 2


def test_who_opens_no_case_reads_which_house_and_why_but_no_fact_of_it(locked, look_late, clerk, handler, client, at):
    at("2026-10-15 10:00")
    look_late("2026-09-30 15:00")
    at("2026-10-16 08:00")
    keeping.correct_late(clock.now())
    pages = {}
    for player in (clerk, member(Role.regulator, division=CITY)):
        log_in(client, player)
        pages[player] = client.get(reverse("reports:report", args=[locked.pk])).content.decode()
        assert WHY in pages[player]
        assert handler.organisation.name in pages[player]
    counts, opens = pages.values()
    assert (handler.person.name in counts, handler.person.name in opens) == (False, True)


def test_sheets_are_read_without_their_lists(locked, django_assert_num_queries):
    with django_assert_num_queries(2):
        queries.sheets_of(locked)
        queries.figures_of(locked)


def test_a_list_asks_the_same_whatever_its_length(locked, claim, clerk, client):
    """The rows of a page are named by kind at once."""
    log_in(client, clerk)
    kept, listed = figure(locked, line="running"), [[claim.pk, "1", "0", number] for number in range(60)]
    values = {name: getattr(kept, name) for name in ("counted", "of", "value", "definition", "counting", "counted_at")}
    longer = {"listed": listed, "size": 60, "list_digest": digest_of(listed), "code": "C2", "line": "running"}
    LockedFigure.objects.create(report=of_month("2026-10"), **longer, **values)
    few, many = (
        asked_by(client, reverse("reports:figure", args=[report.pk, "C2", "running"]))
        for report in (locked, of_month("2026-10"))
    )
    assert len(few) == len(many) <= 20


def test_what_was_locked_keeps_the_words_it_was_locked_by(locked, look_late, clerk, client, at, monkeypatch):
    """A definition that changed since neither renames what was locked, nor is compared, nor corrected."""
    before = definitions()["C2"]
    lines = {"legal": before.lines["legal"].model_copy(update={"title": Label(zh="另一种算法", en="another")})}
    changed = {**definitions(), "C2": before.model_copy(update={"version": 2, "lines": {**before.lines, **lines}})}
    for module in (counting, keeping):
        monkeypatch.setattr(module, "definitions", lambda: changed)
    at("2026-10-15 10:00")
    look_late("2026-09-30 15:00")
    at("2026-11-09 08:00")
    keeping.correct_late(clock.now())
    assert not CorrectedFigure.objects.filter(code="C2").exists()
    work()
    log_in(client, clerk)
    september = client.get(reverse("reports:report", args=[locked.pk])).content.decode()
    october = client.get(reverse("reports:report", args=[of_month("2026-10").pk])).content.decode()
    assert "另一种算法" not in september
    assert "另一种算法" in october
    assert "口径不同" in october


def test_a_receipt_that_is_corrected_goes_to_the_sheets_of_both_months(clerk, claim, handler, approver, at):
    """The claim was counted in September; it was received in August."""
    at("2026-08-31 21:00")
    begin(clerk, "2026-08-31")
    at("2026-10-14 00:00")
    work()
    at("2026-10-15 10:00")
    fresh = Claim.objects.select_related("subject").get(pk=claim.pk)
    facts = {"received_at": instant("2026-08-30 19:00"), "evidence_ids": [picture_of(claim, handler)]}
    done = actions.take(fresh, "correct_receipt", acting=handler.acting, key=key(), words="电话里先报过。", **facts)
    actions.approve_proposal(proposal=done.proposal, acting=approver.acting, key=key())
    at("2026-10-16 08:00")
    assert keeping.correct_late(clock.now()) == 2
    counted = {month: figure(of_month(month), "C1", "received").counted for month in ("2026-08", "2026-09")}
    assert counted == {"2026-08": 1, "2026-09": 0}
    assert {
        Record.objects.get(pk=pk).name for row in CorrectedFigure.objects.filter(code="C1") for pk in row.causes
    } == {"claim.correct_receipt"}


def test_what_is_entered_after_midnight_before_the_run_is_named_as_its_cause(locked, look_late, claim, at):
    at("2026-10-15 10:00")
    at("2026-10-16 00:05")
    look_late("2026-09-30 15:00")
    at("2026-10-16 00:12")
    assert keeping.correct_late(clock.now()) == 1
    survey = Record.objects.get(subject=claim.pk, name="claim.record_survey")
    assert CorrectedFigure.objects.get(code="C2", line="legal").causes == [survey.pk]
    at("2026-10-17 00:12")
    assert keeping.correct_late(clock.now()) == 0


def test_a_month_that_cannot_be_counted_holds_up_no_other_and_is_looked_at_again(locked, look_late, at, monkeypatch):
    at("2026-10-15 10:00")
    look_late("2026-09-30 15:00")
    at("2026-10-16 08:00")

    def fail(_around, _codes=None):
        raise ArithmeticError

    with monkeypatch.context() as broken:
        broken.setattr(keeping, "count", fail)
        assert keeping.correct_late(clock.now()) == 0
    assert not LateFactsRead.objects.exists()
    assert keeping.correct_late(clock.now()) == 1


def test_nobody_corrects_a_report(locked, clerk, at):
    """What was locked is what stood then; it is no mistake that could be annulled."""
    for name in ("begin", "lock", "publish"):
        record = Record.objects.get(subject=locked.pk, name=f"monthly_report.{name}")
        with pytest.raises(NotPermitted) as refused:
            propose_correction(record, acting=clerk.acting, reason="记错了。", evidence=[1], annul=True)
        assert refused.value.code == "correction.final"
