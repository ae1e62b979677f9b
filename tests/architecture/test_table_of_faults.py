"""The table of the faults is printed however the tests are spread: a small run of pytest with the same plugin."""

import shutil
import subprocess
import sys

import pytest

from tests.faults import ledger

TEST = f"""
import pytest
from tests.faults.ledger import Outcome

@pytest.mark.parametrize("lost", [0, 2])
def test_fault(record_property, lost):
    record_property("{ledger.PROPERTY}", Outcome("web killed", "filing", lost=lost).kept())
    assert not lost
"""


@pytest.mark.parametrize("spread", [(), ("-n", "1", "--dist", "loadgroup")], ids=["one process", "spread"])
def test_the_table_is_printed(tmp_path, spread):
    folder = tmp_path / "tests" / "faults"
    folder.mkdir(parents=True)
    shutil.copy(ledger.__file__, folder / "ledger.py")
    (tmp_path / "tests" / "conftest.py").write_text(f"pytest_plugins = ({ledger.__name__!r},)\n")
    (folder / "test_small.py").write_text(TEST)
    (tmp_path / "pytest.ini").write_text("[pytest]\ntestpaths = tests\n")
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *spread]
    environment = {"PATH": "/usr/bin:/bin"}
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 1, done.stdout + done.stderr
    table = done.stdout[done.stdout.index(ledger.HEADING) :]
    for row in ledger.lines([ledger.Outcome("web killed", "filing", lost=lost) for lost in (0, 2)]):
        assert row in table


def test_every_run_has_the_plugin(pytestconfig):
    assert pytestconfig.pluginmanager.has_plugin(ledger.__name__)
