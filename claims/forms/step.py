"""The form of a desk's step, drawn from the facts that the step takes; words stand in their own field."""

import types
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from enum import Enum
from typing import Any, Union, get_args, get_origin

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.utils.translation import gettext_noop as _noop

from claims.codes import Ground, LineKind, WantedPaper
from claims.cover import rests_on
from claims.forms.groups import Group, grouped
from claims.forms.late import true_moment, why_only_now
from claims.forms.picking import EvidencePick, Tile
from claims.forms.step_checks import problems_of
from claims.forms.step_words import ASKED, HIDDEN, LABELS, LATE, OF_LINES, OF_LIST, PEOPLE, PROVED, WORDS
from claims.home_search import rooms_named
from claims.models.claim_facts import PaymentLine
from claims.signatures import kind_words
from idi_platform.documents.models import Attachment
from idi_platform.kernel.languages import in_words
from idi_platform.portal.forms import Choice, ChoiceRows, DayInput, ManyChoiceRows, MomentInput, StepForm, TickField
from idi_platform.portal.uploads import ICONS
from idi_platform.rulebooks.law import Law
from idi_platform.rulebooks.vocabulary import vocabulary
from idi_platform.workflow.lifecycles import StepDefinition


class DeskStepForm(StepForm):
    """One step of a claim as a form."""

    def __init__(
        self,
        *args: Any,
        definition: StepDefinition,
        law: Law,
        evidence: Sequence[Attachment],
        people: Mapping[int, str] | None = None,
        thumbs: Mapping[int, str] | None = None,
        warnings: Sequence[Any] = (),
        building_id: int | None = None,
        to_come: Sequence[str] = (),
        **kwargs: Any,
    ) -> None:
        """Draw a field for each fact."""
        super().__init__(*args, **kwargs)
        self.definition, self.law, self.evidence = definition, law, evidence
        self.people, self.thumbs = people or {}, thumbs or {}
        self.warnings = tuple(warnings)
        self.building_id = building_id
        self.to_come = to_come
        for name, field in definition.facts.model_fields.items():
            if name not in HIDDEN:
                self._add(name, field)
        if "clauses" in definition.facts.model_fields:
            self.fields["more_clause"] = self._clause(_("另外引用的条款"))
        if "statement_id" in definition.facts.model_fields:
            label = _(WORDS.get(definition.name, _noop("说明")))
            self.fields["words"] = _text(label, required=definition.name in WORDS)
        if "why_id" in definition.facts.model_fields:
            self.fields["why"] = _text(_("这个理由为什么适用于本案（写进不予赔偿通知书）"), required=True)
        for number, warning in enumerate(self.warnings):
            self.fields[f"reason_{number}"] = forms.CharField(
                label=_("理由：%(what)s") % {"what": warning.message}, max_length=500, required=False
            )
        self._add_moment()
        self.ask_by_name()

    def clean(self) -> dict[str, Any]:
        """Say in words what the fields must be together."""
        cleaned = super().clean()
        for name, sentence in problems_of(self.definition.name, cleaned):
            if name not in self.errors:
                self.add_error(name if name in self.fields else None, sentence)
        if cleaned.get("unit_ids"):
            self._rooms(cleaned)
        return cleaned

    def _rooms(self, cleaned: dict[str, Any]) -> None:
        """Take the homes of the building for the room numbers that were typed."""
        found, unknown = rooms_named(self.building_id or 0, cleaned["unit_ids"])
        cleaned["unit_ids"] = tuple(row.pk for row in found)
        if unknown:
            words = _("、").join(unknown[:5])
            self.add_error("unit_ids", _("这栋楼里没有，或者不止一户：%(rooms)s。请写完整的房号。") % {"rooms": words})

    def groups(self) -> list[Group]:
        """Return the visible fields as they stand together."""
        return grouped(self)

    def as_typed(self, **more: str) -> dict[str, Any]:
        """Return what was typed, to be shown again unchecked; `more` is appended to the texts of those names."""
        typed = {
            name: field.widget.value_from_datadict(self.data, self.files, name) for name, field in self.fields.items()
        }
        return typed | {
            name: "\n".join(part for part in (typed.get(name), text) if part) for name, text in more.items()
        }

    def _add_moment(self) -> None:
        """A step that reports an outside event may have happened earlier."""
        if not self.definition.is_report:
            return
        self.fields["occurred_at"] = true_moment(_("实际发生的时间"), _("不填就是现在。"))
        self.fields[LATE] = why_only_now(_("超过一天才录入的，写明原因。"))

    def _add(self, name: str, field: Any) -> None:
        if name == "lines":
            for kind in LineKind:
                self.fields[f"line_{kind.value}"] = forms.DecimalField(
                    label=str(kind.label), required=False, min_value=Decimal("0.01"), max_digits=16, decimal_places=2
                )
            return
        if name in OF_LINES and not {"lines", "payment_id"}.isdisjoint(self.definition.facts.model_fields):
            return
        if name in PEOPLE and not self.people:
            return
        if name in OF_LIST and not self.to_come:
            return
        self.fields[name] = self._field(name, field)

    def _field(self, name: str, field: Any) -> forms.Field:
        label = _(LABELS[name]) if name in LABELS else vocabulary.label(f"{self.definition.kind}.{name}")
        required = field.is_required() or (self.definition.name, name) in ASKED
        kind, is_many = _plain(field.annotation)
        if name == "evidence_ids":
            choices = [
                (row.pk, Tile(row.label, kind_words(row), self.thumbs.get(row.pk, ""), ICONS[row.kind]))
                for row in self.evidence
            ]
            return forms.TypedMultipleChoiceField(
                label=label,
                help_text="" if choices else _("案件里还没有证据，请先在案件页添加。"),
                choices=choices,
                coerce=int,
                required=required or self.definition.name in PROVED,
                widget=EvidencePick,
            )
        if name == "unit_ids":
            hint = _("写房号，用空格隔开，比如：1201 1202 1301。每一户都会收到通知。")
            return forms.CharField(label=label, help_text=hint, required=required, max_length=2000)
        if name in OF_LIST:
            hint = _("没勾的都算这次收到了；只到了一部分的，请用“先交一部分材料”。") if name == "lacking" else ""
            papers = [(code, str(WantedPaper(code).label)) for code in self.to_come]
            return forms.MultipleChoiceField(
                label=label, help_text=hint, choices=papers, required=required, widget=ManyChoiceRows
            )
        if name == "clause":
            return self._clause(label)
        if name == "ground":
            return self._grounds(label)
        if name == "item":
            return self._items(label, required=required or bool(field.metadata))
        if name in PEOPLE:
            people = [("", "—"), *self.people.items()]
            return forms.TypedChoiceField(label=label, choices=people, coerce=int, empty_value=None, required=required)
        return _simple(kind, label, required=required, is_many=is_many, initial=_initial(field))

    def _clause(self, label: str) -> forms.Field:
        choices = [(code, self.law.clause_title(code)) for code in clauses_of(self.law)]
        return forms.ChoiceField(label=label, choices=[("", "—"), *choices], required=False)

    def _grounds(self, label: str) -> forms.Field:
        """Offer the grounds that the city's text knows, each with its article."""
        known = self.law.cover.exclusions if self.law.cover is not None else {}
        choices = [
            (ground.value, Choice(str(ground.label), self.law.clause_title(known[ground.value].clause)))
            for ground in Ground
            if ground.value in known
        ]
        every = [(ground.value, Choice(str(ground.label))) for ground in Ground]
        return forms.ChoiceField(label=label, choices=choices or every, widget=ChoiceRows)

    def _items(self, label: str, *, required: bool) -> forms.Field:
        cover = self.law.cover
        choices = [(code, in_words(item.title)) for code, item in (cover.items.items() if cover is not None else ())]
        if not choices:
            return forms.CharField(label=label, required=required, max_length=80)
        return forms.ChoiceField(label=label, choices=[("", "—"), *choices], required=required)

    def facts(self) -> dict[str, Any]:
        """Return the facts: what was left empty is left out."""
        own = set(self.definition.facts.model_fields)
        given = {
            name: value for name, value in self.cleaned_data.items() if name in own and value not in ("", None, [])
        }
        lines = [
            PaymentLine(kind=kind, amount=self.cleaned_data[f"line_{kind.value}"])
            for kind in LineKind
            if self.cleaned_data.get(f"line_{kind.value}") is not None
        ]
        if lines:
            given["lines"] = lines
        if "clauses" in own:
            given["clauses"] = self._rests_on(given)
        return given

    def _rests_on(self, given: Mapping[str, Any]) -> list[str]:
        """Return the clauses of the item, of the ground, and the one that was added."""
        more = self.cleaned_data.get("more_clause") or ""
        return rests_on(self.law, given.get("item", ""), given.get("ground") or "", more)

    def reasons(self) -> dict[str, str]:
        """Return the typed reasons by the code of their warning."""
        found = {
            warning.code: self.cleaned_data.get(f"reason_{number}") or ""
            for number, warning in enumerate(self.warnings)
        }
        return {**found, LATE: self.cleaned_data.get(LATE) or ""}


