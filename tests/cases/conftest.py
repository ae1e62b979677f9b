"""The home of the claims' tests, its claim, and everybody who corrects, decides and looks again."""

import re

import pytest

from idi_platform.documents.receiving import receive
from tests.cast import log_in
from tests.claims.conftest import at, book, claim, home, key, opened, report  # noqa: F401  fixtures
from tests.doors.world import picture


def drawn(page):
    """Return the fields of the page's forms as a browser would send them back."""
    text = page.content.decode()
    found = dict(re.findall(r'<input type="hidden" name="([\w.]+)" value="([^"]*)"', text))
    for tag in re.findall(r"<input[^>]*>", text):
        said = dict(re.findall(r'([\w-]+)="([^"]*)"', tag))
        if said.get("type") in {"date", "datetime-local", "text", "number"} and "value" in said:
            found[said["name"]] = said["value"]
        if said.get("type") == "checkbox" and " checked" in tag:
            found.setdefault(said["name"], []).append(said.get("value", "on"))
    for name, body in re.findall(r'<select name="([\w.]+)"[^>]*>(.*?)</select>', text, re.DOTALL):
        picked = re.search(r'value="([^"]*)"\s+selected', body)
        found[name] = picked[1] if picked else ""
    found.pop("csrfmiddlewaretoken", None)
    return found


@pytest.fixture
def desk(client, handler):
    """A browser in which the handler is logged in."""
    log_in(client, handler)
    return client


@pytest.fixture
def as_player(client):
    """Log somebody else in."""

    def log(player):
        log_in(client, player)
        return client

    return log


@pytest.fixture
def second_underwriter(insurer_organisation):
    from idi_platform.accounts.roles import Role
    from tests.cast import member

    return member(Role.underwriter, insurer_organisation)


@pytest.fixture
def proof(home, underwriter):  # noqa: F811
    """Evidence on the building: the acceptance report."""

    def made(subject_id, shade="grey"):
        return receive(picture("report.jpg", shade), acting=underwriter.acting, kind="photo", subject_id=subject_id).pk

    return made
