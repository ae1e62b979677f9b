"""Stacks of real processes."""

import pytest

from tests.faults import harness


@pytest.fixture(scope="session")
def prepared():
    """The data folder that every stack is copied from."""
    folder = harness.prepared_data_folder()
    yield folder
    harness.FaultStack(folder, harness.SETTINGS, harness.DATABASE).close()


@pytest.fixture
def stack(prepared):
    """A stack of its own, nothing started."""
    stack = harness.stack_from(prepared)
    yield stack
    stack.close()
