"""What an owner reaches is found from his own homes, however many others the platform holds."""

import json
from itertools import chain

import pytest
from django.db import connection, transaction

from claims.models import Claim, Ticket
from idi_platform.accounts.acting import Acting
from idi_platform.accounts.roles import Role
from idi_platform.projects.models import Unit
from tests.claims.test_budgets import many
from tests.claims.test_desk_lists import crowd
from tests.copying import analyse

OWNER = frozenset({Role.owner, Role.agent})
OTHERS, NEAR = 3000, 100
"""So many rows belong to others, and so many at most may be looked at for one owner."""


def looked_at(rows):
    """Return how many rows of tables the database reads to answer, by what it did."""
    with connection.cursor() as cursor:
        sql, parameters = rows.query.sql_with_params()
        cursor.execute(f"EXPLAIN (ANALYZE, TIMING OFF, FORMAT JSON) {sql}", parameters)
        answer = cursor.fetchone()[0]
    plans = answer if isinstance(answer, list) else json.loads(answer)
    return sum(_read_in(plans[0]["Plan"]))


def _read_in(node):
    below = chain.from_iterable(_read_in(one) for one in node.get("Plans", ()))
    if "Relation Name" not in node:
        return list(below)
    removed = node.get("Rows Removed by Filter", 0) + node.get("Rows Removed by Index Recheck", 0)
    return [*below, (node["Actual Rows"] + removed) * node["Actual Loops"]]


@pytest.mark.django_db(transaction=True)
def test_an_owner_is_answered_from_what_is_near_him(report, owner):
    claim = report().claim
    with transaction.atomic():
        crowd(claim)
    analyse()
    mine = Acting("person", owner.person.pk, None, OWNER, door="owner")
    homes = Unit.objects.visible_to(mine).select_related("subject__division", "building__insured_object__project")
    assert len(homes) == 1 < OTHERS < Unit.objects.count()
    assert looked_at(homes) < NEAR
    with transaction.atomic():
        many(claim, OTHERS)
    analyse()
    assert Claim.objects.visible_to(mine).count() > OTHERS
    stranger = Acting("person", 1_000_000, None, OWNER, door="owner")
    for model in (Unit, Claim, Ticket):
        assert not model.objects.visible_to(stranger)
        assert looked_at(model.objects.visible_to(stranger)) < NEAR, model
