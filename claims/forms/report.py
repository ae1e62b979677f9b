"""The owner's report in three short steps; each checks shape only and goes on with the answers before it."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from claims.actions import Defect
from claims.codes import EMERGENCIES, Place, Severity
from claims.forms.tiles import Drawing, DrawingTiles, GroupedTiles
from idi_platform.kernel.languages import in_words
from idi_platform.portal.forms import Choice, ChoiceRows, DayInput, FilesField, PickTiles, PlatformForm
from idi_platform.portal.words import date_words
from idi_platform.rulebooks.items import item_elsewhere
from idi_platform.rulebooks.law import Law
from idi_platform.rulebooks.schema.cover import ItemDef, Pointed

COMMON = {Place.ROOF, Place.FACADE, Place.BASEMENT, Place.STAIRWELL, Place.RISER}
UNSURE, NEW = ":", "new"
TODAY, YESTERDAY, EARLIER, UNKNOWN = "today", "yesterday", "earlier", "unknown"


ONE_DAY = timedelta(days=1)
KEPT = 2 * ONE_DAY
"""How long a page's "today" is taken at its word."""


@dataclass(frozen=True, slots=True)
class FormDay:
    """The day in Shanghai on which the page was drawn that says "today"; the form carries it.

    `is_past`: it was drawn on an earlier day. `is_stale`: what came is no such day, it lies ahead or too far back, so
    that the day must be chosen anew.
    """

    drawn: date
    is_past: bool = False
    is_stale: bool = False

    @classmethod
    def read(cls, sent: str, today: date) -> "FormDay":
        """Read the day that a form has carried (2026-09-29); nothing sent is today."""
        if not sent:
            return cls(today)
        try:
            drawn = date.fromisoformat(sent)
        except ValueError:
            return cls(today, is_stale=True)
        if not today - KEPT <= drawn <= today:
            return cls(today, is_stale=True)
        return cls(drawn, is_past=drawn < today)


def place_choices() -> list[tuple[str, list[tuple[str, Any]]]]:
    """Return the places: those of the home, those that all owners share, and any other."""
    at_home = [(place.value, place.label) for place in Place if place not in COMMON and place is not Place.OTHER]
    shared = [(place.value, place.label) for place in Place if place in COMMON]
    return [
        (_("自己家里"), at_home),
        (_("公共部分，大家共有的"), shared),
        (_("都不是"), [(Place.OTHER.value, Place.OTHER.label)]),
    ]


def defect_choices(law: Law, items: Collection[str] | None) -> list[tuple[str, Drawing]]:
    """Return what an owner may point at, as drawings, and "not sure".

    Those are the defects that the city's list names; where it leaves items to the contract, the items of the contract.
    """
    own = law.cover.items if law.cover is not None else {}
    rows: list[tuple[str, Drawing]] = []
    for code, item in sorted(own.items(), key=lambda row: row[1].icon != "leak"):
        if items is None or code in items:
            rows += [(f"{code}:{defect}", _drawing(item, words)) for defect, words in item.pointed.items()]
    agreed = ((code, item_elsewhere(code)) for code in sorted(set(items or ()) - own.keys()))
    named = [(code, found) for code, found in agreed if found is not None]
    for code, found in sorted(named, key=lambda row: row[1].icon != "leak"):
        rows.append((f"{code}:", Drawing(in_words(found.called), in_words(found.title), found.icon)))
    rows.append((UNSURE, Drawing(_("说不清，来人看了再说"), _("选这个也可以，不影响处理"), "unsure")))
    return rows


def _drawing(item: ItemDef, words: Pointed) -> Drawing:
    """Return a defect as an owner would call it, and under it the item that it belongs to."""
    said, of = in_words(words.called), in_words(item.title)
    return Drawing(said, of if of != said else "", words.icon)


class WhereForm(PlatformForm):
    """Step 1: where, and what it looks like."""

    same = forms.ChoiceField(
        label=gettext_lazy("是以前报过、还在办的问题吗"),
        help_text=gettext_lazy("是同一个问题，就归到那一次，从那次的时间算，不用再等一遍。"),
        required=False,
        widget=ChoiceRows,
    )
    place = forms.ChoiceField(label=gettext_lazy("在哪里"), widget=GroupedTiles)
    what = forms.ChoiceField(
        label=gettext_lazy("什么问题"),
        help_text=gettext_lazy("挑一张最像的图。选错了也没关系，来人会看清楚。"),
        widget=DrawingTiles,
    )

    def __init__(
        self,
        *args: Any,
        law: Law,
        items: Collection[str] | None = None,
        known: Iterable[tuple[str, Choice]] = (),
        **kwargs: Any,
    ) -> None:
        """Offer the city's own list of defects, and the open cases of the home; nothing is chosen beforehand."""
        super().__init__(*args, **kwargs)
        cases = list(known)
        if cases:
            same = (*cases, (NEW, Choice(_("不是，是新的问题"), "", "plus")))
            self.fields["same"].choices = same  # type: ignore[attr-defined]  # a ChoiceField
        else:
            del self.fields["same"]
        self.fields["place"].choices = place_choices()  # type: ignore[attr-defined]  # a ChoiceField
        self.fields["what"].choices = defect_choices(law, items)  # type: ignore[attr-defined]  # a ChoiceField

    def joined(self) -> str:
        """Return the number of the claim that the report joins; empty for a new one."""
        value: str = self.cleaned_data.get("same") or NEW
        return "" if value == NEW else value

    def clean(self) -> dict[str, Any]:
        """What joins another case says there where it is."""
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("same") and cleaned["same"] != NEW:
            for name in ("place", "what"):
                self.errors.pop(name, None)
        return cleaned


