"""The admin of reference data: closed for everybody who may not, model by model, page by page.

As long as no address leads to it, the test mounts it where it will stand and asks the same.
"""

import pytest
from django.contrib import admin
from django.urls import NoReverseMatch, reverse

from tests.doors.expectations import ADMIN_MODELS
from tests.doors.test_every_door import asked
from tests.doors.walking import admin_sites, registered_models

pytestmark = pytest.mark.django_db
PLACE = "/console/data/"
NOBODYS = (
    "anonymous",
    "owner",
    "stranger",
    "handler",
    "approver",
    "underwriter",
    "other_insurer",
    "developer",
    "operator",
)


def pages(model):
    """Return the admin's pages of a model that exist."""
    app, name = model._meta.app_label, model._meta.model_name
    for page, args in (("changelist", ()), ("add", ()), ("change", (1,)), ("history", (1,)), ("delete", (1,))):
        try:
            yield reverse(f"admin:{app}_{name}_{page}", args=args)
        except NoReverseMatch:
            continue
    yield f"{reverse('admin:autocomplete')}?app_label={app}&model_name={name}&field_name=id&term="


def test_an_admin_stands_only_behind_the_console():
    assert set(admin_sites()) <= {PLACE}


def test_every_model_in_a_mounted_admin_is_in_the_table():
    if not admin_sites():
        pytest.skip("No admin is mounted.")
    missing = set(registered_models(admin.site)) - set(ADMIN_MODELS)
    assert not missing, (
        f"Unregister, or add to ADMIN_MODELS in tests/doors/expectations.py who sees the rows: {missing}"
    )


@pytest.mark.urls("tests.accounts.admin_urls")
@pytest.mark.parametrize("who", NOBODYS)
def test_who_may_not_see_reference_data_sees_no_page_of_it(world, sessions, who):
    wrong = []
    paths = [reverse("admin:index"), reverse("admin:jsi18n"), reverse("admin:password_change")]
    paths += [path for model in admin.site._registry for path in pages(model)]
    for path in paths:
        for method in ("GET", "POST"):
            answer = asked(sessions(who), method, path)
            to_login = answer.status_code == 302 and "/login/" in answer.headers["Location"]
            if not to_login and answer.status_code not in {403, 404}:
                wrong.append(f"{method} {path}: {answer.status_code}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.urls("tests.accounts.admin_urls")
def test_staff_without_rights_sees_no_rows(world, sessions):
    """`is_staff` opens the frame; the rows stay closed without a right, and nobody at a desk has every right."""
    person = world.people["operator"].person
    person.is_staff = True
    person.save()
    try:
        answers = {
            path: asked(sessions("operator"), "GET", path).status_code
            for m in admin.site._registry
            for path in pages(m)
        }
    finally:
        person.is_staff = False
        person.save()
    assert set(answers.values()) <= {302, 403, 404}, answers
