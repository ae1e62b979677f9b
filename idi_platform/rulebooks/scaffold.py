"""The beginning of a city file: every section with the question that the text has to answer, and its clauses."""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from .loading import Problem, RulebookInvalidError

_HEAD = """\
id: {code}
title: {{zh: {zh}, en: {en}}}
division: "000000"            # six digits, quoted
issuers: [待填]
in_force: {{from: unknown, to: unknown}}   # both days included; unknown: never in force by itself
insured_object: project       # project | construction_permit | contract
binds_on: {{step: policy.sign_contract}}   # or {{fact: insured_object.permit_applied_on}}

scope:                        # compulsory | voluntary | by_reference | unclear | not_covered
  commodity_housing: {{effect: compulsory, clause: {first}}}

clauses:                      # every clause of the text: name what realises it, plan nothing that is there already
"""
_TAIL = """
# cover:      starts, test, groups, items, segments, exclusions
# clocks:     duties, reminders, windows, automatic steps
# gates:      what a step needs; effect block | warn | refer | hint
# steps:      who may take a step here
# terms:      what the text leaves to the contract
# figures:    rates, tables by outcome
# papers:     title, recipient, sections, layout
# planned:    the same sections for what is not built yet
"""
_ID = re.compile(r"^[A-Z][A-Z0-9]*(-[A-Za-z0-9.]+)+$")
_WORD = re.compile(r"^[a-z][a-z0-9_]*$")


@dataclass(frozen=True, slots=True)
class Stub:
    """One clause of the text as a register gives it; what realises it is still to be named."""

    clause: str
    article: str
    zh: str
    en: str
    kind: tuple[str, ...]


_SCOPE = "    realised_by: [scope]\n"
_EXAMPLE = Stub("X-1", "第一条", "待填", "to be filled", ("scope",))


def scaffold(code: str, stubs: Iterable[Stub] = (), *, zh: str = "待填", en: str = "to be filled") -> str:
    """Return a city file that loads and asks to be filled in, with an entry for each clause.

    Args:
        code: The edition's id.
        stubs: The clauses of the text, in its order; one example if empty.
        zh: The title in Chinese.
        en: The title in English.
    """
    clauses = tuple(stubs) or (_EXAMPLE,)
    head = _HEAD.format(code=code, zh=_quoted(zh), en=_quoted(en), first=clauses[0].clause)
    named = (_SCOPE, *[""] * (len(clauses) - 1))
    return head + "".join(map(_entry, clauses, named)) + _TAIL


def stubs_from(path: Path) -> tuple[tuple[Stub, ...], str, str]:
    """Return the clauses of a register, and its title in Chinese and English.

    A register is YAML with a list `clauses`, each with `id`, `article`, `title` and `kind`; `term_zh` is the title in
    Chinese where it has one. `register` may hold `title_zh` and `title_en`.

    Raises:
        RulebookInvalidError: With every entry that has no id of its own or no article.
    """
    try:
        data = yaml.safe_load(path.read_text("utf-8"))
    except (OSError, yaml.YAMLError) as error:
        raise RulebookInvalidError([Problem(path.name, 1, "", f"cannot be read: {error}")]) from None
    rows = data.get("clauses") if isinstance(data, dict) else None
    if not isinstance(rows, list) or not rows:
        raise RulebookInvalidError([Problem(path.name, 1, "clauses", "must be a list of clauses with id and article.")])
    problems, stubs = [], []
    seen: set[str] = set()
    for number, row in enumerate(rows):
        fault = _fault(row, seen)
        if fault:
            problems.append(Problem(path.name, 1, f"clauses.{number}", fault))
            continue
        seen.add(row["id"])
        stubs.append(_stub(row))
    if problems:
        raise RulebookInvalidError(problems)
    register: Mapping[str, Any] = data.get("register") or {}
    return tuple(stubs), str(register.get("title_zh") or "待填"), str(register.get("title_en") or "to be filled")


def _fault(row: Any, seen: set[str]) -> str:
    if not isinstance(row, dict) or not _ID.match(str(row.get("id", ""))):
        return "has no id such as SX-1-2a."
    if row["id"] in seen:
        return f"{row['id']} stands twice."
    return "" if row.get("article") else f"{row['id']} has no article."


def _stub(row: Mapping[str, Any]) -> Stub:
    kind = row.get("kind") or ()
    words = [kind] if isinstance(kind, str) else [str(word) for word in kind]
    known = tuple(word for word in words if _WORD.match(word)) or ("duty",)
    title = str(row.get("title") or "to be filled")
    return Stub(row["id"], str(row["article"]), str(row.get("term_zh") or title), title, known)


def _entry(stub: Stub, realised: str) -> str:
    title = f"{{zh: {_quoted(stub.zh)}, en: {_quoted(stub.en)}}}"
    kind = ", ".join(stub.kind)
    return (
        f"  {stub.clause}:\n    article: {_quoted(stub.article)}\n    kind: [{kind}]\n    title: {title}\n{realised}"
        "    planned: {information: {zh: 这一条还没有整理, en: this clause has not been worked out yet}}\n"
    )


def _quoted(text: str) -> str:
    """Return a text as YAML in double quotes, on one line."""
    return json.dumps(" ".join(text.split()), ensure_ascii=False)
