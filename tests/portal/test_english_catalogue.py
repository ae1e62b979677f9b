"""Every word that the platform marks for its readers has its English, and none of it is left in Chinese."""

import ast
import re
from pathlib import Path

from django.conf import settings
from django.utils import translation
from django.utils.translation.template import templatize

ROOT = Path(settings.BASE_DIR)
HAN = re.compile("[\u3000-\u303f\u3400-\u9fff\uff00-\uffef]")
QUOTED = re.compile("“[^”]*”")
"""Names of sheets and examples of what is typed: data, in the language of the data."""
PLACES = re.compile(r"%\((\w+)\)")
APPS = ("idi_platform", "claims", "policies", "riskmgmt", "regulators")
MARKED = {"gettext", "gettext_lazy", "gettext_noop", "ngettext", "ngettext_lazy"}
IN_A_TEMPLATE = re.compile(r"gettext\(u?'((?:[^'\\]|\\.)*)'|gettext\(u?\"((?:[^\"\\]|\\.)*)\"")
HARDLY = "idi_platform/demo"
"""What the demonstration tells is data."""


def marked_in(source):
    """The first arguments of whatever name a module gives to the functions that mark words."""
    tree = ast.parse(source)
    names = {
        alias.asname or alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module == "django.utils.translation"
        for alias in node.names
        if alias.name in MARKED
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in names:
            yield from (said.value for said in node.args[:1] if isinstance(said, ast.Constant))


def asked():
    found = set()
    for app in APPS:
        for file in sorted((ROOT / app).rglob("*.py")):
            if HARDLY not in file.as_posix() and "migrations" not in file.parts:
                found |= set(marked_in(file.read_text("utf-8")))
    for file in sorted((ROOT / "templates").rglob("*.html")):
        for one, other in IN_A_TEMPLATE.findall(templatize(file.read_text("utf-8"), origin=str(file))):
            found.add(ast.literal_eval(f'"""{one or other}"""'))
    return {said for said in found if isinstance(said, str) and HAN.search(said)}


def english(said):
    with translation.override("en"):
        many = translation.ngettext(said, said, 2)
        return many if many != said else translation.gettext(said)


def test_every_word_for_readers_is_in_the_english_catalogue():
    words = asked()
    assert len(words) > 3000
    assert sorted(said for said in words if HAN.search(QUOTED.sub("", english(said)))) == []


def test_english_fills_in_what_the_chinese_fills_in():
    assert sorted(said for said in asked() if set(PLACES.findall(said)) != set(PLACES.findall(english(said)))) == []
