"""Evaluating a rulebook's predicates: true, false or unknown, with reasons."""

from .evaluation import evaluate
from .outcome import Because, Outcome
from .sentences import sentence
from .world import World

__all__ = ["Because", "Outcome", "World", "evaluate", "sentence"]
