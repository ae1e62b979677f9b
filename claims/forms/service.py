"""What a desk asks a caller: one form on one screen, shape only; the rules stand in the steps."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from claims.actions.calling import Call
from claims.actions.reporting import Caller, Defect
from claims.codes import Channel, Place, Reporter, Severity
from claims.first_aid import AT_ONCE
from claims.forms.late import true_moment, why_only_now
from claims.forms.report import COMMON, NEW, UNSURE, defect_choices
from claims.home_search import rooms_named
from idi_platform.accounts.acting import Acting
from idi_platform.accounts.models import OrganisationKind
from idi_platform.accounts.roles import Role
from idi_platform.kernel import clock
from idi_platform.portal.forms import (
    Choice,
    ChoiceRows,
    DayInput,
    PhoneInput,
    PickTiles,
    StepForm,
    TickField,
)
from idi_platform.projects.models import CommonPart, Unit
from idi_platform.rulebooks.law import Law

HIMSELF = "unknown"
"""Nobody is named who claims: an owner says later, on his own pages, that it is his."""
_ICONS = {Severity.TRACES: "leak1", Severity.GROWING: "leak2", Severity.UNLIVABLE: "leak3", Severity.DANGER: "fall"}
_AT_HOME = (Reporter.OWNER, Reporter.FAMILY, Reporter.TENANT, Reporter.AGENT, Reporter.OTHER)
_AT_PART = (Reporter.OWNER, Reporter.PROPERTY_FIRM, Reporter.OWNERS_COMMITTEE, Reporter.TENANT, Reporter.OTHER)
_AT_DESK = (Channel.DESK, Channel.HOTLINE, Channel.ON_SITE, Channel.LETTER)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What the form is about: the place, its law, its owners, and the open cases that this may be once more.

    Attributes:
        at: The home or the common part.
        law: The rulebook of the place.
        items: The items of its policy; none where they are not known.
        owners: Those who own the home today, by number, as a desk may name them.
        same: Open cases of the place by their number, as choices.
        home: The home of the caller, where the place is a common part.
        committee: The owners' committee that the desk itself is, if it is one.
    """

    at: Unit | CommonPart
    law: Law
    items: Sequence[str] = ()
    owners: Mapping[int, str]
    same: Sequence[tuple[str, Choice]] = ()
    home: Unit | None = None
    committee: int | None = None

    @property
    def part(self) -> CommonPart | None:
        """Return the common part; None for a home."""
        return self.at if isinstance(self.at, CommonPart) else None


def committee_of(acting: Acting, kind: str) -> int | None:
    """Return the desk's organisation where it is an owners' committee, which claims in its own name."""
    return acting.organisation_id if kind == OrganisationKind.owners_committee else None


