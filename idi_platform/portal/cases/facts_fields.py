"""Form fields for the facts that a step takes, drawn from its Facts model; and back from the form to the facts.

A list of rows (shares, participants) becomes its fields row by row, named `shares.0.rate`, with one empty row to add;
a row whose fields are all emptied is left out.
"""

import re
import types
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from typing import Any, Literal, Union, get_args, get_origin

from django import forms
from django.utils.translation import gettext as _
from pydantic.fields import FieldInfo

from idi_platform.portal.forms import DayInput, ManyChoiceRows, MomentInput
from idi_platform.rulebooks.vocabulary import vocabulary
from idi_platform.workflow.facts import Facts

from .labels import choice_words, is_said, label_of

Choices = list[tuple[Any, str]]
_SPLIT = re.compile(r"[\s,，、;；]+")
_IMPLIED = frozenset({"evidence_count", "outcome"})
"""What the step says by itself, where it has a value already."""


@dataclass(frozen=True, slots=True)
class Known:
    """What the ids among the facts may point at, by the name of the fact: (id, title) each; titles of terms."""

    choices: Mapping[str, Choices] = field(default_factory=dict)
    titles: Mapping[str, str] = field(default_factory=dict)

    def of(self, name: str) -> Choices | None:
        """Return the choices of an id by its fact's name; None where it is no id that is known here."""
        return self.choices.get(name.removesuffix("s"), self.choices.get(name))


def fields_of(kind: str, facts: type[Facts], current: Mapping[str, Any], known: Known) -> dict[str, forms.Field]:
    """Return a field for each fact that a person may read, filled with what stands now."""
    found: dict[str, forms.Field] = {}
    for name, info in facts.model_fields.items():
        if is_said(name) and (info.is_required() or name not in _IMPLIED):
            found.update(_fields(kind, name, info, current.get(name, _default(info)), known))
    return found


def facts_in(cleaned: Mapping[str, Any], facts: type[Facts]) -> dict[str, Any]:
    """Return what the form holds as facts; what was left empty is left out."""
    given: dict[str, Any] = {}
    for name, info in facts.model_fields.items():
        kind, is_many = plain(info.annotation)
        if is_many and _is_model(kind):
            rows = list(_rows_in(cleaned, name))
            if rows:
                given[name] = rows
        elif kind is dict:
            given[name] = {key: value for key, value in _members(cleaned, name) if value not in ("", None)}
        elif cleaned.get(name) not in (None, "", []):
            given[name] = cleaned[name]
    return given


def plain(annotation: Any) -> tuple[Any, bool]:
    """Return the type behind an annotation, and whether there may be many."""
    origin = get_origin(annotation)
    if origin in (Union, types.UnionType):
        return plain(next(arg for arg in get_args(annotation) if arg is not type(None)))
    if origin is tuple:
        return plain(get_args(annotation)[0])[0], True
    if origin is dict:
        return dict, False
    if origin is not Literal and hasattr(annotation, "__metadata__"):
        return plain(get_args(annotation)[0])
    return annotation, False


def _is_model(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, Facts)


def _default(info: FieldInfo) -> Any:
    default = None if info.is_required() else info.get_default(call_default_factory=True)
    return default.value if isinstance(default, Enum) else default


def _fields(kind: str, name: str, info: FieldInfo, value: Any, known: Known) -> dict[str, forms.Field]:
    of_type, is_many = plain(info.annotation)
    label = label_of(kind, name)
    if of_type is dict:
        return {
            f"{name}.{key}": titled(
                _LikeField(required=False, max_length=80, initial=one),
                _("：").join((str(label), str(known.titles.get(key, key)))),
            )
            for key, one in (value or {}).items()
        }
    if is_many and _is_model(of_type):
        return _row_fields(kind, name, of_type, list(value or ()), known)
    made = _field(kind, name, of_type, known, is_many=is_many)
    made.required = info.is_required() and not is_many
    made.initial = _shown(value, of_type, made)
    return {name: titled(made, label)}


def titled(made: forms.Field, label: str) -> forms.Field:
    """Give a field its label, and let it say by that name that it is empty."""
    made.label = label
    made.error_messages["required"] = _("请填写：%(label)s") % {"label": label}
    return made


