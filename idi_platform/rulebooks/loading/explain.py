"""Turning the faults of the schema into sentences that say what to write."""

from functools import lru_cache
from typing import Any

from pydantic import ValidationError

from idi_platform.rulebooks.schema import book, clocks, cover, gates, papers, predicates
from idi_platform.rulebooks.schema.base import Part
from idi_platform.rulebooks.schema.predicates import TELLING_KEYS
from idi_platform.rulebooks.vocabulary import Vocabulary

from .places import Places
from .problems import Problem


def explained(error: ValidationError, places: Places) -> list[Problem]:
    """Return one fault per error of the schema, without repeats."""
    found: dict[tuple[str, str], Problem] = {}
    for one in error.errors(include_url=False):
        problem = places.problem(one["loc"], _sentence(one))
        found.setdefault((problem.path, problem.message), problem)
    return list(found.values())


def _sentence(error: Any) -> str:
    kind, last = error["type"], str(error["loc"][-1]) if error["loc"] else ""
    if kind == "extra_forbidden":
        near = Vocabulary.nearest(last, known_keys())
        return f"{last} is not known here{f'; did you mean {near}?' if near else '.'}"
    if kind == "missing":
        return f"{last} is missing."
    if kind == "string_pattern_mismatch":
        return f"{error['input']!r} is not shaped like a name here ({error['ctx']['pattern']})."
    if kind == "literal_error":
        near = Vocabulary.nearest(str(error["input"]), error["ctx"]["expected"].replace("'", "").split(", "))
        return f"{error['input']!r} is not allowed; use {error['ctx']['expected']}{f' ({near}?)' if near else ''}."
    if kind == "predicate":
        keys = list(error["input"]) if isinstance(error["input"], dict) else [repr(error["input"])]
        near = next((n for key in keys if (n := Vocabulary.nearest(key, TELLING_KEYS))), None)
        return f"{', '.join(keys)} {error['msg']}{f' ({near}?)' if near else ''}."
    return f"{error['msg'].removeprefix('Value error, ')}."


@lru_cache(maxsize=1)
def known_keys() -> frozenset[str]:
    """Return every key that some model of the schema knows."""
    keys: set[str] = set()
    for module in (book, clocks, cover, gates, papers, predicates):
        for model in vars(module).values():
            if isinstance(model, type) and issubclass(model, Part):
                keys |= {field.alias or name for name, field in model.model_fields.items()}
    return frozenset(keys | {"automatic"})
