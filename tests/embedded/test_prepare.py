"""./demo and ./test on machines that lack something: the exact command is named, and nothing is left half done."""

import shutil
import subprocess

import pytest

from idi_platform.embedded.databases import ROOT

TOOLS = [
    "sh",
    "dirname",
    "cat",
    "cksum",
    "uname",
    "id",
    "grep",
    "tail",
    "mkdir",
    "rm",
    "rmdir",
    "date",
    "printf",
    "env",
]
KNOWN = "exit 0"
UNKNOWN = "exit 100"


@pytest.fixture
def machine(tmp_path):
    """A copy of the two commands, and a PATH with nothing on it but what a test puts there."""
    tree, path = tmp_path / "tree", tmp_path / "bin"
    path.mkdir()
    for tool in TOOLS:
        found = shutil.which(tool)
        if found:
            (path / tool).symlink_to(found)
    (tree / ".ci").mkdir(parents=True)
    (tree / "requirements").mkdir()
    for name in ("demo", "test", ".ci/prepare.sh", "requirements/embedded.txt", "requirements/dev.txt"):
        shutil.copy(ROOT / name, tree / name)
    return Machine(tree, path)


class Machine:
    def __init__(self, tree, path):
        self.tree, self.path = tree, path
        self.has("id", 'case "$1" in -u) echo 1000 ;; *) echo user ;; esac')  # nobody who may install anything

    def has(self, name, script):
        file = self.path / name
        file.unlink(missing_ok=True)
        file.write_text(f"#!/bin/sh\n{script}\n")
        file.chmod(0o755)

    def has_python(self, version, *, makes_environments=True, name="python3"):
        self.has(
            name,
            f"""case "$*" in
*version_info*) echo {version} ;;
*ensurepip*) {"exit 0" if makes_environments else "echo No module named ensurepip >&2; exit 1"} ;;
*"-m venv"*) mkdir -p "$3"; echo half > "$3/half"; exit 1 ;;
*) exit 1 ;;
esac""",
        )

    def has_apt(self, known):
        """Debian's tools: `known` is what apt-cache answers; everything but Python is installed."""
        self.has("apt-cache", known)
        self.has("apt-get", "echo apt-get must not run here >&2; exit 1")
        self.has("dpkg-query", "echo install ok installed")
        self.has("fc-list", "echo font")
        self.has("chromium", "exit 0")

    def run(self, command):
        done = subprocess.run(
            [f"./{command}"], cwd=self.tree, env={"PATH": str(self.path)}, capture_output=True, text=True, check=False
        )
        return done.returncode, done.stdout + done.stderr

    @property
    def is_untouched(self):
        return not (self.tree / ".state").exists()


BOTH = pytest.mark.parametrize("command", ["demo", "test"])


@BOTH
@pytest.mark.parametrize("version", ["3.11", "3.12", "3.13"])
def test_python_without_its_venv_module(machine, command, version):
    machine.has_python(version, makes_environments=False)
    machine.has_apt(KNOWN)
    code, said = machine.run(command)
    assert code != 0
    assert f"sudo apt-get update && sudo apt-get install -y --no-install-recommends python{version}-venv" in said
    assert machine.is_untouched


@BOTH
@pytest.mark.parametrize("version", ["3.10", "3.14"])
def test_another_python_where_apt_knows_one_that_fits(machine, command, version):
    machine.has_python(version)
    machine.has_apt('case "$2" in python3.13-venv) exit 0 ;; *) exit 100 ;; esac')
    code, said = machine.run(command)
    assert code != 0
    assert "sudo apt-get install -y --no-install-recommends python3.13-venv" in said
    assert machine.is_untouched


@BOTH
@pytest.mark.parametrize("version", ["3.10", "3.14"])
def test_another_python_where_nobody_knows_one_that_fits(machine, command, version):
    machine.has_python(version)
    machine.has_apt(UNKNOWN)
    code, said = machine.run(command)
    assert code != 0
    assert "Python 3.11, 3.12 or 3.13" in said
    assert f"'{version}'" in said
    assert "IDI_PYTHON" in said
    assert machine.is_untouched


@BOTH
def test_no_python_and_no_apt(machine, command):
    code, said = machine.run(command)
    assert code != 0
    assert "Python 3.11, 3.12 or 3.13" in said
    assert machine.is_untouched


@BOTH
def test_python_without_its_venv_module_where_there_is_no_apt(machine, command):
    machine.has_python("3.12", makes_environments=False)
    code, said = machine.run(command)
    assert code != 0
    assert "python3.12-venv" in said
    assert "package manager" in said
    assert machine.is_untouched


@BOTH
def test_an_environment_that_could_not_be_made_is_cleared_away(machine, command):
    machine.has_python("3.12")
    machine.has_apt(KNOWN)
    code, said = machine.run(command)
    assert code != 0
    assert "python3.12-venv" in said
    assert machine.is_untouched


@BOTH
def test_root_where_apt_cannot_reach_its_servers(machine, command):
    machine.has("id", "echo 0")
    machine.has_python("3.12", makes_environments=False)
    machine.has_apt(KNOWN)
    machine.has("apt-get", "echo E: unreachable >&2; exit 100")
    code, said = machine.run(command)
    assert code != 0
    assert "apt-get install -y --no-install-recommends python3.12-venv" in said
    assert not (machine.tree / ".state" / "venv").exists()


@pytest.mark.parametrize(("seconds", "is_over"), [(800, False), (1000, True)])
def test_a_run_over_the_budget_of_time_says_so_aloud_and_does_not_fail(seconds, is_over):
    script = (ROOT / "test").read_text()
    printed = script[script.index("total=") :]
    begin = f"budget=900 begin=$(($(date +%s) - {seconds})) table= failed= unsteady="
    words = 'say() { printf "%s\\n" "$*"; }; fail() { say "$*"; exit 1; }'
    done = subprocess.run(
        ["sh", "-euc", f"{words}\n{begin}\n{printed}"], capture_output=True, text=True, check=False
    )  # fmt: skip
    assert done.returncode == 0
    assert "of 900 s" in done.stdout
    assert ("OVER THE BUDGET" in done.stdout) is is_over
