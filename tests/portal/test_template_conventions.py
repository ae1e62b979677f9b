"""How templates are written; each message names the right form."""

import re
from pathlib import Path

import pytest
from django.conf import settings

ROOT = settings.BASE_DIR / "templates"
PAPERS = ROOT / "papers"  # papers are printed, never served: their own styles are part of them


def _templates():
    apps = [path for path in settings.BASE_DIR.glob("*/templates/**/*.html") if ".state" not in path.parts]
    nested = list(settings.BASE_DIR.glob("idi_platform/*/templates/**/*.html"))
    return sorted(path for path in [*ROOT.rglob("*.html"), *apps, *nested] if PAPERS not in path.parents)


def _name(path: Path) -> str:
    return str(path.relative_to(settings.BASE_DIR))


ALL = pytest.mark.parametrize("path", _templates(), ids=_name)
COMPONENTS = pytest.mark.parametrize("path", sorted((ROOT / "components").glob("*.html")), ids=_name)

_COMMENT = re.compile(
    r"\{% comment .*?%\}.*?\{% endcomment %\}|\{% comment %\}.*?\{% endcomment %\}|\{#.*?#\}", re.DOTALL
)
_INCLUDE = re.compile(r"\{% include (?P<what>[^%]+?) %\}")
_CONDITION = re.compile(r"\{% (?:if|elif) (?P<what>.+?) %\}")
_COMPARES = re.compile(r"==|!=|<=|>=|<|>|\bin\b|\bis\b")
_ATTRIBUTES = re.compile(r"""<[a-z][^<>]*?\s(?P<what>style|on[a-z]+)\s*=\s*["']""", re.IGNORECASE)
_SCRIPT = re.compile(r"<script(?P<attributes>[^>]*)>(?P<body>.*?)</script>", re.DOTALL | re.IGNORECASE)
_POSTED = re.compile(r"""<form\b[^>]*method=["']post["'].*?</form>""", re.DOTALL | re.IGNORECASE)
_ELSEWHERE = re.compile(r"""(?:src|href|action)=["'](?:https?:)?//""", re.IGNORECASE)


def _code(path: Path) -> str:
    return _COMMENT.sub("", path.read_text(encoding="utf-8"))


VENDORED = settings.BASE_DIR / "static" / "vendor" / "bootstrap" / "bootstrap.min.css"
_RULE = re.compile(r"(?P<selectors>[^{}]+)\{[^{}]*url\([\"']?data:")
_STARTS = re.compile(r"^(?:\[[^\]]*\] )?\.(?P<name>[\w-]+)")
_CLASSES = re.compile(r"""\bclass=["'](?P<names>[^"']*)["']""")
# pictured only where .is-valid and the like stand beside it, or on a toggler
DRAWN_BY_STATE = {"form-control", "navbar"}
PICTURED = {
    start["name"]
    for rule in _RULE.finditer(VENDORED.read_text(encoding="utf-8"))
    for selector in rule["selectors"].split(",")
    if (start := _STARTS.match(selector.strip()))
} - DRAWN_BY_STATE | {"is-valid", "is-invalid", "was-validated", "navbar-toggler-icon"}


def test_the_classes_with_pictures_are_found():
    assert {"form-select", "form-check-input", "btn-close", "accordion"} <= PICTURED


@ALL
def test_no_class_brings_a_picture_that_the_policy_blocks(path):
    used = {name for found in _CLASSES.finditer(_code(path)) for name in found["names"].split()}
    assert not used & PICTURED, "Bootstrap draws these from data: addresses. Use a class of components.css."


@ALL
def test_components_are_included_with_only(path):
    for found in _INCLUDE.finditer(_code(path)):
        what = found["what"]
        if "components/" in what:
            assert re.search(r"\sonly$", what), f"Write {{% include {what} only %}}: a component sees what it lists."


@COMPONENTS
def test_components_list_their_variables_on_top(path):
    assert path.read_text(encoding="utf-8").startswith("{% comment %}"), (
        "Begin with {% comment %}variable: what it is{% endcomment %}, one variable a line."
    )


@ALL
def test_templates_compare_nothing(path):
    for found in _CONDITION.finditer(_code(path)):
        without_texts = re.sub(r"\"[^\"]*\"|'[^']*'", "''", found["what"])
        assert not _COMPARES.search(without_texts), (
            f"{{% if {found['what']} %}}: compute it in the view or its value and test one name."
        )


@ALL
def test_no_inline_style_and_no_inline_handler(path):
    found = _ATTRIBUTES.search(_code(path))
    assert found is None, f"{found['what']}=: the policy refuses it; use a class of static/idi or an SVG attribute."


@ALL
def test_no_inline_script(path):
    for found in _SCRIPT.finditer(_code(path)):
        assert "src=" in found["attributes"], "Move the script to static/idi and load it with src."
        assert not found["body"].strip(), "Move the script to static/idi and load it with src."
    assert "<style" not in _code(path), "Move the style to static/idi."


@ALL
def test_posted_forms_carry_a_token(path):
    for found in _POSTED.finditer(_code(path)):
        assert "{% csrf_token %}" in found[0], "Write {% csrf_token %} inside every posted form."


@ALL
def test_nothing_is_fetched_from_elsewhere(path):
    assert not _ELSEWHERE.search(_code(path)), "Serve the file from static/; pages load nothing from other hosts."


def test_every_icon_that_is_drawn_exists():
    symbols = set(re.findall(r'<symbol id="i-([a-z0-9-]+)"', (settings.BASE_DIR / "static/idi/icons.svg").read_text()))
    drawn = {
        name for path in _templates() for name in re.findall(r'\{% icon "([^"]+)"', path.read_text(encoding="utf-8"))
    }
    assert drawn <= symbols, f"Not in static/idi/icons.svg: {sorted(drawn - symbols)}"


def test_every_component_stands_in_the_documentation():
    named = (settings.BASE_DIR / "docs/components.md").read_text(encoding="utf-8")
    parts = {
        "action",
        "cell",
        "choices",
        "clock_track_bar",
        "field_errors",
        "form",
        "grades",
        "messages",
        "pick",
        "reason",
    }
    for path in (ROOT / "components").glob("*.html"):
        assert path.stem in parts or f"`{path.stem}`" in named, f"Describe {path.stem} in docs/components.md."
