"""Words on what a text has kept for years are not erased before the last day is over, and are after it."""

from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command

from claims.models import Claim, Intake
from idi_platform.accounts.acting import SYSTEM
from idi_platform.kernel import clock
from idi_platform.projects.models import Building
from idi_platform.records import words
from idi_platform.records.models import Subject, Words
from idi_platform.rulebooks.vocabulary import vocabulary
from idi_platform.workflow.retaining import periods_running
from policies.book import read_book
from policies.models import Policy
from policies.opening import open_book
from tests.cast import StaffFactory
from tests.claims.conftest import at
from tests.policies.hangzhou_book import hz_2
from tests.rulebooks.test_sixth_story import claim, fresh, players, take, town
from tests.standing import beginning

__all__ = ["at", "claim", "players", "take", "town"]
pytestmark = pytest.mark.django_db


@pytest.fixture
def officer():
    return StaffFactory.create(username="privacy.officer")


@pytest.fixture
@beginning
def hangzhou(insurer_organisation, underwriter, approver, developer, at):
    """A project accepted on 14 November 2025."""
    at("2026-02-02 09:00")
    book = read_book(hz_2(insurer_organisation, developer.organisation))
    acting = {"acting": underwriter.acting, "second_person": approver.acting, "developer": developer.acting}
    return open_book(book, key="hz-2", **acting)


def said(subject_id):
    """Words on a subject that belong to no record."""
    return words.keep("张先生说厨房漏水", subject_id=subject_id, acting=SYSTEM, at=clock.now())


def erase(*rows):
    call_command("erase_words", *(row.pk for row in rows), by="privacy.officer", ground="申请 2026-3（演示）")


def refused(*rows):
    """Why the command refuses; nothing is erased."""
    with pytest.raises(CommandError) as why:
        erase(*rows)
    assert not Words.objects.filter(pk__in=[row.pk for row in rows], erased_at__isnull=False).exists()
    return str(why.value)


@pytest.mark.parametrize("kind", ["building", "unit", "project", "policy"])
def test_hangzhou_keeps_what_proves_duties_of_the_fund_for_25_years(hangzhou, officer, at, kind):
    subject = Subject.objects.filter(kind=kind).first()
    row = said(subject.pk)
    at("2050-11-14 23:59:59")
    told = refused(row)
    assert f"文字 {row.pk}：第十九条第二款" in told
    assert "保存到2050-11-14" in told
    at("2050-11-15 00:00:00")
    erase(row)
    row.refresh_from_db()
    assert (row.body, row.erased_by) == ("", officer)


def test_a_period_that_has_not_begun_has_not_run_out(hangzhou, officer, at):
    Building.objects.update(accepted_on=None)
    at("2080-01-01 09:00:00")
    told = refused(said(hangzhou.project.pk))
    assert "第十九条第二款" in told
    assert "保存期限还没有起算" in told


def test_one_that_is_kept_keeps_the_others_of_the_same_call(hangzhou, officer, at):
    kept = said(hangzhou.project.pk)
    free = said(Subject.objects.create(kind="claim", division_id="110106").pk)
    refused(free, kept)
    erase(free)


def test_the_file_of_a_withdrawn_claim_is_kept_as_long(town, claim, take, officer, at):
    row = said(claim.pk)
    at("2032-07-21 10:00:00")
    take(claim, "withdraw", "101")
    at("2047-07-21 23:59:59")
    assert "保存到2047-07-21" in refused(row)
    at("2047-07-22 00:00:00")
    erase(row)


@pytest.mark.parametrize(
    ("state", "column"), [("closed", "closed_at"), ("withdrawn", "withdrawn_at"), ("routed_before_cover", "routed_at")]
)
def test_however_a_claim_ends_the_law_knows_since_when(state, column):
    ended = vocabulary.facts["claim.closed_at"].read
    day = clock.now()
    assert ended(Claim(state=state, **{column: day})) == day
    assert ended(Claim(state="accepted", routed_at=day)) is None


def test_a_claim_file_is_kept_from_the_end_of_the_claim(town, claim, officer, at):
    row, beside = said(claim.pk), said(town.opened.project.pk)
    told = refused(row)
    assert "第八条第二款" in told
    assert "解释（二）第十六条" in told, "national law keeps it for three years, which the city's fifteen outlast"
    assert "还没有起算" in told
    told = refused(beside)  # the project is no part of a claim's file, but proves its cover
    assert "保险法第二十六条" in told
    assert "第八条第二款" not in told
    Claim.objects.filter(pk=claim.pk).update(closed_at=at("2032-07-21 10:00:00"))
    at("2047-07-21 23:59:59")
    assert "保存到2047-07-21" in refused(row)
    at("2047-07-22 00:00:00")
    erase(row)
    assert periods_running(fresh(claim).subject, clock.now()) == []


def test_what_proves_the_cover_is_kept_until_nobody_can_claim_under_it(hangzhou, officer, at):
    """INS-26: two years after the end of the last item, in every city; what hangs on no policy is free."""
    row = said(hangzhou.policy.pk)
    Building.objects.update(accepted_on="2000-01-01")  # the fund's 25 years are over
    ends = vocabulary.facts["policy.cover_ends_on"].read(Policy.objects.get(pk=hangzhou.policy.pk))
    at(f"{ends.replace(year=ends.year + 2)} 23:59:59")
    assert "保险法第二十六条" in refused(row)
    at(f"{ends.replace(year=ends.year + 2) + timedelta(days=1)} 00:00:00")
    erase(row)


def test_a_report_without_a_policy_is_kept_for_nobody_s_cover(officer, at):
    at("2026-05-06 09:00:00")
    subject = Subject.objects.create(kind="intake", division_id="110106")
    Intake.objects.create(subject=subject, number="B-1", state="received")
    erase(said(subject.pk))