def _row_fields(kind: str, name: str, of_type: type[Facts], rows: list[Any], known: Known) -> dict[str, forms.Field]:
    found: dict[str, forms.Field] = {}
    for number, row in enumerate([*rows, {}]):
        for inner, info in of_type.model_fields.items():
            if not is_said(inner):
                continue
            inner_type, is_many = plain(info.annotation)
            made = _field(kind, inner, inner_type, known, is_many=is_many)
            made.required = False
            made.initial = _shown(row.get(inner), inner_type, made)
            place = _("第 %(n)d 项") % {"n": number + 1} if number < len(rows) else _("增加一项")
            found[f"{name}.{number}.{inner}"] = titled(made, f"{label_of(kind, name)}，{place}：{label_of('', inner)}")
    return found


def _field(kind: str, name: str, of_type: Any, known: Known, *, is_many: bool) -> forms.Field:
    pointed = known.of(name)
    if pointed is not None:
        return _pointing(pointed, is_many=is_many)
    choices = _choices_of(kind, name, of_type)
    if choices is not None and is_many:
        return forms.MultipleChoiceField(choices=choices, widget=ManyChoiceRows)
    if choices is not None:
        return forms.ChoiceField(choices=[("", "—"), *choices])
    if is_many:
        return _ListField()
    return _simple(of_type)


def _pointing(choices: Choices, *, is_many: bool) -> forms.Field:
    if is_many:
        return forms.TypedMultipleChoiceField(choices=choices, coerce=_id, widget=ManyChoiceRows)
    return forms.TypedChoiceField(choices=[("", "—"), *choices], coerce=_id, empty_value=None)


def _id(text: str) -> int | str:
    return int(text) if text.isdigit() else text


def _choices_of(kind: str, name: str, of_type: Any) -> Choices | None:
    if of_type is bool:
        return [("true", _("是")), ("false", _("否"))]
    if get_origin(of_type) is Literal:
        return [(value, choice_words(kind, name, value)) for value in get_args(of_type)]
    if isinstance(of_type, type) and issubclass(of_type, Enum):
        return [(one.value, str(getattr(one, "label", "") or vocabulary.label(str(one.value)))) for one in of_type]
    return None


def _simple(of_type: Any) -> forms.Field:
    if _is_instant(of_type):
        return forms.DateTimeField(widget=MomentInput)
    if of_type is date:
        return forms.DateField(widget=DayInput)
    if of_type is Decimal:
        return forms.DecimalField()
    if of_type is int:
        return forms.IntegerField()
    return forms.CharField(max_length=80)


def _is_instant(of_type: Any) -> bool:
    return of_type is datetime or "datetime" in getattr(of_type, "__name__", "").lower()


def _shown(value: Any, of_type: Any, made: forms.Field) -> Any:
    """Return a stored value as its field starts with it."""
    if value is None:
        return None
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str) and _is_instant(of_type):
        return datetime.fromisoformat(value)
    if isinstance(value, str) and of_type is date:
        return date.fromisoformat(value)
    if isinstance(made, _ListField):
        return "、".join(str(one) for one in value)
    return value


class _LikeField(forms.CharField):
    """A value that stays of the kind it is: a number stays a number."""

    def clean(self, value: Any) -> Any:
        """Return the text as what stood there before."""
        text = super().clean(value)
        if text == str(self.initial):
            return self.initial
        return int(text) if isinstance(self.initial, int) and text.isdigit() else text


class _ListField(forms.CharField):
    """Several codes or numbers in one line, separated by commas or spaces."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, max_length=2000, help_text=_("几个之间用顿号或空格隔开。"), **kwargs)

    def clean(self, value: Any) -> Any:
        """Cut the line into its parts."""
        return [part for part in _SPLIT.split(super().clean(value)) if part]


def _rows_in(cleaned: Mapping[str, Any], name: str) -> Iterator[dict[str, Any]]:
    rows: dict[int, dict[str, Any]] = {}
    for key, value in _members(cleaned, name):
        place, _dot, inner = key.partition(".")
        if value not in (None, "", []):
            rows.setdefault(int(place), {})[inner] = value
    for number in sorted(rows):
        yield rows[number]


def _members(cleaned: Mapping[str, Any], name: str) -> Iterator[tuple[str, Any]]:
    start = f"{name}."
    return ((key.removeprefix(start), value) for key, value in cleaned.items() if key.startswith(start))
