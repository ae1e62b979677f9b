"""Strict YAML: what YAML 1.1 would silently turn into something else is refused with the line and the right form."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

import yaml

from .problems import Problem, RulebookInvalidError

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

Path = tuple[str | int, ...]
Place = tuple[str, int]

_PLAIN_TAGS = {
    f"tag:yaml.org,2002:{word}"
    for word in ("map", "seq", "str", "int", "float", "bool", "null", "timestamp", "merge", "value")
}
_TRUTH_WORDS = {"yes", "no", "on", "off", "y", "n", "true", "false"}
_WHOLE = re.compile(r"^-?(0|[1-9][0-9]*)$")
_DECIMAL = re.compile(r"^-?(0|[1-9][0-9]*)\.[0-9]+$")
_DATE = re.compile(r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$")
_TRAPS: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"^[-+]?0[0-9_]+$"), "YAML reads a leading zero as octal; quote it, or take the zero away"),
    (re.compile(r"^[-+]?0[box][0-9a-fA-F_]+$"), "write a plain decimal number, or quote it"),
    (re.compile(r"^[-+]?[0-9]+(:[0-5]?[0-9])+(\.[0-9]*)?$"), "YAML reads 12:30 as 750; quote it"),
    (re.compile(r"^[-+]?[0-9][0-9_]*_[0-9_]*(\.[0-9_]*)?$"), "write the number without underscores, or quote it"),
    (re.compile(r"^[-+]?([0-9]+\.?[0-9]*|\.[0-9]+)[eE][-+]?[0-9]+$"), "write the number out, without an exponent"),
    (re.compile(r"^[-+]?(\.[0-9]+|[0-9]+\.)$"), "write digits on both sides of the point"),
    (re.compile(r"^\+[0-9]"), "write the number without its plus sign"),
    (re.compile(r"^[-+]?\.(inf|nan)$", re.IGNORECASE), "infinity and NaN are no numbers of the law"),
    (re.compile(r"^[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}([Tt ].*)?$"), "write a date as 2019-04-24; quote anything else"),
)


@dataclass(slots=True)
class Parsed:
    """A document's data and where each value stands."""

    data: Any
    places: dict[Path, Place] = field(default_factory=dict)


def parse(text: str, file: str) -> Parsed:
    """Return the one document of a text.

    Raises:
        RulebookInvalidError: For every fault at once, each with its line.
    """
    try:
        node = yaml.compose(text, Loader=_LOADER)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark is not None else 1
        said = getattr(error, "problem", None) or str(error)
        raise RulebookInvalidError([Problem(file, line, "", f"is not YAML: {said}.")]) from None
    reader = _Reader(file)
    data = reader.read(node, ()) if node is not None else {}
    if reader.problems:
        raise RulebookInvalidError(reader.problems)
    return Parsed(data, reader.places)


class _Reader:
    def __init__(self, file: str) -> None:
        self.file = file
        self.problems: list[Problem] = []
        self.places: dict[Path, Place] = {}
        self._seen: set[int] = set()

    def read(self, node: Any, path: Path) -> Any:
        self.places[path] = (self.file, node.start_mark.line + 1)
        if id(node) in self._seen:
            return self._fault(node, path, "repeats an anchor (*alias); write the value out.")
        self._seen.add(id(node))
        if node.tag not in _PLAIN_TAGS:
            return self._fault(node, path, f"carries the tag {node.tag}; take it away.")
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, path)
        if isinstance(node, yaml.SequenceNode):
            return [self.read(item, (*path, number)) for number, item in enumerate(node.value)]
        return self._scalar(node, path)

    def _mapping(self, node: Any, path: Path) -> dict[str, Any]:
        found: dict[str, Any] = {}
        lines: dict[str, int] = {}
        for key_node, value_node in node.value:
            key = self._key(key_node, path)
            if key is None:
                continue
            if key in found:
                self._fault(key_node, (*path, key), f"stands twice; it was given in line {lines[key]} already.")
                continue
            lines[key] = key_node.start_mark.line + 1
            found[key] = self.read(value_node, (*path, key))
            self.places[*path, key] = (self.file, key_node.start_mark.line + 1)
        return found

    def _key(self, node: Any, path: Path) -> str | None:
        if not isinstance(node, yaml.ScalarNode):
            self._fault(node, path, "has a key that is not a word.")
            return None
        key = str(node.value)
        if node.style in {None, ""} and key.lower() in _TRUTH_WORDS and key != "on":
            self._fault(node, path, f"has the key {key}, which YAML reads as a truth value; quote it.")
        if key == "<<":
            self._fault(node, path, "merges another mapping (<<); write the values out.")
        return key

    def _scalar(self, node: Any, path: Path) -> Any:
        text = str(node.value)
        if node.style not in {None, ""}:
            return text
        for pattern, build in _PLAIN:
            if pattern.match(text):
                try:
                    return build(text)
                except ValueError:
                    return self._fault(node, path, f"{text} is no day of the calendar.")
        return self._suspicious(node, text, path)

    def _suspicious(self, node: Any, text: str, path: Path) -> Any:
        if text in {"", "~"} or (text.lower() == "null"):
            return self._fault(node, path, "is empty; give a value, or take the key away.")
        if text.lower() in _TRUTH_WORDS:
            return self._fault(
                node, path, f"is {text}, which YAML reads as a truth value; write true, false, or quote it."
            )
        for pattern, advice in _TRAPS:
            if pattern.match(text):
                return self._fault(node, path, f"is {text}: {advice}.")
        return text

    def _fault(self, node: Any, path: Path, message: str) -> None:
        dotted = ".".join(str(part) for part in path)
        self.problems.append(Problem(self.file, node.start_mark.line + 1, dotted, message))


_PLAIN: tuple[tuple[re.Pattern[str], Callable[[str], Any]], ...] = (
    (re.compile(r"^true$"), lambda _: True),
    (re.compile(r"^false$"), lambda _: False),
    (_WHOLE, int),
    (_DECIMAL, Decimal),
    (_DATE, date.fromisoformat),
)
