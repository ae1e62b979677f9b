"""Worked examples of a rulebook: what a clause comes to in a case that a lawyer can check by hand.

They stand beside a city's file, in `<city>/examples/*.yaml`, each naming the clauses it speaks for. The tests run them
all; `manage.py prove` runs them against altered rulebooks, to see that each clause has one that would notice.
"""

from . import matters  # noqa: F401  it registers how they are run
from .reading import examples_of, read_examples
from .running import Failure, run
from .schema import Example

__all__ = ["Example", "Failure", "examples_of", "read_examples", "run"]
