"""Every address × everybody: the table of expectations is whole, holds, and is the one that docs/doors.md shows.

``make full`` (IDI_TEST_DOORS=all) lets everybody ask everywhere. An ordinary run lets ask at every address who may come
in and the few that stand nearest, and a share of the others that goes round with the address.
"""

import re
from collections import Counter
from urllib.parse import urlencode

import pytest
from django.core.cache import cache
from django.db import connection, transaction
from django.test import override_settings
from django.urls import NoReverseMatch, reverse

from tests.doors import table
from tests.doors.cases import CONVERTERS, Door, Public
from tests.doors.expectations import DOORS
from tests.doors.turns import LOOKS_PER_TURN, looks, taking_turns
from tests.doors.walking import addresses

pytestmark = pytest.mark.django_db

FEW = ("anonymous", "owner", "neighbour", "handler", "other_insurer", "operator")
NEAR = (
    "owner", "neighbour", "former_owner", "buyer", "stranger", "handler", "approver", "surveyor", "underwriter",
    "accountant", "co_insurer", "other_insurer", "other_approver", "other_surveyor", "other_underwriter",
    "property_desk", "other_property_desk", "developer", "regulator_of_city", "regulator_elsewhere",
)  # fmt: skip
NEAREST = {*FEW, "co_insurer", "regulator_elsewhere"}
TO_LOGIN = re.compile(r"^/login/")
CASES = [
    pytest.param(name, case, id=f"{name}-{case.said}")
    for name, door in DOORS.items()
    if isinstance(door, Door)
    for case in door.cases
]
PUBLIC = [pytest.param(name, door, id=name) for name, door in DOORS.items() if isinstance(door, Public)]


def test_every_address_has_an_expectation():
    missing = [one for one in addresses() if one.name not in DOORS]
    assert not missing, "Add to DOORS in tests/doors/expectations.py who may come in by:\n" + "\n".join(
        f"  {one.name}   {one.pattern}   (arguments: {', '.join(sorted(one.arguments)) or 'none'})" for one in missing
    )


def test_no_expectation_is_left_of_an_address_that_is_gone():
    assert set(DOORS) <= {one.name for one in addresses()}


def test_the_walk_knows_every_kind_of_argument():
    unknown = {(one.name, kind) for one in addresses() for kind in one.converters - CONVERTERS}
    assert not unknown, (
        f"Teach tests/doors to fill and to forge these arguments, then add them to CONVERTERS: {unknown}"
    )


def test_every_address_can_be_filled(world, db):
    """A pattern that gained an argument fails here and says which."""
    kinds = {one.name: one.arguments for one in addresses()}
    for name, door in DOORS.items():
        for arguments in [case.arguments(world) for case in getattr(door, "cases", ())] or [door.arguments(world)]:
            if set(arguments) != kinds[name]:
                pytest.fail(
                    f"{name} takes {sorted(kinds[name])}; tests/doors/expectations.py gives {sorted(arguments)}"
                )
            try:
                reverse(name, kwargs=arguments)
            except NoReverseMatch as problem:
                pytest.fail(f"{name}: {problem}")


def records():
    """Return how many records there are; asked thousands of times, so without a query being put together each time."""
    with connection.cursor() as cursor:
        return cursor.execute("SELECT count(*) FROM records_record").fetchone()[0]


def asked(browser, method, path, sent=None, query=None):
    """Ask, and leave no trace in the world; nobody is slowed down by how often we ask."""
    cache.clear()
    with transaction.atomic():
        before = records()
        answer = browser.get(path, query) if method == "GET" else browser.post(f"{path}?{urlencode(query or {})}", sent)
        answer.body = b"".join(answer) if answer.streaming else answer.content
        answer.wrote = records() - before
        transaction.set_rollback(True)
    return answer


def secrets_shown(world, who, path, answer):
    """Return what the answer shows of the case to somebody who may not know it; his own address bar tells nothing."""
    if "text/html" not in answer.headers.get("Content-Type", ""):
        return []
    page = answer.body.decode()
    hidden = [secret for secret, known in world.secrets.items() if who not in known and secret not in path]
    return [secret for secret in hidden if secret in page]


def is_kept_out(who, answer, *, is_hidden=False):
    """Whether the answer is the log-in for strangers, 404 for everybody else."""
    if answer.status_code == 302:
        return who == "anonymous" and bool(TO_LOGIN.match(answer.headers["Location"]))
    return answer.status_code == 404 and (who != "anonymous" or is_hidden)


def askers(world, name, case, method, *, is_whole=None):
    """Everybody at an address's first case, the near ones at the others, a few where the method is not for it."""
    door = DOORS[name]
    if method not in door.methods:
        return FEW
    everybody = ["anonymous", *(world.people if case is door.cases[0] else NEAR)]
    return taking_turns(everybody, NEAREST | case.who, f"{method} {name} {case.said}", is_whole=is_whole)


