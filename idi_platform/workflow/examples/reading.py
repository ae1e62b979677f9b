"""Reading the examples that stand beside a rulebook."""

from functools import cache
from pathlib import Path

from pydantic import ValidationError

from idi_platform.rulebooks.loading import Problem, RulebookInvalidError
from idi_platform.rulebooks.loading.strict import parse
from idi_platform.rulebooks.shipped import shipped

from .schema import Example


@cache
def examples_of(code: str) -> tuple[Example, ...]:
    """Return the examples of a shipped rulebook; none where it has no folder of them."""
    return read_examples(shipped()[code] / "examples")


def read_examples(folder: Path) -> tuple[Example, ...]:
    """Return the examples of a folder, file by file.

    Raises:
        RulebookInvalidError: With every fault, each naming file and line.
    """
    found: list[Example] = []
    problems: list[Problem] = []
    for file in sorted(folder.glob("*.yaml")):
        name = f"{folder.parent.name}/{folder.name}/{file.name}"
        try:
            parsed = parse(file.read_text("utf-8"), name)
        except RulebookInvalidError as error:
            problems.extend(error.problems)
            continue
        for number, entry in enumerate(parsed.data if isinstance(parsed.data, list) else ()):
            line = parsed.places.get((number,), (name, 1))[1]
            try:
                found.append(Example.model_validate(entry))
            except ValidationError as error:
                for fault in error.errors():
                    at = ".".join(str(part) for part in fault["loc"])
                    problems.append(Problem(name, line, at, fault["msg"]))
    if problems:
        raise RulebookInvalidError(problems)
    return tuple(found)
