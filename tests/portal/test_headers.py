"""What every answer carries."""

import pytest

pytestmark = [pytest.mark.urls("tests.portal.pages_that_fail"), pytest.mark.django_db]


def _policy(response):
    parts = (part.strip().partition(" ") for part in response.headers["Content-Security-Policy"].split(";"))
    return {name: sources.split() for name, _, sources in parts}


@pytest.mark.parametrize("path", ["/", "/fine/", "/nothing-here/", "/refused/"])
def test_a_page_may_load_its_own_files_only(client, path):
    policy = _policy(client.get(path))
    assert policy["default-src"] == ["'none'"]
    assert policy["script-src"] == ["'self'"]
    assert policy["style-src"] == ["'self'"]
    assert policy["img-src"] == ["'self'"]
    assert policy["frame-ancestors"] == ["'none'"]
    assert policy["form-action"] == ["'self'"]
    assert policy["base-uri"] == ["'none'"]
    assert not any("unsafe" in source for sources in policy.values() for source in sources)


def test_only_the_reference_data_is_wider_and_never_allows_inline_scripts(client):
    policy = _policy(client.get("/console/data/fine/"))
    assert "'unsafe-eval'" in policy["script-src"]
    assert "'unsafe-inline'" not in policy["script-src"]
    assert policy["style-src"] == ["'self'", "'unsafe-inline'"]
    assert policy["default-src"] == ["'none'"]
    assert policy["form-action"] == ["'self'"]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("X-Frame-Options", "DENY"),
        ("X-Content-Type-Options", "nosniff"),
        ("Referrer-Policy", "same-origin"),
        ("Cross-Origin-Opener-Policy", "same-origin"),
        ("Cross-Origin-Resource-Policy", "same-origin"),
    ],
)
def test_every_answer_carries_its_header(client, name, value):
    assert client.get("/fine/").headers[name] == value


def test_features_that_no_page_needs_are_refused(client):
    policy = client.get("/fine/").headers["Permissions-Policy"]
    assert "camera=(self)" in policy
    assert "payment=()" in policy
    assert "usb=()" in policy


def test_htmx_neither_evaluates_nor_styles(client):
    page = client.get("/").content.decode()
    assert '"allowEval":false' in page
    assert '"includeIndicatorStyles":false' in page
    assert '"allowScriptTags":false' in page
