"""From files to a checked rulebook: strict YAML, the schema, the names."""

from .files import Loaded, load_body, load_path
from .problems import Problem, RulebookInvalidError
from .sections import check

__all__ = ["Loaded", "Problem", "RulebookInvalidError", "check", "load_body", "load_path"]
