"""The shipped law, and a fictional sixth city beside it."""

from pathlib import Path

import pytest

from idi_platform.rulebooks.loading import load_path
from idi_platform.rulebooks.predicates.naming import Naming
from idi_platform.rulebooks.shipped import load_shipped, shipped
from idi_platform.rulebooks.store import publish
from idi_platform.rulebooks.vocabulary import vocabulary

SIXTH = Path(__file__).parents[2] / "rulebooks" / "sixth-2030"


@pytest.fixture(scope="session")
def sixth():
    return load_path(SIXTH)


@pytest.fixture(scope="session")
def nation():
    return load_shipped("china-national").rulebook


@pytest.fixture(scope="session")
def beijing():
    return load_shipped("beijing-2019").rulebook


@pytest.fixture(scope="session")
def naming(beijing, nation):
    return Naming(vocabulary, (beijing, nation))


@pytest.fixture(scope="session")
def texts(sixth):
    """Every text that ships, and the sixth, read once; nobody can change them."""
    return (*(load_shipped(code) for code in shipped()), sixth)


@pytest.fixture
def published(db, texts):
    """Publish every text that ships, and the sixth."""
    for loaded in texts:
        publish(loaded, reason="test", approver="test")