def clauses_of(law: Law) -> list[str]:
    """Return the clauses that a determination may rest on: those of cover, and the national ones on claims."""
    cover = law.cover
    found: list[str] = []
    if cover is not None:
        for item in cover.items.values():
            found += [item.clause, *([item.period_clause] if item.period_clause else [])]
        found += [segment.clause for segment in cover.segments]
        found += [exclusion.clause for exclusion in cover.exclusions.values()]
        found += [cover.test_clause] if cover.test_clause else []
    found += [code for code, clause in law.base.clauses.items() if clause.decides]
    return list(dict.fromkeys(found))


def _text(label: str, *, required: bool) -> forms.Field:
    return forms.CharField(label=label, required=required, max_length=4000, widget=forms.Textarea(attrs={"rows": 5}))


def _plain(annotation: Any) -> tuple[Any, bool]:
    """Return the type behind an annotation, and whether there may be many."""
    origin = get_origin(annotation)
    if origin in (Union, types.UnionType):
        return _plain(next(arg for arg in get_args(annotation) if arg is not type(None)))
    if origin is tuple:
        return _plain(get_args(annotation)[0])[0], True
    if origin is not None and hasattr(annotation, "__metadata__"):
        return _plain(get_args(annotation)[0])
    return annotation, False


def _initial(field: Any) -> Any:
    default = None if field.is_required() else field.default
    return default.value if isinstance(default, Enum) else default if isinstance(default, bool | int | str) else None


