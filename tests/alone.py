"""What fails beside other tests is tried once more by itself, where it drives real processes; and that is told.

A browser, a worker that is killed, a first start: they share two cores with everything else, and now and then one of
them is kept waiting longer than its patience. ``./test`` runs them again alone, on the machine that is quiet then. One
failure of any other test, and nothing is tried again. What passed only the second time is named under the table of
``./test``: it is to be looked at, not to be lived with. docs/decisions/0023 tells why.
"""

from pathlib import Path

import pytest

REAL = {"browser", "faults"}
"""The marks of tests that drive real processes."""


class Failures:
    """Every test that failed, by its name without the group that the spreading adds; and whether it may be repeated."""

    def __init__(self):
        self.names = {}

    def pytest_runtest_logreport(self, report):
        if report.failed:
            self.names[_without_group(report.nodeid)] = bool(REAL & report.keywords.keys())

    def pytest_collectreport(self, report):
        if report.failed:
            self.names[report.nodeid] = False

    def write(self, path, exitstatus):
        """Write the names, one a line; nothing where something else has failed, or the run itself."""
        is_all = bool(self.names) and all(self.names.values()) and exitstatus == pytest.ExitCode.TESTS_FAILED
        path.write_text("".join(f"{name}\n" for name in self.names) if is_all else "")


def _without_group(name):
    head, at, group = name.rpartition("@")
    return head if at and "]" not in group else name


def pytest_addoption(parser):
    parser.addoption("--alone", type=Path, help="write there what failed and may be tried again alone")


def pytest_configure(config):
    if config.option.alone is not None and not hasattr(config, "workerinput"):
        config.pluginmanager.register(Failures(), "failures")


def pytest_sessionfinish(session, exitstatus):
    failures = session.config.pluginmanager.get_plugin("failures")
    if failures is not None:
        failures.write(session.config.option.alone, exitstatus)
