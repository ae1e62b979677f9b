"""No module and no template names a city: what differs from place to place stands in the rulebooks alone.

Docstrings and comments may tell an example; strings that the process reads may not.
"""

import ast
import re
from pathlib import Path

import pytest

from idi_platform.rulebooks.shipped import BASE, load_shipped, shipped

ROOT = Path(__file__).resolve().parents[2]
MAY = {
    "idi_platform/accounts/demo_cast.py": "the people of the demonstration live somewhere",
    "idi_platform/demo": "the story of the demonstration happens somewhere",
    "idi_platform/portal/samples.py": "the gallery of components shows what pages may show",
}
"""Where a city may be named, and why."""
OURS = ("templates/", "static/idi/", "static/papers/")
"""Pages and styles of our own, without what others wrote."""
ZONE = "Asia/Shanghai"
"""The one time zone of the whole country is called after a city."""


def _words():
    """Return the pattern of everything by which a shipped city is known: its id, its name, its place, its clauses."""
    books = [load_shipped(code).rulebook for code in shipped() if code != BASE]
    ids = {book.id for book in books} | {book.id.partition("-")[0] for book in books}
    places = {book.division for book in books}
    clauses = {f"{clause.partition('-')[0]}-[0-9A-Z]" for book in books for clause in book.clauses}
    return re.compile(rf"\b(?:{'|'.join(sorted(ids | places | clauses, key=len, reverse=True))})", re.IGNORECASE)


NAMES = _words()


def _said(path):
    """Yield the line and the text of every string of a module that is no docstring."""
    tree = ast.parse(path.read_text("utf-8"))
    told = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    told |= {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in told:
            yield node.lineno, node.value


def _named(name, lines):
    return [f"{name}:{number}: {text.strip()[:80]}" for number, text in lines if NAMES.search(text.replace(ZONE, ""))]


def _may(name):
    return any(name == allowed or name.startswith(f"{allowed}/") for allowed in MAY)


def test_no_module_names_a_city(files):
    found = []
    for path in files:
        name = str(path.relative_to(ROOT))
        if path.suffix == ".py" and not name.startswith("tests/") and not _may(name):
            found += _named(name, _said(path))
    assert found == [], "Say it in the city's rulebook, and let the code read it there."


def test_no_template_and_no_style_names_a_city(files):
    found = []
    for path in files:
        name = str(path.relative_to(ROOT))
        if path.suffix in {".html", ".txt", ".js", ".css"} and name.startswith(OURS):
            found += _named(name, enumerate(path.read_text("utf-8").splitlines(), start=1))
    assert found == [], "Show what the rulebook says; a page knows no city."


@pytest.mark.parametrize("allowed", sorted(MAY))
def test_what_is_allowed_is_there_and_needed(allowed, files):
    """An exception that nobody needs any more goes."""
    held = [path for path in files if _may(name := str(path.relative_to(ROOT))) and name.startswith(allowed)]
    assert any(NAMES.search(path.read_text("utf-8")) for path in held), f"{allowed} names no city any more."


@pytest.mark.parametrize(
    ("text", "is_city"),
    [
        ("beijing-2019", True),
        ("if code == 'Hangzhou'", True),
        ("310000", True),
        ("BJ-20-2b", True),
        ("Asia/Shanghai", False),
        ("INS-24", False),
        ("CC-203", False),
        ("SHA-256", False),
        ("1310000", False),
    ],
)
def test_the_pattern_knows_a_city(text, is_city):
    assert bool(_named("x", [(1, text)])) is is_city
