"""One town for all fault tests of a run; what the faults did is printed by ledger.py."""

from pathlib import Path

import pytest

from tests.faults import harness, ledger
from tests.faults import town as built
from tests.faults.running import RunningTown


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items):
    """Keep the fault tests in one process: they share a town. A module that shares something else names its group."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.faults)
            item.add_marker(pytest.mark.timeout(900))
            if item.get_closest_marker("xdist_group") is None:
                item.add_marker(pytest.mark.xdist_group("faults"))


@pytest.fixture(scope="package")  # what runs for nobody any more would only slow the tests that follow
def _running(django_db_blocker, database_host, database_template):
    town = harness.prepared_town((database_host, database_template))
    stack = harness.stack_from(town, IDI_BEAT_SECONDS="2", IDI_LEASE_SECONDS="6")
    try:
        stack.start_everything(at=built.BEGINS_AT)
        yield RunningTown(stack, django_db_blocker)
    finally:
        stack.close()


@pytest.fixture
def town(_running):
    """The running town, with everything alive, nothing held and nothing owed."""
    _running.heal()
    return _running


@pytest.fixture
def note(request):
    """Keep outcomes for the table: note(outcome, ...) fails unless all are zeros."""

    def keep(*outcomes):
        for outcome in outcomes:
            request.node.user_properties.append((ledger.PROPERTY, outcome.kept()))
        assert all(outcome.is_clean for outcome in outcomes), "\n".join(ledger.lines(outcomes))

    return keep
