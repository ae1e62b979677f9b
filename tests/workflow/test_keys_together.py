"""Several steps as one act take their keys at once: before the locks, each with its own content, none for nothing."""

import pytest

from claims import actions
from claims.actions import reporting
from idi_platform.kernel.errors import KeyReused
from idi_platform.records.models import IdempotencyKey, Record
from idi_platform.workflow.keys import claim_all
from idi_platform.workflow.perform import holds_keys, together, used_before
from tests.claims.conftest import LEAK

pytestmark = pytest.mark.django_db
NAMES = ("intake", "claim", "opened")


def test_each_key_stands_for_its_own_step_and_for_what_that_asked(report, owner):
    report("form")
    rows = {row.key: row for row in IdempotencyKey.objects.filter(owner=owner.acting.owner_key)}
    assert {rows[f"form:{name}"].record.name for name in NAMES} == {"intake.receive", "claim.file", "intake.open_claim"}
    assert len({bytes(rows[f"form:{name}"].digest) for name in NAMES}) == len(NAMES)
    assert all(len(rows[f"form:{name}"].digest) == 32 for name in NAMES)


def test_the_same_form_again_is_a_repeat_and_another_content_under_it_is_refused(report, home, owner):
    first = report("form")
    records = Record.objects.count()
    again = report("form")
    assert (again.claim.pk, again.intake.pk, again.is_repeat) == (first.claim.pk, first.intake.pk, True)
    assert Record.objects.count() == records
    other = reporting.Defect(place="kitchen", defect=LEAK.defect, item=LEAK.item, words=LEAK.words)
    with pytest.raises(KeyReused):
        actions.report_defect(acting=owner.acting, key="form", at=home, defect=other)
    assert Record.objects.count() == records


def test_a_key_that_no_step_is_taken_under_undoes_the_act(home, owner):
    with pytest.raises(RuntimeError, match="no step under them"):
        together(home.subject, (), lambda: None, acting=owner.acting, under=["nothing"])
    assert not IdempotencyKey.objects.filter(key="nothing").exists()


def test_inside_the_act_it_is_known_which_keys_are_new(report, home, owner):
    report("form")
    known = []

    def look():
        known.extend((holds_keys(), used_before(owner.acting, "form:claim"), used_before(owner.acting, "other")))

    together(home.subject, (), look, acting=owner.acting, under=["form:claim"])
    assert known[0] is True
    assert known[1].record.name == "claim.file"
    assert known[2] is None
    assert not holds_keys()


def test_keys_are_taken_in_one_statement_and_read_in_another_only_where_some_were_used(
    report, owner, django_assert_num_queries
):
    mine = owner.acting.owner_key
    with django_assert_num_queries(1):
        new = claim_all(mine, frozenset({"b", "a"}))
    assert all(claimed.used is None for claimed in new.values())
    report("form")
    with django_assert_num_queries(2):
        found = claim_all(mine, frozenset({"form:claim", "c"}))
    assert (found["form:claim"].used is not None, found["c"].used) == (True, None)
    assert claim_all(mine, frozenset()) == {}
