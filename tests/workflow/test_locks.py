"""Locks of an act in one statement: each row in its mode, one rank after the other."""

import threading

import pytest
from django.db import OperationalError, connection, transaction

from idi_platform.records.models import Subject
from idi_platform.workflow import locks
from tests.workflow.test_interleavings import another_transaction, once_somebody_waits

KINDS = ("project", "policy", "unit", "claim")


@pytest.fixture
def ranked(committed_db, claim):
    """The subjects of a claim's project, policy, home and of itself, in the order of their ranks."""
    above = Subject.objects.get(pk=claim.pk)
    found = {kind: getattr(above, f"{kind}_id", None) or above.pk for kind in KINDS}
    return [found[kind] for kind in sorted(KINDS, key=locks.rank)]


def is_free(pk, mode):
    """Say whether a row could be locked in a mode at once."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"SELECT id FROM records_subject WHERE id = %s FOR {mode} NOWAIT", [pk])
    except OperationalError:
        return False
    return True


def test_each_row_is_locked_in_its_mode(ranked):
    written, read = {ranked[0], ranked[3]}, {ranked[1], ranked[2]}
    with another_transaction(lambda: locks.take(written, read)):
        assert [is_free(pk, "SHARE") for pk in ranked] == [pk in read for pk in ranked]
        assert not any(is_free(pk, "NO KEY UPDATE") for pk in ranked)
        assert all(is_free(pk, "KEY SHARE") for pk in ranked)
    assert all(is_free(pk, "NO KEY UPDATE") for pk in ranked)


@pytest.mark.parametrize("held", [1, 2, 3])
def test_whoever_waits_for_a_rank_holds_those_before_it_and_none_behind(ranked, held):
    seen, held_all = {}, []

    def look_and_let_go():
        seen.update({pk: is_free(pk, "NO KEY UPDATE") for pk in ranked})
        let_go()

    with another_transaction(lambda: locks.take([ranked[held]])) as let_go:
        has_waited = once_somebody_waits(look_and_let_go)
        with transaction.atomic():
            locks.take({ranked[0], ranked[3]}, {ranked[1], ranked[2]})
            looking = threading.Thread(target=lambda: held_all.append([is_free(pk, "NO KEY UPDATE") for pk in ranked]))
            looking.start()
            looking.join()
    assert has_waited()
    assert [seen[pk] for pk in ranked] == [place > held for place in range(4)]
    assert held_all == [[False] * 4]


def test_what_was_changed_while_it_was_waited_for_is_locked_all_the_same(ranked):
    def change():
        locks.take([ranked[1]])
        Subject.objects.filter(pk=ranked[1]).update(seq=Subject.objects.get(pk=ranked[1]).seq)

    with another_transaction(change) as let_go:
        has_waited = once_somebody_waits(let_go)
        with transaction.atomic():
            taken = locks.take({ranked[0], ranked[3]}, {ranked[1], ranked[2]})
            found = []
            looking = threading.Thread(target=lambda: found.extend(is_free(pk, "NO KEY UPDATE") for pk in ranked))
            looking.start()
            looking.join()
    assert has_waited()
    assert found == [False] * 4
    assert list(taken) == ranked
