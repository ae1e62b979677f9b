"""What may be tried again alone after a run, and what may not: a small run of pytest with the same plugin."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests import alone

TESTS = """
import os
import pytest

@pytest.mark.browser
@pytest.mark.xdist_group("journeys")
@pytest.mark.parametrize("name", ["a@b", "c"])
def test_page(name):
    assert name in os.environ["PASSES"]

@pytest.fixture
def stack():
    assert "stack" in os.environ["PASSES"]

@pytest.mark.faults
def test_killed(stack):
    pass

def test_rule():
    assert "rule" in os.environ["PASSES"]
"""


@pytest.fixture
def run(tmp_path):
    """Run the small tests of which only some pass; return what may be tried again."""
    (tmp_path / "tests").mkdir()
    shutil.copy(alone.__file__, tmp_path / "tests" / "alone.py")
    (tmp_path / "tests" / "conftest.py").write_text('pytest_plugins = ("tests.alone",)\n')
    (tmp_path / "tests" / "test_small.py").write_text(TESTS)
    (tmp_path / "pytest.ini").write_text("[pytest]\ntestpaths = tests\nmarkers =\n  browser: b\n  faults: f\n")

    def begin(passes, *asked):
        command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--alone=failed", *asked]
        environment = {"PATH": "/usr/bin:/bin", "PASSES": passes}
        done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
        return done, Path(tmp_path / "failed").read_text().split()

    return begin


@pytest.mark.parametrize("spread", [(), ("-n", "1", "--dist", "loadgroup")], ids=["one process", "spread"])
def test_what_drives_real_processes_may_be_tried_again(run, spread):
    done, again = run("rule stack c", *spread)
    assert done.returncode == 1, done.stdout + done.stderr
    assert again == ["tests/test_small.py::test_page[a@b]"]
    done, again = run("rule", *spread)
    assert set(again) == {f"tests/test_small.py::{name}" for name in ("test_page[a@b]", "test_page[c]", "test_killed")}


def test_nothing_is_tried_again_where_anything_else_failed(run):
    done, again = run("stack c")
    assert (done.returncode, again) == (1, [])


def test_nothing_is_tried_again_where_all_passed(run):
    done, again = run("rule stack a@b c")
    assert (done.returncode, again) == (0, [])


def test_nothing_is_tried_again_where_the_run_itself_broke(run, tmp_path):
    (tmp_path / "tests" / "test_broken.py").write_text("import nothing_of_that_name\n")
    done, again = run("rule stack c")
    assert (done.returncode, again) == (2, [])
