"""What a desk reads aloud and what a receipt prints of a limit: a day only where one stands, legal only by law."""

import re

import pytest

from claims.pages.aloud import read_aloud
from claims.pages.receipt import dues_of
from idi_platform.deadlines.models import Clock
from idi_platform.kernel import clock
from idi_platform.rulebooks.law import rulebook_for

pytestmark = pytest.mark.django_db


def aloud(claim):
    return read_aloud(claim, rulebook_for(claim.subject.insured_object_id), clock.now())


def test_no_day_is_promised_while_a_clock_stands_still_or_after_it_has_passed(claim, at):
    at("2026-10-06 10:00")
    Clock.objects.filter(subject=claim.pk, name="claim.determination").update(state="paused")
    assert "告诉您赔不赔、为什么：暂停计时，恢复以后接着算。" in aloud(claim)
    at("2026-11-20 10:00")
    (visit,) = [line for line in aloud(claim) if line.startswith("上门看")]
    assert visit == "上门看：已经超过期限 10月8日 24:00。"


def test_a_provisional_day_is_called_so_even_where_it_only_reminds(claim):
    rows = Clock.objects.filter(subject=claim.pk, measures="survey")
    rows.update(kind="reminder", provisional=True)
    (visit,) = [line for line in aloud(claim) if line.endswith("：上门看。")]
    assert re.fullmatch(r"应于 10月\d+日 24:00（预计）：上门看。", visit)


@pytest.mark.parametrize("less", [{"kind": "reminder"}, {"force": "contract"}])
def test_a_receipt_calls_a_day_legal_only_where_the_law_sets_it(claim, less):
    law = rulebook_for(claim.subject.insured_object_id)

    def visit():
        return next(due for due in dues_of(claim, law) if due.what == "上门看")

    assert visit().must
    Clock.objects.filter(subject=claim.pk, measures="survey").update(**less)
    assert (visit().must, visit().is_reference) == ("", False)
    assert visit().should
