"""Every name of the law is there in Chinese and in English: what the texts declare and what the process registers."""

import re
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.core.management import CommandError, call_command
from django.utils import translation

from idi_platform.accounts.roles import ROLE_TABLE
from idi_platform.rulebooks.shipped import load_shipped, shipped
from idi_platform.rulebooks.vocabulary import vocabulary
from idi_platform.workflow.glossary import BEGIN, OWN
from idi_platform.workflow.lifecycles import LIFECYCLES

GLOSSARY = Path(settings.BASE_DIR) / "docs" / "glossary.md"
TERMS = (Path(__file__).parent / "registers" / "glossary.txt").read_text("utf-8").splitlines()
HAN = re.compile("[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]")
LATIN = re.compile("[A-Za-z]")
TABLES = ("kinds", "steps", "facts", "sets", "sections", "escalations", "pages", "registers")


def labels_in(said, path=""):
    """Yield every label of a dumped text with where it stands."""
    if isinstance(said, dict):
        if "zh" in said:
            yield path, said["zh"], said.get("en")
        for key, inner in said.items():
            yield from labels_in(inner, f"{path}/{key}")
    elif isinstance(said, list | tuple):
        for number, inner in enumerate(said):
            yield from labels_in(inner, f"{path}/{number}")


def wrong(labels):
    """The labels that lack a language, or speak the other one."""
    return [
        f"{where}: {zh} / {en}"
        for where, zh, en in labels
        if not zh or not en or not HAN.search(zh) or not LATIN.search(en) or HAN.search(en)
    ]


@pytest.mark.parametrize("code", shipped())
def test_a_text_names_everything_in_two_languages(code):
    found = list(labels_in(load_shipped(code).rulebook.model_dump(mode="python", by_alias=True)))
    assert len(found) > 60
    assert wrong(found) == []


@pytest.mark.parametrize("table", TABLES)
def test_a_registered_name_is_named_in_two_languages(table):
    entries = getattr(vocabulary, table)
    assert entries
    named = [(f"{table} {name}", entry.zh, entry.en) for name, entry in entries.items()]
    choices = [
        (f"{name}={value}", *labels)
        for name, entry in entries.items()
        for value, labels in (getattr(entry, "choices", None) or {}).items()
    ]
    assert wrong([*named, *choices]) == []


def test_lifecycles_their_steps_and_roles_are_named_in_two_languages():
    named = [(kind, one.zh, one.en) for kind, one in LIFECYCLES.items()]
    named += [(step.full_name, step.zh, step.en) for one in LIFECYCLES.values() for step in one.steps.values()]
    named += [(role.value, rule.zh, rule.en) for role, rule in ROLE_TABLE.items()]
    assert wrong(named) == []


def test_the_glossary_has_every_term_of_the_trade():
    rows = [line for line in GLOSSARY.read_text("utf-8").partition(BEGIN)[0].splitlines() if line.startswith("| ")]
    kept = {" | ".join(cell.strip() for cell in row.strip("|").split("|")[:2]) for row in rows}
    assert len(TERMS) > 140
    assert [term for term in TERMS if term not in kept] == []


def test_the_glossary_has_every_code_and_lifecycle_that_a_person_reads():
    page = GLOSSARY.read_text("utf-8").partition(BEGIN)[2]
    with translation.override("zh-hans"):
        labels = {
            str(label)
            for model in apps.get_models()
            if f"{model.__module__}.".startswith(OWN)
            for field in model._meta.local_fields
            for _code, label in field.flatchoices
        }
    assert len(labels) > 200
    assert sorted(label for label in labels if label not in page) == []
    assert [kind for kind, one in LIFECYCLES.items() if f"| {kind} | {one.zh} | {one.en} |" not in page] == []


def test_the_drawn_part_of_the_glossary_is_the_codes(monkeypatch, tmp_path):
    call_command("draw_glossary", "--check")
    stale = GLOSSARY.read_text("utf-8").replace("| claim | 索赔案件 | claim |", "| claim | 赔案 | claim |")
    assert stale != GLOSSARY.read_text("utf-8")
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs/glossary.md").write_text(stale, "utf-8")
    monkeypatch.setattr(settings, "BASE_DIR", tmp_path)
    with pytest.raises(CommandError, match="draw_glossary"):
        call_command("draw_glossary", "--check")
    call_command("draw_glossary")
    assert (tmp_path / "docs/glossary.md").read_text("utf-8") == GLOSSARY.read_text("utf-8")
