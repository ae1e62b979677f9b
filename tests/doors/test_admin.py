"""The admin of reference data × everybody: model by model, page by page, closed for whom the table does not name.

The walk reads what is registered, so a table that is added is asked for here without anybody thinking of it.
"""

import pytest
from django.db import transaction
from django.urls import NoReverseMatch, reverse

from idi_platform.accounts.models import Membership
from idi_platform.accounts.reference import site
from tests.doors.expectations import ADMIN_MODELS
from tests.doors.test_every_door import asked, is_kept_out
from tests.doors.turns import taking_turns
from tests.doors.walking import admin_sites, registered_models

pytestmark = pytest.mark.django_db
PLACE = "/console/data/"
REACH = {"operator"}
NEAR = ("anonymous", "neighbour", "handler", "other_insurer", "developer", "regulator_of_city")


def pages(model):
    """Return the admin's pages of a model, for a row that stands where there is one."""
    app, name = model._meta.app_label, model._meta.model_name
    row = model._default_manager.order_by("pk").values_list("pk", flat=True).first() or 1
    for page, args in (("changelist", ()), ("add", ()), ("change", (row,)), ("history", (row,)), ("delete", (row,))):
        try:
            yield page, reverse(f"admin:{app}_{name}_{page}", args=args)
        except NoReverseMatch:
            continue
    for field in (one for one in model._meta.fields if one.is_relation or one.primary_key):
        query = f"app_label={app}&model_name={name}&field_name={field.name}&term="
        yield "autocomplete", f"{reverse('admin:autocomplete')}?{query}"


def every_page():
    """Return the address of every page of the admin that has a name, and of one that has none."""
    named = ("index", "login", "logout", "jsi18n", "password_change", "password_change_done", "search")
    yield from (reverse(f"admin:{name}") for name in named)
    yield from (reverse("admin:app_list", args=[app]) for app in {m._meta.app_label for m in site._registry})
    yield f"{PLACE}r/1/1/"
    yield from (path for model in site._registry for _page, path in pages(model))


def test_the_admin_stands_behind_the_console_and_nowhere_else():
    assert admin_sites() == [PLACE]


def test_the_table_names_every_model_of_the_admin():
    missing = set(registered_models(site)) ^ set(ADMIN_MODELS)
    assert not missing, (
        f"Unregister, or say in ADMIN_MODELS in tests/doors/expectations.py who sees the rows: {missing}"
    )


def test_who_may_not_see_reference_data_finds_no_page_of_it(world, sessions):
    always = ("anonymous", "neighbour", "other_insurer")
    every = [(method, path) for path in every_page() for method in ("GET", "POST")]
    asks = [(who, *how) for how in every for who in taking_turns(NEAR, always, " ".join(how), turns=3)]
    asks += [(who, "GET", reverse("admin:index")) for who in world.people if who not in REACH]
    wrong = []
    for who, method, path in asks:
        answer = asked(sessions(who), method, path)
        if not is_kept_out(who, answer):
            wrong.append(f"{who} {method} {path}: {answer.status_code}")
    assert not wrong, "\n".join(wrong)


def test_who_may_finds_every_list_and_deletes_nothing(world, sessions):
    browser = sessions("operator")
    for model in site._registry:
        for page, path in pages(model):
            if page == "changelist":
                assert asked(browser, "GET", path).status_code == 200, path
            if page == "delete":
                assert asked(browser, "GET", path).status_code == 404, path
                assert asked(browser, "POST", path, {"post": "yes"}).status_code == 404, path


def test_an_administrator_sees_nothing_of_a_case_and_nobody_of_another_firm(world, sessions):
    """What the pages show a firm's administrator is his firm's: no other desk's people, no secret of a case."""
    with transaction.atomic():
        Membership.objects.filter(person=world.people["other_insurer"].person).update(is_administrator=True)
        browser = sessions("other_insurer")
        own = {world.people[who].person for who in world.people if who.startswith("other_")}
        strangers = [p.person for p in world.people.values() if p.person.username and p.person not in own]
        for model in site._registry:
            for page, path in pages(model):
                answer = asked(browser, "GET", path)
                shown = answer.body.decode()
                assert not [secret for secret, who in world.secrets.items() if secret in shown], path
                seen = [str(one) for one in strangers if f">{one.username}<" in shown]
                assert not seen, (page, path, seen)
        transaction.set_rollback(True)


def test_a_table_without_a_token_is_not_written(world):
    from tests.doors.conftest import browser_of

    browser = browser_of(world, "operator", token=False)
    assert browser.post(reverse("admin:accounts_organisation_add"), {}).status_code == 403
