"""Stacks of real processes."""

import pytest

from tests.faults import harness


@pytest.fixture(scope="session")
def prepared():
    """The data folder that every stack is copied from."""
    return harness.prepared_data_folder()


@pytest.fixture
def stack(prepared):
    """A stack of its own, nothing started."""
    stack = harness.stack_from(prepared)
    yield stack
    stack.close()
