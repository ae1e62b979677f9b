"""Forms of the desk: to whom claims go, rules of assignment, what the desk knows of a colleague, duty, absence."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from claims.models import RuleDays
from idi_platform.portal.forms import DayInput, PlatformForm, StepForm, TickField

BY_RULES = "rules"
_NAMES = 40


def _one_of(label: Any, choices: Mapping[Any, Any], *, nothing: Any = None, **more: Any) -> forms.ChoiceField:
    """Offer choices, none of them chosen: `nothing` says what it means to choose none, and without it one must be."""
    rows = [(str(value), words) for value, words in choices.items()]
    first = ("", _("请选择") if nothing is None else nothing)
    return forms.ChoiceField(label=label, choices=[first, *rows], required=nothing is None, **more)


def _number(value: str) -> int | None:
    return int(value) if value else None


class HandOverForm(StepForm):
    """To whom marked claims go; the claims themselves stand in the form as hidden numbers."""

    def __init__(self, *args: Any, people: Mapping[int, str], **kwargs: Any) -> None:
        """Offer the colleagues, and the insurer's own rules."""
        super().__init__(*args, **kwargs)
        choices: dict[Any, Any] = {BY_RULES: _("按分派规则，逐件挑人"), **people}
        self.fields["handler"] = _one_of(_("交给谁"), choices)
        self.ask_by_name()

    @property
    def handler(self) -> int | None:
        """Return the colleague; None for the rules."""
        return _number(self.cleaned_data["handler"].replace(BY_RULES, ""))


class RuleForm(PlatformForm):
    """One rule; what is left open asks for nothing."""

    title = forms.CharField(label=_("叫什么"), max_length=60)
    days = forms.ChoiceField(label=_("哪些日子"), choices=RuleDays.choices, initial=RuleDays.ANY)
    only_danger = TickField(label=_("只管紧急报案"), required=False)
    skill = forms.CharField(label=_("要有的专长"), max_length=_NAMES, required=False)
    on_duty = TickField(label=_("只派给当天值班的同事"), required=False)

    def __init__(
        self,
        *args: Any,
        people: Mapping[int, str],
        projects: Mapping[int, str],
        divisions: Mapping[str, str],
        items: Mapping[str, str],
        **kwargs: Any,
    ) -> None:
        """Offer what the insurer has."""
        super().__init__(*args, **kwargs)
        self.fields["project"] = _one_of(_("小区"), projects, nothing=_("不限"))
        self.fields["division"] = _one_of(_("地区"), divisions, nothing=_("不限"))
        self.fields["item"] = _one_of(_("保险项目"), items, nothing=_("不限"))
        self.fields["person"] = _one_of(_("固定给谁"), people, nothing=_("不固定，给手上最少的"))
        self.order_fields(["title", "project", "division", "item", "days", "only_danger", "person", "skill", "on_duty"])
        self.ask_by_name()

    def values(self) -> dict[str, Any]:
        """Return the columns of the rule."""
        data = dict(self.cleaned_data)
        return {
            "title": data["title"],
            "project_id": _number(data["project"]),
            "division_id": data["division"] or None,
            "item": data["item"],
            "days": data["days"],
            "only_danger": data["only_danger"],
            "person_id": _number(data["person"]),
            "skill": data["skill"].strip(),
            "on_duty": data["on_duty"],
        }


class SettingsForm(PlatformForm):
    """How the desk runs."""

    assigns_by_rule = TickField(label=_("新报案按规则自动分派"), required=False)
    alarm_after = forms.IntegerField(label=_("几分钟没人接就提醒"), min_value=5, max_value=2880)


class DeskPersonForm(PlatformForm):
    """What the desk knows of one colleague."""

    team = forms.CharField(label=_("小组"), max_length=_NAMES, required=False)
    skills = forms.CharField(
        label=_("专长"), help_text=_("几样用逗号分开，例如：防水，结构。"), max_length=200, required=False
    )
    most_open = forms.IntegerField(
        label=_("最多在办几件"),
        help_text=_("到了这个数，规则不再派给这位同事。"),
        min_value=1,
        max_value=999,
        required=False,
    )

    def clean_skills(self) -> list[str]:
        """Return the skills one by one."""
        parts = self.cleaned_data["skills"].replace("，", ",").replace("、", ",").split(",")
        return list(dict.fromkeys(part.strip()[:_NAMES] for part in parts if part.strip()))


class DutyForm(PlatformForm):
    """Somebody is on duty from one day to another, both included."""

    since = forms.DateField(label=_("从"), widget=DayInput)
    until = forms.DateField(label=_("到（含当天）"), widget=DayInput, required=False)

    def __init__(self, *args: Any, people: Mapping[int, str], **kwargs: Any) -> None:
        """Offer the colleagues."""
        super().__init__(*args, **kwargs)
        self.fields["person"] = _one_of(_("谁值班"), people)
        self.order_fields(["person", "since", "until"])
        self.ask_by_name()


class AbsenceForm(PlatformForm):
    """Somebody is away, and who stands in."""

    since = forms.DateField(label=_("从哪天起"), widget=DayInput)
    until = forms.DateField(label=_("哪天回来"), help_text=_("还不知道的先不填。"), widget=DayInput, required=False)

    def __init__(self, *args: Any, people: Mapping[int, str], **kwargs: Any) -> None:
        """Offer the colleagues."""
        super().__init__(*args, **kwargs)
        self.fields["person"] = _one_of(_("谁不在"), people)
        self.fields["substitute"] = _one_of(_("由谁代班"), people)
        self.order_fields(["person", "substitute", "since", "until"])
        self.ask_by_name()
