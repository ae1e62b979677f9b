"""The commands of the compose file run by hand: roles, migrations as the owner, then everything in production."""

import os
import re
import shlex
import signal
import subprocess
import sys
import tempfile
import urllib.error
import urllib.request
from pathlib import Path

import psycopg
import pytest
import yaml

from idi_platform.embedded import binaries, children, places, programs, testing
from idi_platform.embedded.databases import APP_ROLE, OWNER_ROLE, ROOT
from idi_platform.embedded.postgres import Postgres
from idi_platform.embedded.redis import Redis
from tests.faults.harness import eventually

pytestmark = [pytest.mark.faults, pytest.mark.xdist_group("compose")]
COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
TOLD = {
    "IDI_SECRET_KEY": "q7Vw-Zr2mXk9_TbL4uYc8NfHs1JdPg6EaRo5iQxKvMwSyUt3BnDlCzFhGjA0",
    "IDI_ALLOWED_HOSTS": "platform.example,other.example",
    "IDI_PUBLIC_ADDRESS": "https://platform.example",
    "POSTGRES_PASSWORD": "one",
    "IDI_OWNER_PASSWORD": "two",
    "IDI_APP_PASSWORD": "three",
    "IDI_SMS_GATEWAY_ADDRESS": "https://sms.example/send",
    "IDI_SMS_GATEWAY_TOKEN": "four",
    "IDI_EMAIL_HOST": "mail.example",
    "IDI_EMAIL_FROM": "platform@platform.example",
}
BEHIND_PROXY = {"Host": "platform.example", "X-Forwarded-Proto": "https", "X-Forwarded-For": "203.0.113.9"}


class Containers:
    """Runs what the compose file runs, with hosts, folders and the port of this machine in place of the containers'."""

    def __init__(self, folder: Path) -> None:
        account = children.service_account()
        self.places = places.places_for(folder, account)
        self.postgres, self.redis = Postgres(self.places, account), Redis(self.places, account)
        self.port = programs.free_port()
        self.started: list[subprocess.Popen[bytes]] = []

    def environment(self, service: str) -> dict[str, str]:
        """What the container would be told, its image's variables included."""
        said = COMPOSE["services"][service]["environment"]
        filled = {name: re.sub(r"\$\{(\w+)(?::[?-](\w*))?\}", _told, value) for name, value in said.items()}
        here = {
            "IDI_DB_HOST": self.postgres.host,
            "IDI_REDIS_URL": self.redis.url,
            "IDI_STATE_DIR": str(self.places.state),
            "IDI_STATIC_DIR": str(self.places.state / "static"),
            "PATH": f"{Path(sys.executable).parent}:{binaries.postgres_bin()}:{os.environ['PATH']}",
            "PGHOST": self.postgres.host,
        }
        return filled | here

    def run(self, command: list[str], service: str) -> None:
        done = subprocess.run(
            self._here(command), cwd=ROOT, env=self.environment(service), capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stdout + done.stderr

    def start(self, service: str) -> Path:
        """Start a long-running service; return the file that it touches once it works."""
        ready = self.places.state / f"{service}.ready"
        environment = self.environment(service) | {"IDI_READY_FILE": str(ready)}
        command = self._here(COMPOSE["services"][service]["command"])
        self.started.append(subprocess.Popen(command, cwd=ROOT, env=environment, start_new_session=True))
        return ready

    def stop(self) -> None:
        for process in self.started:
            os.killpg(process.pid, signal.SIGTERM)
            process.wait(timeout=120)
        self.redis.stop()
        self.postgres.stop()
        places.remove(self.places)

    def _here(self, command: list[str]) -> list[str]:
        return [
            part.replace("0.0.0.0:8000", f"127.0.0.1:{self.port}").replace(":8000/", f":{self.port}/")
            for part in command
        ]

    def ask(self, path: str, **headers: str) -> tuple[int, str]:
        class Stay(urllib.request.HTTPRedirectHandler):
            def redirect_request(self, *_: object) -> None:
                return None

        asked = urllib.request.Request(f"http://127.0.0.1:{self.port}{path}", headers=headers)
        try:
            with urllib.request.build_opener(Stay).open(asked, timeout=60) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as problem:
            return problem.code, problem.headers.get("Location", "")


def _told(found: re.Match[str]) -> str:
    return TOLD.get(found[1], found[2] or "")


def _check_roles(postgres):
    """The owner makes tables, in which the other role writes; that one makes and drops none."""
    with postgres.connect("idi", OWNER_ROLE) as owner, postgres.connect("idi", APP_ROLE) as app:
        owner.execute("CREATE TABLE probe (number serial)")
        assert app.execute("INSERT INTO probe DEFAULT VALUES RETURNING number").fetchone() == (1,)
        for refused in ("DROP TABLE probe", "CREATE TABLE own (number int)"):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                app.execute(refused)
        owner.execute("DROP TABLE probe")


@pytest.fixture(scope="module")
def containers(database_host, database_template):
    folder = Path(tempfile.mkdtemp(prefix="idi-compose-"))
    folder.chmod(0o755)
    made = Containers(folder)
    try:
        made.postgres.start()
        made.redis.start()
        made.run(["sh", ".ci/postgres-roles.sh"], "postgres")
        _check_roles(made.postgres)
        testing.transplant(database_host, database_template, made.postgres.host, "idi")  # migrated a minute ago
        made.run(COMPOSE["services"]["migrate"]["command"], "migrate")
        [collect] = re.findall(r"python manage\.py collectstatic[^\\\n]*", (ROOT / ".ci" / "Dockerfile").read_text())
        made.run(shlex.split(collect), "web")
        yield made
    finally:
        made.stop()
        subprocess.run(["rm", "-rf", folder], check=True)


def test_everything_starts_and_serves_as_the_compose_file_says(containers):
    waited = [containers.start(service) for service in ("worker", "beat")]
    containers.start("web")
    eventually(lambda: containers.ask("/healthz", **BEHIND_PROXY)[0] == 200, patience=240, every=0.3)
    eventually(lambda: all(file.exists() for file in waited), patience=240)
    status, page = containers.ask("/login/", **BEHIND_PROXY)
    assert status == 200
    style = re.search(r'href="(/static/[^"]+\.css)"', page)
    assert style
    assert containers.ask(style[1], **BEHIND_PROXY)[0] == 200
    assert containers.ask("/readyz", **BEHIND_PROXY)[1].count('"ok"') == 2
    assert containers.ask("/demo/time/", **BEHIND_PROXY)[0] == 404
    assert containers.ask("/login/", Host="platform.example") == (301, "https://platform.example/login/")
    assert containers.ask("/login/", **(BEHIND_PROXY | {"Host": "elsewhere.example"}))[0] == 400
    containers.run(COMPOSE["services"]["web"]["healthcheck"]["test"][1:], "web")


def test_the_first_operator_is_entered_by_the_documented_command(containers):
    from tests.cast import uscc

    command = [
        "python", "manage.py", "enter_member", "an", "--name", "安（演示）", "--role", "operator",
        "--uscc", uscc(831), "--organisation", "演示平台运营", "--kind", "operator",
    ]  # fmt: skip
    done = subprocess.run(
        command, cwd=ROOT, env=containers.environment("web"), input="saddle-quartz-4711-lantern\n",
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "/login/staff/" in done.stdout
