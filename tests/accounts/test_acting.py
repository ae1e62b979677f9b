import json

import pytest

from idi_platform.accounts.acting import SYSTEM, Acting
from idi_platform.accounts.roles import Role

HANDLER = Acting("person", 12, 3, frozenset({Role.handler}), frozenset(), "console")
REGULATOR = Acting("person", 7, 9, frozenset({Role.regulator}), frozenset({"330100", "110106"}), "regulator")


def test_a_record_holds_ids_and_codes_in_a_fixed_order():
    assert REGULATOR.as_record() == {
        "kind": "person",
        "person": 7,
        "organisation": 9,
        "roles": ["regulator"],
        "jurisdictions": ["110106", "330100"],
        "door": "regulator",
    }
    assert json.loads(json.dumps(REGULATOR.as_record())) == REGULATOR.as_record()


@pytest.mark.parametrize(
    ("acting", "key"),
    [
        (HANDLER, "person:12@org:3"),
        (Acting("person", 12, door="owner"), "person:12"),
        (Acting("token", None, 3, token_id=5), "token:5@org:3"),
        (SYSTEM, "system"),
    ],
)
def test_keys_belong_to_the_capacity(acting, key):
    assert acting.owner_key == key


def test_it_acts_in_its_roles_only():
    assert HANDLER.may_act_as(Role.approver, Role.handler)
    assert not HANDLER.may_act_as(Role.approver)
    assert not SYSTEM.may_act_as(*Role)


def test_it_cannot_be_changed():
    with pytest.raises(AttributeError):
        HANDLER.organisation_id = 4
