"""Conventions as checks, each with the right form in its message (CONTRIBUTING.md says why)."""

import ast
import re
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
DRAWERS = {"utils", "util", "helpers", "helper", "common", "core", "misc", "manager", "managers", "tools", "lib"}
LONGEST_FILE = 500
LONGEST_FUNCTION = 40
TOP = {
    "manage.py", "idi_platform", "policies", "riskmgmt", "claims", "regulators", "templates", "tests", "pyproject.toml",
    "docker-compose.yml", "README.md", "CONTRIBUTING.md", "Makefile", "docs", "requirements", "locale", "static", ".ci",
    "demo", "test", "LICENSE",
}  # fmt: skip
BINARY = {".png", ".jpg", ".jpeg", ".webp", ".woff", ".woff2", ".ttf", ".otf", ".ttc", ".pdf", ".mo", ".ico", ".xlsx",
          ".heic"}  # fmt: skip
MACHINE_WORDS = re.compile(  # written in brackets so that this line does not find itself
    r"(?<![\w.])/[w]ork/|(?<![\w.])/[r]oot/|(?<![\w.])/[h]ome/\w+/|\.\./[s]hared|[s]hared/design"
    r"|[p]ypi\.org|[p]ythonhosted|[r]egistry\.npmjs"
)


@cache
def _tree(path):
    return ast.parse(path.read_text())


def _name(path):
    return str(path.relative_to(ROOT))


def test_no_drawer_for_odds_and_ends(files):
    found = [_name(p) for p in files if p.suffix == ".py" and DRAWERS & {p.stem, *p.relative_to(ROOT).parts[:-1]}]
    assert not found, f"Name a module after what it knows, not after a drawer: {found}"


def test_the_top_level_holds_what_the_architecture_lists(files):
    top = {p.relative_to(ROOT).parts[0] for p in files}
    strange = {name for name in top - TOP if not name.startswith(".")}
    assert not strange, f"The top level is closed; put these into an app or docs/: {sorted(strange)}"


def test_no_file_is_longer_than_it_should_be(sources):
    long = {_name(p): n for p in sources if (n := p.read_text().count("\n")) > LONGEST_FILE}
    assert not long, f"Split by aggregate or by act; {LONGEST_FILE} lines is the end: {long}"


def test_no_function_is_longer_than_it_should_be(sources):
    long = [
        f"{_name(path)}:{node.lineno} {node.name} ({length} lines)"
        for path in sources
        for node in ast.walk(_tree(path))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and (length := _length(node)) > LONGEST_FUNCTION
    ]
    assert not long, f"A function of over {LONGEST_FUNCTION} lines hides a second one:\n" + "\n".join(long)


def _length(node):
    """Lines of a function without its signature and docstring."""
    body = node.body[1:] if ast.get_docstring(node) is not None else node.body
    return body[-1].end_lineno - body[0].lineno + 1 if body else 0


def test_nobody_reads_the_time_but_the_clock(sources):
    asks = re.compile(r"\b(datetime|timezone)\.(now|utcnow|today)\(|\bdate\.today\(|auto_now(_add)?=True")
    found = [
        f"{_name(path)}:{number} {line.strip()}"
        for path in sources
        if path.name != "clock.py" and "settings" not in path.parts
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if asks.search(line)
    ]
    assert not found, "Legal time is clock.now(), machine time is clock.machine_now():\n" + "\n".join(found)


def test_nothing_names_a_machine_or_a_registry(files):
    found = []
    for path in files:
        if path.suffix in BINARY or "vendor" in path.parts:
            continue
        text = path.read_text(errors="replace")
        found += [f"{_name(path)}: {match[0]}" for match in MACHINE_WORDS.finditer(text)]
    assert not found, "The repository runs anywhere and names no machine, neighbour folder or registry:\n" + "\n".join(
        found
    )


def test_migrations_have_names(files):
    found = [_name(p) for p in files if p.parent.name == "migrations" and re.match(r"\d{4}_auto_", p.name)]
    assert not found, f"Name a migration after what it does (makemigrations --name): {found}"


def test_every_package_says_what_it_is(sources):
    silent = [
        _name(p)
        for p in sources
        if p.name == "__init__.py" and p.read_text().strip() and ast.get_docstring(_tree(p)) is None
    ]
    assert not silent, f"Begin with a docstring: {silent}"


@pytest.mark.parametrize("name", ["base.txt", "embedded.txt", "dev.txt"])
def test_lock_files_hold_hashes_and_no_address(name):
    text = (ROOT / "requirements" / name).read_text()
    assert "--hash=sha256:" in text
    assert not re.search(r"https?:|file:|--index|--find-links", text)


def test_every_direct_dependency_has_its_reason():
    reasons = (ROOT / "docs" / "dependencies.md").read_text().lower()
    wanted = []
    for file in sorted((ROOT / "requirements").glob("*.in")):
        wanted += re.findall(r"^([A-Za-z][\w.-]*)", file.read_text(), re.MULTILINE)
    missing = [name for name in wanted if f"`{name.lower()}`" not in reasons]
    assert not missing, f"Say in docs/dependencies.md why each is needed: {missing}"


def test_the_platform_imports_only_what_production_installs(sources):
    """A package that only dev.in names is not there in production."""
    from importlib.metadata import packages_distributions

    wanted = (ROOT / "requirements" / "base.txt").read_text()
    locked = {
        name.lower().replace("_", "-") for name in re.findall(r"^([\w.-]+?)(?:\[[^\]]*\])?==", wanted, re.MULTILINE)
    }
    owners = packages_distributions()
    strange = set()
    for path in sources:
        if path.name == "testing.py":  # the test server, which only tests import
            continue
        for node in ast.walk(_tree(path)):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module] if isinstance(node, ast.ImportFrom) and node.module and not node.level else []
            for name in names:
                found = {owner.lower().replace("_", "-") for owner in owners.get(name.split(".")[0], [])}
                if found and not found & locked:
                    strange.add(f"{_name(path)}: {name}")
    assert not strange, f"Name it in requirements/base.in, or do without: {sorted(strange)}"
