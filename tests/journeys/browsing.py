"""People at a browser: they log in as people do, read pages, press buttons; what they saw is kept as pictures."""

import re
import time
from contextlib import suppress

from idi_platform.accounts.demo import PASSWORD, totp_secret
from idi_platform.accounts.forms import current_code
from idi_platform.embedded import databases
from tests.browser import complaints_of, context_of, violations_on
from tests.faults.harness import PATIENCE

PICTURES = databases.ROOT / "screenshots" / "journeys"
PHONE, DESK = (375, 812), (1280, 1050)


OPEN: "list[Visitor]" = []
"""Who is at a browser now; a failed journey tells what each of them sees."""


class Visitor:
    """One person at one browser, with scripts or without; `said` is what the console complained about."""

    def __init__(self, chromium, stack, size, *, scripts=True):
        self.stack, self.size = stack, size
        window = {"width": size[0], "height": size[1]}
        self.context = context_of(chromium, viewport=window, java_script_enabled=scripts)
        self.page = self.context.new_page()
        self.said = complaints_of(self.page)
        OPEN.append(self)

    def open(self, path):
        """Open a page of the platform."""
        self.page.goto(self.stack.address + path, wait_until="load")
        return self

    @property
    def words(self):
        """What the page says."""
        return self.page.inner_text("main")

    @property
    def path(self):
        """Where the visitor is."""
        return self.page.url.removeprefix(self.stack.address)

    def press(self, words):
        """Press the button with exactly these words, and wait for what comes."""
        with self.page.expect_navigation():
            self.page.get_by_role("button", name=words, exact=True).first.click()

    def submit(self):
        """Press the main button."""
        with self.page.expect_navigation():
            self.page.locator("main .btn-primary, .act-foot .btn-primary").last.click()

    def pick(self, name, value):
        """Choose a radio button or tick a box by its name and value."""
        self.page.locator(f'input[name="{name}"][value="{value}"]').check(force=True)

    def fill(self, **fields):
        """Fill in fields by their names."""
        for name, value in fields.items():
            self.page.fill(f"[name={name}]", value)

    def has_focus(self, field):
        """Wait until keys go to that field: the browser gives it the focus shortly after the page has come."""
        self.page.locator(f"{field}:focus").wait_for()

    def picture(self, name):
        """Keep the page as a picture, at the visitor's width; nothing may scroll sideways."""
        PICTURES.mkdir(parents=True, exist_ok=True)
        self.page.screenshot(path=str(PICTURES / f"{name}-{self.size[0]}.png"), full_page=True)
        assert self.page.evaluate("document.documentElement.scrollWidth") <= self.size[0], f"{name} scrolls sideways"

    def until(self, words, *, patience=PATIENCE):
        """Read the page again until it says something."""
        end = time.monotonic() + patience
        while words not in self.words:
            assert time.monotonic() < end, f"The page never said {words}:\n{self.words}"
            time.sleep(0.5)
            self.page.reload()
        return self

    def download(self, href):
        """Fetch a file with this visitor's session."""
        answer = self.context.request.get(self.stack.address + href)
        assert answer.ok, (answer.status, href)
        return answer.body()

    def paper(self, title):
        """Open the paper of that title from the page's list; return its bytes."""
        row = self.page.locator("a.link-row, a.paper, a", has_text=title).first
        return self.download(row.get_attribute("href"))

    def violations(self):
        """Return what axe-core calls serious or critical on the page."""
        self.page.reload()
        return [found for found in violations_on(self.page) if found[1] in ("serious", "critical")]

    def report(self):
        """Tell what this visitor sees, and what the browser complained about."""
        with suppress(Exception):
            return "\n".join([self.path, self.page.inner_text("body"), *self.said])
        return "The page cannot be read."

    def close(self):
        """Leave."""
        OPEN.remove(self)
        with suppress(Exception):
            self.context.close()


def log_in_owner(visitor, phone):
    """Log in by the code that was sent to a telephone."""
    began = time.time()
    visitor.open("/login/").fill(phone=phone)
    visitor.submit()
    visitor.fill(code=_code(visitor.stack, phone, began))
    visitor.submit()
    assert visitor.path == "/owner/", visitor.path
    return visitor


def _code(stack, phone, since):
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        for sent in sorted((stack.state / "outbox" / "sms").glob("*.txt"), reverse=True):
            text = sent.read_text()
            found = re.search(r"(?<![\d-])(\d{6})(?!\d)", text.partition("\n")[2])
            if found and phone in text and sent.stat().st_mtime >= since - 1:
                return found[1]
        time.sleep(0.2)
    raise AssertionError(f"No code was sent to {phone}.")


def log_in_staff(visitor, login):
    """Log in by password and authenticator app."""
    visitor.open("/login/staff/").fill(login=login, password=PASSWORD)
    visitor.submit()
    visitor.fill(code=current_code(totp_secret(login)))
    visitor.submit()
    assert not visitor.path.startswith("/login/"), visitor.words
    return visitor
