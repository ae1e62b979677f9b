"""The town while it runs: its people with their browsers, its time, and what may be done to it."""

import re
import threading
import time
import uuid
from collections.abc import Callable
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from typing import Any

from idi_platform.accounts.demo import PASSWORD, totp_secret
from idi_platform.accounts.forms import current_code
from idi_platform.embedded import databases
from tests.faults import town
from tests.faults.counts import Counter
from tests.faults.harness import PATIENCE, Answer, Client, FaultStack, eventually
from tests.faults.moments import Holds, Moment

_PROPOSALS = "SELECT id, subject_id FROM workflow_proposal WHERE step = 'claim.accept' AND state = 'open' ORDER BY id"


class Asked:
    """A request under way in a thread of its own."""

    def __init__(self, ask: Callable[[], Answer]) -> None:
        """Send it."""
        self.answer = Answer(0)
        self._ask = ask
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def _run(self) -> None:
        self.answer = self._ask()

    def wait(self) -> Answer:
        """Return the answer; status 0 where nobody gave one."""
        self._thread.join(PATIENCE)
        return self.answer


class RunningTown:
    """A running stack and its people, logged in once."""

    def __init__(self, stack: FaultStack, blocker: Any) -> None:
        """Log everybody in."""
        self.stack, self._blocker = stack, blocker
        self.holds = Holds(stack.connect(databases.SUPERUSER))
        self.owner = self.log_in_owner(town.FILER)
        self.approver = self.log_in_staff(town.APPROVER)
        self.other_approver = self.log_in_staff(town.SECOND_APPROVER.login)
        self._proposals = self.rows(_PROPOSALS)

    # its people

    def log_in_owner(self, phone: str) -> Client:
        """Log in by the code that was sent to a telephone."""
        client, began = self.stack.browser(), time.time()
        client.post("/login/", {"phone": phone.removeprefix("+86")})
        sent = [
            path for path in (self.stack.state / "outbox" / "sms").glob("2*.txt") if path.stat().st_mtime >= began - 1
        ]
        text = max(sent, key=lambda path: path.name).read_text()
        code = next(word for word in text.replace("，", " ").split() if word.isdigit() and len(word) == 6)
        answer = client.post("/login/code/", {"code": code})
        assert answer.url.endswith("/owner/"), answer
        return client

    def log_in_staff(self, login: str) -> Client:
        """Log in by password and authenticator app."""
        client = self.stack.browser()
        client.post("/login/staff/", {"login": login, "password": PASSWORD})
        answer = client.post("/login/second-factor/", {"code": current_code(totp_secret(login))})
        assert "/console/" in answer.url, (answer.status, answer.url, answer.body[:2000])
        return client

    def report(self, key: str) -> Callable[[], Answer]:
        """Return the sending of a whole report under a form's key; its CSRF token is fetched now."""
        fields = self.report_form(key)
        return lambda: self.owner.post_exactly("/owner/claims/new/", fields, timeout=PATIENCE)

    def report_form(self, key: str) -> dict[str, str]:
        """Return the fields of the report's last step."""
        page = "/owner/claims/new/"
        return {
            **self.owner.hidden_fields(page),
            "step": "2",
            "key": key,
            "place": "bathroom",
            "what": re.findall(r'value="(waterproofing:[^"]+)"', self.owner.get(page).body)[0],
            "found": "earlier",
            "discovered_on": "2026-09-12",
            "severity": "growing",
            "words": "墙角一直湿。",
        }

    def approval(self, proposal: int, client: Client | None = None) -> Callable[[], Answer]:
        """Return the sending of an approval under one key."""
        who = client or self.approver
        page = f"/console/approvals/{proposal}/"
        fields = {**who.hidden_fields(page), "key": str(uuid.uuid4())}
        return lambda: who.post_exactly(f"{page}approve/", fields, timeout=PATIENCE)

    def next_proposal(self) -> tuple[int, int]:
        """Return a proposal that waits, and its claim; the last one, with two proposals, is left out."""
        return self._proposals.pop(0)

    def until_answered(self, ask: Callable[[], Answer]) -> Answer:
        """Send the same request again and again until it is answered with a page, as a person would."""
        answers = []

        def is_answered() -> bool:
            answers.append(ask())
            return answers[-1].status == 200

        eventually(is_answered, patience=PATIENCE, every=0.5)
        return answers[-1]

    # its time

    @property
    def now(self) -> datetime:
        """Return legal time."""
        seconds = self.stack.scalar("SELECT seconds FROM deadlines_timeoffset")
        return datetime.now(UTC) + timedelta(seconds=seconds)

    def move_time(self, by: timedelta) -> None:
        """Move legal time; back too, as a machine's clock may be set back."""
        with self.stack.connect() as connection:
            connection.execute("UPDATE deadlines_timeoffset SET seconds = seconds + %s", [by.total_seconds()])
        time.sleep(1.1)  # each process reads it anew after a second

    # what is asked of it

    def rows(self, query: str, *parameters: object) -> list[Any]:
        """Return all rows."""
        with self.stack.connect() as connection:
            return connection.execute(query, parameters).fetchall()

    @contextmanager
    def counter(self):
        """Return what counts, as of now."""
        with self.stack.connect() as connection:
            state = self.stack.state
            yield Counter(connection, self.now, state / "media", state / "outbox")

    def owed(self) -> int:
        """Return how much is owed."""
        with self.counter() as counter:
            return counter.owed()

    def settle(self) -> float:
        """Wait until nothing is owed; return how many seconds that took. What is still owed then is counted late."""
        began = time.monotonic()
        with suppress(AssertionError):
            eventually(lambda: self.owed() == 0, patience=PATIENCE)
        return time.monotonic() - began

    def broken_links(self) -> list[Any]:
        """Recompute every chain in Python, and compare the anchors that beat has made with what is kept."""
        from django.db import connections
        from django.test import override_settings

        from idi_platform.records.verify import broken_links

        connection = connections["default"]
        before = {name: connection.settings_dict[name] for name in ("HOST", "NAME", "USER")}
        connection.close()
        connection.settings_dict |= {"HOST": self.stack.postgres.host, "NAME": self.stack.database}
        connection.settings_dict["USER"] = databases.APP_ROLE
        try:
            with self._blocker.unblock(), override_settings(ANCHOR_DIR=self.stack.state / "anchors"):
                return broken_links(limit=5)
        finally:
            connection.close()
            connection.settings_dict |= before

    def heal(self) -> None:
        """Start whatever is dead, let go of everything, and wait until nothing is owed."""
        self.holds.release()
        for service in self.stack.services:
            if not service.is_alive():
                service.start()
        if self.holds.connection.closed:
            self.holds = Holds(self.stack.connect(databases.SUPERUSER))
        self.settle()

    def until_reached(self, *moments: Moment) -> None:
        """Wait until somebody is held at each of the moments."""
        for moment in moments:
            eventually(lambda at=moment: self.holds.is_reached(at), patience=PATIENCE, every=0.05)
