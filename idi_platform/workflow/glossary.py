"""The part of docs/glossary.md that is drawn from the code: kinds, roles, and every code that a person reads."""

from collections.abc import Iterable, Iterator

from django.apps import apps
from django.utils import translation

from idi_platform.accounts.roles import ROLE_TABLE
from idi_platform.rulebooks.vocabulary import vocabulary

from .lifecycles import LIFECYCLES

BEGIN = "<!-- drawn from the code by manage.py draw_glossary; do not edit below -->"
OWN = ("idi_platform.", "policies.", "riskmgmt.", "claims.", "regulators.")
"""Packages of the project; what libraries keep has words of its own."""

Codes = tuple[tuple[str, str], ...]


def drawn() -> str:
    """Return the drawn part, with the line that begins it; labels in Chinese, whatever language is active."""
    with translation.override("zh-hans"):
        return "\n".join((BEGIN, "", *_kinds(), "", *_roles(), "", *_codes(), ""))


def with_drawn(page: str) -> str:
    """Return the page with its drawn part as the code gives it now."""
    return page.partition(BEGIN)[0] + drawn()


def _kinds() -> Iterator[str]:
    yield from _table("Kinds", "kind", "中文", "English", "lifecycle")
    for name, kind in sorted(vocabulary.kinds.items()):
        chart = f"[{name}](lifecycles/{name}.md)" if name in LIFECYCLES else ""
        yield f"| {name} | {kind.zh} | {kind.en} | {chart} |"


def _roles() -> Iterator[str]:
    yield from _table("Roles", "role", "中文", "English")
    for role, rule in ROLE_TABLE.items():
        yield f"| {role.value} | {rule.zh} | {rule.en} |"


def _codes() -> Iterator[str]:
    yield from _table("Codes", "where", "code 中文")
    where: dict[Codes, list[str]] = {}
    for model in apps.get_models():
        if not f"{model.__module__}.".startswith(OWN):
            continue
        for field in model._meta.local_fields:
            if field.flatchoices:
                codes = tuple((str(code), str(label)) for code, label in field.flatchoices)
                where.setdefault(codes, []).append(f"{model.__name__}.{field.name}")
    for codes, fields in sorted(where.items(), key=lambda found: found[1]):
        said = "、".join(code if code == label else f"{code} {label}" for code, label in codes)
        yield f"| {'、'.join(fields)} | {said} |"


def _table(title: str, *heads: str) -> Iterable[str]:
    return (f"## {title}", "", f"| {' | '.join(heads)} |", f"| {' | '.join('---' for _head in heads)} |")
