"""Reading a city: one file, or a folder of files that are laid together; and the stored body of a revision."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path as FilePath
from typing import Any

from pydantic import ValidationError

from idi_platform.rulebooks.schema.book import Rulebook

from .explain import explained
from .places import Places
from .problems import Problem, RulebookInvalidError
from .strict import Parsed, parse

_MARK = "# === file: "


@dataclass(frozen=True, slots=True)
class Loaded:
    """A rulebook, the body it came from (all files in one text), its digest, and where each value stands."""

    rulebook: Rulebook
    body: str
    sha256: str
    places: Places


def load_path(path: FilePath) -> Loaded:
    """Return the rulebook of a file, or of all *.yaml files of a folder in the order of their names.

    Raises:
        RulebookInvalidError: With every fault, each naming file, line and path.
    """
    if path.is_dir():
        parts = [(f"{path.name}/{file.name}", file.read_text("utf-8")) for file in sorted(path.glob("*.yaml"))]
        if not parts:
            raise RulebookInvalidError([Problem(path.name, 1, "", "is a folder without any *.yaml file.")])
    else:
        parts = [(path.name, path.read_text("utf-8"))]
    return _load(parts)


def load_body(body: str, name: str = "body") -> Loaded:
    """Return the rulebook of a stored body, or of any text of one or more marked files."""
    return _load(split_body(body, name))


def join_parts(parts: Sequence[tuple[str, str]]) -> str:
    """Return one text of several files, each below a mark with its name; line ends and trailing blanks made even."""
    return "".join(f"{_MARK}{name}\n{_even(text)}" for name, text in parts)


def split_body(body: str, name: str) -> list[tuple[str, str]]:
    """Return the files of a text; one without marks is one file."""
    if not body.startswith(_MARK):
        return [(name, body)]
    parts = []
    for chunk in body.split(_MARK)[1:]:
        title, _, text = chunk.partition("\n")
        parts.append((title.strip(), text))
    return parts


def _even(text: str) -> str:
    return "\n".join(line.rstrip() for line in text.splitlines()).strip("\n") + "\n"


def _load(parts: Sequence[tuple[str, str]]) -> Loaded:
    problems: list[Problem] = []
    whole = Parsed({}, {})
    for name, text in parts:
        try:
            parsed = parse(text, name)
        except RulebookInvalidError as error:
            problems.extend(error.problems)
            continue
        if not isinstance(parsed.data, dict):
            problems.append(Problem(name, 1, "", "must be a mapping of sections."))
            continue
        _lay(whole.data, parsed.data, (), parsed, whole, problems)
    if problems:
        raise RulebookInvalidError(problems)
    places = Places(whole.data, whole.places, parts[0][0])
    try:
        rulebook = Rulebook.model_validate(whole.data)
    except ValidationError as error:
        raise RulebookInvalidError(explained(error, places)) from None
    body = join_parts(parts)
    return Loaded(rulebook, body, hashlib.sha256(body.encode()).hexdigest(), places)


def _lay(
    base: dict[str, Any],
    more: dict[str, Any],
    path: tuple[str | int, ...],
    parsed: Parsed,
    whole: Parsed,
    problems: list[Problem],
) -> None:
    """Lay a file's sections beside those read before; the same entry in two files is a fault."""
    for key, value in more.items():
        here = (*path, key)
        if key not in base:
            base[key] = value
            whole.places.update({p: at for p, at in parsed.places.items() if p[: len(here)] == here})
        elif isinstance(base[key], dict) and isinstance(value, dict) and len(here) <= _depth(here):
            _lay(base[key], value, here, parsed, whole, problems)
        else:
            file, line = parsed.places[here]
            other, at = whole.places[here]
            dotted = ".".join(str(part) for part in here)
            problems.append(Problem(file, line, dotted, f"stands twice; it was given in {other}:{at} already."))


def _depth(path: tuple[str | int, ...]) -> int:
    """Return how deep files may share a mapping: a section's entries, and the parts of cover and planned."""
    return 2 if path[0] in {"cover", "planned"} else 1