def severity_choices() -> list[tuple[str, Choice]]:
    """Return how bad it is, as an owner sees it."""
    return [
        (Severity.TRACES.value, Choice(_("有水印、裂缝或起皮"), _("没有继续变坏"), "leak1")),
        (Severity.GROWING.value, Choice(_("一直在渗漏或变大"), "", "leak2")),
        (Severity.UNLIVABLE.value, Choice(_("没法正常住"), _("紧急：先派人修，再办手续"), "leak3")),
        (Severity.DANGER.value, Choice(_("有东西要掉下来，有危险"), _("紧急：请先离开那里，再报案"), "fall")),
    ]


class DayThen(forms.DateField):
    """A day that one of the answers above it asks for: neither always needed nor left to the reader."""

    is_asked_then = True


class WhenForm(PlatformForm):
    """Step 2: since when, and how bad."""

    found = forms.ChoiceField(
        label=gettext_lazy("哪天发现的"),
        help_text=gettext_lazy("记不清也没关系，选个大概的日子。"),
        widget=PickTiles,
        choices=[
            (TODAY, gettext_lazy("今天")),
            (YESTERDAY, gettext_lazy("昨天")),
            (EARLIER, gettext_lazy("更早")),
            (UNKNOWN, gettext_lazy("记不清")),
        ],
    )
    discovered_on = DayThen(label=gettext_lazy("更早的话，大概是哪天"), widget=DayInput, required=False)
    severity = forms.ChoiceField(label=gettext_lazy("现在有多严重"), widget=ChoiceRows)

    def __init__(self, *args: Any, day: FormDay, joins: bool = False, **kwargs: Any) -> None:
        """Say which days today and yesterday are, where the page was drawn on an earlier one."""
        super().__init__(*args, **kwargs)
        self.day, self.joins = day, joins
        self.fields["severity"].choices = severity_choices()  # type: ignore[attr-defined]  # a ChoiceField
        if day.is_past:
            named = {TODAY: date_words(day.drawn), YESTERDAY: date_words(day.drawn - ONE_DAY)}
            field: Any = self.fields["found"]
            field.choices = [(value, named.get(value, words)) for value, words in field.choices]

    def clean(self) -> dict[str, Any]:
        """Ask for the day only where it is needed; today and yesterday are those of the page that said so."""
        cleaned = super().clean() or self.cleaned_data
        if self.day.is_stale and cleaned.get("found") in (TODAY, YESTERDAY):
            self.add_error("found", _("这一页打开太久了，请再选一次是哪天发现的。"))
        if self.joins and cleaned.get("severity") in EMERGENCIES:
            urgent = _("现在变紧急了：请点“上一步”，选“不是，是新的问题”，我们马上按紧急情况处理。")
            self.add_error("severity", urgent)
        if cleaned.get("found") == EARLIER and not cleaned.get("discovered_on") and "discovered_on" not in self.errors:
            self.add_error("discovered_on", _("请选个大概的日子；实在想不起来，就选“记不清”。"))
        return cleaned


class PhotosForm(PlatformForm):
    """Step 3: photos and a video, as many as there are, and own words; nothing of it is needed."""

    photos = FilesField(
        label=gettext_lazy("照片和视频"),
        help_text=gettext_lazy(
            "远处拍一张，近处拍一张；正在滴水的，录一段一分钟以内的视频。没有照片也可以先提交，以后再补。"
        ),
        required=False,
    )
    words = forms.CharField(
        label=gettext_lazy("想补充的话"),
        help_text=gettext_lazy("比如：楼上用水时才漏；上个月修过一次。"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


def discovered_by(when: WhenForm) -> date | None:
    """Return the day of discovery that a valid second step names; None where nobody remembers."""
    today = when.day.drawn
    day: dict[str, date | None] = {
        TODAY: today,
        YESTERDAY: today - ONE_DAY,
        EARLIER: when.cleaned_data["discovered_on"],
    }
    return day.get(when.cleaned_data["found"])


def defect_of(where: WhereForm, when: WhenForm, words: str) -> Defect:
    """Return the report of valid steps; the same form is the same report, also after midnight."""
    item, _colon, defect = where.cleaned_data["what"].partition(":")
    return Defect(
        place=Place(where.cleaned_data["place"]),
        item=item,
        defect=defect,
        severity=Severity(when.cleaned_data["severity"]),
        discovered_on=discovered_by(when),
        words=words,
    )