class CallerForm(StepForm):
    """The report of a caller."""

    name = forms.CharField(label=gettext_lazy("来电人姓名"), required=False, max_length=80)
    phone = forms.CharField(label=gettext_lazy("来电人的电话"), required=False, max_length=40, widget=PhoneInput)
    reporter = forms.ChoiceField(label=gettext_lazy("来电人是"), widget=PickTiles)
    claimant = forms.ChoiceField(
        label=gettext_lazy("替谁报（索赔人）"),
        help_text=gettext_lazy("来电人、索赔人、将来收款的人分开记；不清楚就让业主自己确认。"),
        required=False,
        widget=ChoiceRows,
    )
    same = forms.ChoiceField(
        label=gettext_lazy("和在办的案件是同一个原因吗"),
        help_text=gettext_lazy("只是提示，请问清楚再选；同一原因的归到那一件，从那次的时间算。"),
        required=False,
        widget=ChoiceRows,
    )
    place = forms.ChoiceField(label=gettext_lazy("在哪里"), widget=PickTiles)
    what = forms.ChoiceField(label=gettext_lazy("什么问题"), initial=UNSURE)
    severity = forms.ChoiceField(
        label=gettext_lazy("现在有多严重"), help_text=gettext_lazy("下面的话请念给来电人听。"), widget=ChoiceRows
    )
    homes = forms.CharField(
        label=gettext_lazy("受影响的房屋"),
        help_text=gettext_lazy("写房号，用空格隔开，比如：1201 1202 1301。只立一案，每一户都会收到通知。"),
        required=False,
        max_length=2000,
    )
    whole_building = TickField(label=gettext_lazy("整栋楼都受影响"), required=False)
    words = forms.CharField(
        label=gettext_lazy("来电人怎么说"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    discovered_on = forms.DateField(label=gettext_lazy("哪天发现的"), required=False, widget=DayInput)
    channel = forms.ChoiceField(label=gettext_lazy("怎么来的"), widget=PickTiles)
    received_at = true_moment(
        gettext_lazy("真正收到的时间"), gettext_lazy("不填就是现在。02:47 接的电话、03:05 才录入的，写 02:47。")
    )
    why_late = why_only_now(gettext_lazy("超过一天才录入的，写明原因。"))
    recording = forms.CharField(label=gettext_lazy("通话录音编号"), required=False, max_length=80)
    call_back = forms.CharField(label=gettext_lazy("要回电的话：号码和时间"), required=False, max_length=120)

    def __init__(self, *args: Any, asked: Asked, acting: Acting, **kwargs: Any) -> None:
        """Ask only what can be answered for this place and at this desk."""
        super().__init__(*args, **kwargs)
        self.asked, self.acting = asked, acting
        self.fields["name"].widget.attrs["autofocus"] = True
        self._choices(
            "what", [(code, _plain(code, label)) for code, label in defect_choices(asked.law, asked.items or None)]
        )
        self._choices("severity", [(one.value, _graded(one)) for one in Severity])
        self._people()
        self._places()
        self._channels()
        if asked.same:
            self.fields["same"].required = True
            unanswered = _("这里已有在办的案件，请问清楚：是同一个原因，还是另外的问题。")
            self.fields["same"].error_messages["required"] = unanswered
            self._choices("same", [*asked.same, (NEW, Choice(_("不是，是另外的问题"), _("立新的案件"), "plus"))])
        else:
            del self.fields["same"]
        self.ask_by_name()

    def _choices(self, name: str, choices: Iterable[tuple[str, Any]]) -> None:
        self.fields[name].choices = list(choices)  # type: ignore[attr-defined]  # a ChoiceField

    def _people(self) -> None:
        asked = self.asked
        self._choices("reporter", [(one.value, one.label) for one in (_AT_HOME if asked.part is None else _AT_PART)])
        if asked.committee is not None:
            self.initial.setdefault("reporter", Reporter.OWNERS_COMMITTEE.value)
        if not asked.owners or asked.part is not None:
            del self.fields["claimant"]
            return
        named = [(str(pk), Choice(name, "", "user")) for pk, name in asked.owners.items()]
        self._choices("claimant", [*named, (HIMSELF, Choice(_("还不清楚，由业主自己确认"), "", "clock"))])
        self.initial.setdefault("claimant", HIMSELF)

    def _places(self) -> None:
        if self.asked.part is not None:
            del self.fields["place"]
            if self.asked.home is not None:
                self.initial.setdefault("homes", self.asked.home.number)
            return
        del self.fields["homes"], self.fields["whole_building"]
        self._choices("place", [(one.value, one.label) for one in Place if one not in COMMON])

    def _channels(self) -> None:
        is_hotline = self.acting.may_act_as(Role.hotline)
        shown = (Channel.HOTLINE, Channel.LETTER) if is_hotline else _AT_DESK
        self._choices("channel", [(one.value, one.label) for one in shown])
        self.initial.setdefault("channel", shown[0].value)
        if not is_hotline:
            del self.fields["recording"]

    def clean_received_at(self) -> Any:
        """Nothing is received later than now."""
        found = self.cleaned_data["received_at"]
        if found is not None and found > clock.now():
            raise forms.ValidationError(_("收到的时间不能晚于现在，请改成真正收到的时间。"))
        return found

    def clean(self) -> dict[str, Any]:
        """An owner is chosen or known by his own word, never guessed; rooms are those of the house."""
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("reporter") == Reporter.OWNER and not (cleaned.get("name") or cleaned.get("phone")):
            self._owner_named(cleaned.get("claimant"))
        self._rooms(cleaned)
        return cleaned

    def _owner_named(self, chosen: str | None) -> None:
        """Ask for the owner who left neither name nor number: from the register where he may stand there."""
        if "claimant" in self.fields and chosen in (HIMSELF, "", None):
            self.add_error("claimant", _("来电人说是业主：请选是哪一位，或者写下他的姓名或电话，由他以后确认。"))
        elif "claimant" not in self.fields and self.acting.may_act_as(Role.property_desk):
            self.add_error("phone", _("来电人说是业主：请写下他的姓名或电话，由他以后确认。"))

    def _rooms(self, cleaned: dict[str, Any]) -> None:
        part = self.asked.part
        self.rooms: tuple[int, ...] = ()
        if part is None:
            return
        if cleaned.get("whole_building"):
            self.rooms = tuple(Unit.objects.filter(building=part.building_id).values_list("pk", flat=True))
            return
        found, unknown = rooms_named(part.building_id, cleaned.get("homes") or "")
        self.rooms = tuple(row.pk for row in found)
        if unknown:
            words = "、".join(unknown[:5])
            self.add_error("homes", _("这栋楼里没有，或者不止一户：%(rooms)s。请写完整的房号。") % {"rooms": words})

    def joined(self) -> str:
        """Return the number of the case that the report joins; empty for a new one."""
        value: str = self.cleaned_data.get("same") or NEW
        return "" if value == NEW else value

    def defect(self) -> Defect:
        """Return what was said of the defect."""
        given = self.cleaned_data
        item, _colon, code = given["what"].partition(":")
        return Defect(
            place=Place(given["place"]) if self.asked.part is None else _place_of(self.asked.part),
            item=item,
            defect=code,
            severity=Severity(given["severity"]),
            discovered_on=given["discovered_on"],
            words=given["words"],
        )

    def call(self) -> Call:
        """Return what was said beside it."""
        given = self.cleaned_data
        chosen = given.get("claimant") or HIMSELF
        committee = self.asked.committee if given["reporter"] == Reporter.OWNERS_COMMITTEE else None
        caller = Caller(
            reporter=Reporter(given["reporter"]),
            claimant_person=None if chosen == HIMSELF else int(chosen),
            claimant_organisation=committee,
            name=given["name"],
            phone=given["phone"],
            channel=Channel(given["channel"]),
            recording=given.get("recording", ""),
        )
        return Call(
            caller=caller,
            received_at=given["received_at"],
            why_late=given["why_late"],
            call_back=given["call_back"],
            homes=self.rooms,
        )


def month_of(text: str, today: date) -> date:
    """Return the first day of the month that an address names (2026-09); this month for everything else."""
    try:
        return date.fromisoformat(f"{text}-01")
    except ValueError:
        return today.replace(day=1)


def _graded(severity: Severity) -> Choice:
    return Choice(str(severity.label), str(AT_ONCE.get(severity, "")), _ICONS[severity])


def _plain(code: str, label: Any) -> str:
    """Return a defect in words, with its item where it is another's."""
    return f"{label.text}（{label.hint}）" if label.hint and code != UNSURE else str(label.text)


def _place_of(part: CommonPart) -> Place:
    return Place(part.part) if part.part in Place.values else Place.OTHER