def test_whoever_may_come_in_and_the_nearest_ask_everywhere_everybody_else_in_turn(world):
    asks, whole = Counter(), Counter()
    for name, case in (param.values for param in CASES):
        for method in DOORS[name].methods:
            who, everybody = (askers(world, name, case, method, is_whole=is_whole) for is_whole in (False, True))
            near = NEAREST | case.who
            assert near & set(everybody) <= set(who) <= set(everybody)
            assert {"neighbour", "other_insurer"} <= set(who)
            asks.update(set(who) - near)
            whole.update(set(everybody) - near)
    assert set(asks) == set(whole) == {*world.people} - NEAREST
    assert all(asks[who] * 10 > whole[who] for who in whole), asks


def test_whoever_may_come_in_looks_at_every_third_page_and_at_each_page_somebody_does():
    whole = {(name, case.said): people for name, case, people in looks(is_whole=True)}
    in_turn = {(name, case.said): people for name, case, people in looks(is_whole=False)}
    assert whole.keys() == in_turn.keys()
    for page, people in in_turn.items():
        assert people
        assert set(people) <= set(whole[page])
    times = [Counter(who for people in found.values() for who in people) for found in (in_turn, whole)]
    assert all(times[0][who] * LOOKS_PER_TURN >= many for who, many in times[1].items())


@pytest.mark.parametrize(("name", "case"), CASES)
def test_who_gets_in(world, sessions, name, case):
    door = DOORS[name]
    path, query = reverse(name, kwargs=case.arguments(world)), case.query(world)
    wrong = []
    for method in ("GET", "POST"):
        for who in askers(world, name, case, method):
            answer = asked(sessions(who), method, path, case.sent(world), query)
            inside, kept_out = who in case.who, is_kept_out(who, answer, is_hidden=door.is_hidden)
            if method not in door.methods:
                ok = answer.status_code == 405 or (kept_out and not inside)
            else:
                allowed = case.shown if method == "GET" else case.answers
                ok = answer.status_code in allowed if inside else kept_out
            revealed = case.reveals(world) if inside else frozenset()
            leaked = [secret for secret in secrets_shown(world, who, path, answer) if secret not in revealed]
            if not ok or leaked or (answer.wrote and not inside):
                wrong.append(f"{who} {method} {path}: {answer.status_code}, wrote {answer.wrote}, shows {leaked}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize(("name", "door"), PUBLIC)
def test_what_is_open_answers_everybody_and_tells_nothing(world, sessions, name, door, monkeypatch):
    path, query = reverse(name, kwargs=door.arguments(world)), door.query(world)
    wrong = []
    for method, allowed in (("GET", door.get), ("POST", door.post)):
        for who in FEW if allowed == {405} else taking_turns(["anonymous", *world.people], NEAREST, name + method):
            answer = asked(sessions(who), method, path, door.sent(world), query)
            leaked = [] if door.shows_all else secrets_shown(world, who, path, answer)
            if answer.status_code not in allowed or leaked:
                wrong.append(f"{who} {method} {path}: {answer.status_code}, shows {leaked}")
    assert not wrong, "\n".join(wrong)


@override_settings(DEMO=False)
@pytest.mark.parametrize("name", [name for name in DOORS if name.startswith("portal:demo_")])
def test_the_demonstrations_pages_are_nowhere_else(world, sessions, name):
    for who in ("anonymous", "owner", "handler", "operator"):
        for method in ("GET", "POST"):
            assert asked(sessions(who), method, reverse(name)).status_code == 404


def test_whose_membership_has_ended_is_out_at_once(world, sessions):
    from datetime import date

    from idi_platform.accounts.models import Membership

    browser = sessions("handler")
    path = reverse("claims:console_claim", args=[world.claim])
    assert browser.get(path).status_code == 200
    Membership.objects.filter(person=world.people["handler"].person).update(until=date(2026, 10, 9))
    answer = browser.get(path)
    assert answer.headers["Location"].startswith("/login/")
    assert browser.get(path).headers["Location"].startswith("/login/")
    assert browser.post(reverse("claims:console_step", args=[world.claim, "note"])).status_code == 302


def test_whose_account_was_closed_is_out_at_once(world, sessions):
    from idi_platform.accounts.models import Person

    for who, name in (("owner", "claims:owner_home"), ("handler", "claims:console_queue")):
        browser = sessions(who)
        assert browser.get(reverse(name)).status_code == 200
        Person.objects.filter(pk=world.people[who].person.pk).update(is_active=False)
        assert is_kept_out("anonymous", browser.get(reverse(name)))


def test_who_was_an_owner_keeps_his_case_and_sees_nothing_new(world, sessions):
    """The buyer has no part in what was before him, the seller none in the home any more."""
    assert sessions("former_owner").get(reverse("claims:owner_claim", args=[world.formers])).status_code == 200
    report = reverse("claims:owner_report")
    assert "1-0201" not in sessions("former_owner").get(report).content.decode()
    assert "1-0201" in sessions("buyer").get(report).content.decode()


def test_the_page_of_doors_shows_this_table():
    table.write_if_asked()
    assert table.PAGE.read_text(encoding="utf-8") == table.text(), (
        "docs/doors.md is stale: IDI_WRITE_DOCS=1 pytest tests/doors/test_every_door.py -k page_of_doors"
    )
