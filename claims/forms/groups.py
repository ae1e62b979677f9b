"""How the fields of a desk's step stand together: when, what, readings, money, proof, words."""

from collections.abc import Iterable
from dataclasses import dataclass

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

_FEW = 3
"""Up to this many fields stand without headings."""


@dataclass(frozen=True, slots=True)
class Group:
    """Fields under one heading; short ones stand two beside each other."""

    title: str | Promise
    fields: tuple[forms.BoundField, ...]
    is_short: bool


_ORDER: tuple[tuple[str | Promise, frozenset[str], bool], ...] = (
    (
        _("什么时候"),
        frozenset(
            {"from_at", "until_at", "surveyor", "occurred_at", "late_entry", "received_at", "handler", "made_on"}
        ),
        True,
    ),
    (
        _("认定"),
        frozenset(
            {
                "item", "place", "cause", "benchmark", "ground", "reason", "call_outcome", "papers", "party", "mode",
                "first_known_on", "is_recorded_at_acceptance", "revealed_in_use", "has_new_fact_since_request",
                "liable", "cover_starts_on", "came", "lacking", "former_answer", "new_answer", "goes_on_with",
                "claimant_person", "by", "timing", "is_whole",
            }
        ),
        False,
    ),
    (_("读数"), frozenset({"moisture", "crack_width"}), True),
    (_("金额"), frozenset({"cash", "amount", "assessed_amount", "payee", "repair_cost"}), True),
    (
        _("日期"),
        frozenset(
            {
                "repair_from", "repair_by", "start_on", "end_on", "answer_by", "call_back_at", "repairer",
                "repairer_kind", "qualification_until",
            }
        ),
        True,
    ),
    (_("依据"), frozenset({"evidence_ids", "clause", "more_clause", "recording"}), False),
    (_("写明"), frozenset({"words", "why"}), False),
)  # fmt: skip


def grouped(form: forms.Form) -> list[Group]:
    """Return the form's visible fields in groups, in the order in which a desk thinks.

    A short form has no headings, and neither has one in which each would stand over a single field.
    """
    visible = {field.name: field for field in form.visible_fields()}
    if len(visible) <= _FEW:
        return [Group("", tuple(visible.values()), is_short=False)]
    found = _grouped(visible)
    if all(len(group.fields) == 1 for group in found):
        return [Group("", tuple(group.fields[0] for group in found), is_short=False)]
    return found


def _grouped(visible: dict[str, forms.BoundField]) -> list[Group]:
    found = []
    for title, names, is_short in _ORDER:
        taken = _taken(visible, names if title != _("金额") else names | _lines(visible))
        if taken:
            found.append(Group(title, taken, is_short))
    rest = tuple(visible.values())
    return [*found, Group(_("其他"), rest, is_short=False)] if rest else found


def _lines(visible: Iterable[str]) -> frozenset[str]:
    return frozenset(name for name in visible if name.startswith("line_"))


def _taken(visible: dict[str, forms.BoundField], names: frozenset[str]) -> tuple[forms.BoundField, ...]:
    """Take the named fields out of those that are left, in the order of the form."""
    return tuple(visible.pop(name) for name in [one for one in visible if one in names])