def _simple(kind: Any, label: str, *, required: bool, is_many: bool, initial: Any) -> forms.Field:
    """Return the field of a plain type; an unknown one is a short text."""
    if isinstance(kind, type) and issubclass(kind, Enum):
        return _enumerated(kind, label, required=required, is_many=is_many, initial=initial)
    if kind is bool:
        return TickField(label=label, required=False, initial=initial)
    if "datetime" in getattr(kind, "__name__", "").lower():
        return forms.DateTimeField(label=label, required=required, widget=MomentInput)
    if kind is date:
        return forms.DateField(label=label, required=required, widget=DayInput)
    if kind is Decimal:
        return forms.DecimalField(label=label, required=required, decimal_places=2)
    if kind is int:
        return forms.IntegerField(label=label, required=required)
    return forms.CharField(label=label, required=required, max_length=80, initial=initial)


def _enumerated(kind: type[Enum], label: str, *, required: bool, is_many: bool, initial: Any) -> forms.Field:
    choices = [(member.value, str(getattr(member, "label", member.value))) for member in kind]
    if is_many:
        return forms.MultipleChoiceField(label=label, choices=choices, required=required, widget=ManyChoiceRows)
    if required:
        return forms.ChoiceField(label=label, choices=choices, initial=initial, widget=ChoiceRows)
    return forms.ChoiceField(label=label, choices=[("", "—"), *choices], required=False, initial=initial)


class DeclineForm(StepForm):
    """Why a proposal goes back."""

    reason = forms.CharField(
        label=gettext_lazy("退回的原因"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3})
    )
