"""A small book as a form: first the place, the kind and the day; then everything else, with the items of the text."""

import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from idi_platform.accounts.models import Division, Organisation
from idi_platform.portal.forms import DayInput, PlatformForm, StepForm
from idi_platform.projects.models import ProjectKind
from policies.proposals import Proposal, ProposedTerm

_PERCENT = Decimal(100)
_MONTHS_OF_A_YEAR = 12
_SEPARATORS = re.compile(r"[,，、;；\s]+")


def _day(label: Any, *, required: bool = True, help_text: Any = "") -> forms.DateField:
    return forms.DateField(label=label, required=required, help_text=help_text, widget=DayInput)


def _yuan(label: Any, *, required: bool = True, help_text: Any = "") -> forms.DecimalField:
    return forms.DecimalField(
        label=label, required=required, help_text=help_text, max_digits=16, decimal_places=2, min_value=Decimal(0)
    )


ANNEXES = (
    ("risk_plan", _("工程质量风险评估实施方案")),
    ("notice", _("保险告知书")),
    ("claims_scheme", _("保险理赔方案")),
    ("emergency_plan", _("保险理赔应急预案")),
)


class PlaceForm(PlatformForm):
    """Which text would apply: asked first, because the rest of the form follows from it."""

    division = forms.CharField(label=_("行政区划代码"), max_length=6, help_text=_("六位数字，例如 110105。"))
    kind = forms.ChoiceField(label=_("项目类型"), choices=ProjectKind.choices)
    signed_on = _day(_("保险合同签订日期"))

    def clean_division(self) -> str:
        """Accept a code that exists."""
        code: str = self.cleaned_data["division"].strip()
        if not Division.objects.filter(code=code).exists():
            raise forms.ValidationError(_("没有这个行政区划代码，请核对。"))
        return code


class BookForm(StepForm):
    """Everything but the place; its items are those that the text proposes."""

    project_number = forms.CharField(label=_("项目编号"), max_length=40)
    project_name = forms.CharField(label=_("项目名称"), max_length=120)
    developer = forms.ModelChoiceField(
        label=_("建设单位"), queryset=Organisation.objects.filter(kind="developer").order_by("name")
    )
    planning_permit = forms.CharField(label=_("建设工程规划许可证号"), max_length=40, required=False)
    registered_on = _day(_("项目登记日期"))
    permit_applied_on = _day(_("施工许可申请日期"), required=False)
    permit_issued_on = _day(_("施工许可发证日期"), required=False)
    contract_price = _yuan(_("施工签约合同价（元）"), required=False)
    buildings = forms.CharField(
        label=_("楼栋编号"), max_length=200, help_text=_("用逗号隔开，例如 1,2,3。每栋的房号按下面的层数和户数生成。")
    )
    floors = forms.IntegerField(label=_("每栋层数"), min_value=1, max_value=100)
    places = forms.IntegerField(label=_("每层户数"), min_value=1, max_value=20)
    accepted_on = _day(_("竣工验收合格日期"), required=False)
    filed_on = _day(_("竣工验收备案日期"), required=False)
    premium_base = _yuan(_("保险费计费基数（元）"))
    rate = forms.DecimalField(
        label=_("费率（%）"), max_digits=8, decimal_places=6, min_value=Decimal("0.000001"), max_value=Decimal(100)
    )
    premium = _yuan(_("保险费（元）"), help_text=_("应等于计费基数乘费率，四舍五入到分。"))
    sum_insured = _yuan(_("保险金额（元）"))
    risk_fee = _yuan(_("风险管理费（元）"), required=False)
    lead_rate = forms.DecimalField(
        label=_("本公司份额（%）"), max_digits=8, decimal_places=6, initial=100, max_value=Decimal(100)
    )
    drafted_on = _day(_("保单拟定日期"))
    annexes = forms.MultipleChoiceField(
        label=_("已附的合同附件"), choices=ANNEXES, widget=forms.CheckboxSelectMultiple, required=False
    )
    annexes_confirmed_on = _day(_("建设单位确认附件的日期"), required=False)
    explanation_recorded = forms.BooleanField(
        label=_("免责和免赔条款已逐条提示、说明，建设单位已签字确认"), required=False
    )
    is_schedule_complete = forms.BooleanField(label=_("保险明细表已列全部项目、期间和限额"), required=False)
    terms_document = forms.CharField(label=_("条款费率核准或备案文号"), max_length=40, required=False)
    terms_filed_on = _day(_("条款费率核准或备案日期"), required=False)
    coinsurance_signed_on = _day(_("共保协议签订日期"), required=False)
    paid_on = _day(_("保险费到账日期"), required=False)
    issued_on = _day(_("保单签发日期"), required=False)
    policy_number = forms.CharField(label=_("保单号"), max_length=40, required=False)

    FOLLOWERS = 3

    def __init__(
        self, *args: Any, proposal: Proposal, place: dict[str, Any], lead: Organisation, **kwargs: Any
    ) -> None:
        """Add a row per follower, the items of the text, and the terms that it asks for."""
        super().__init__(*args, **kwargs)
        self.proposal, self.place, self.lead = proposal, place, lead
        self._add_followers()
        for item in proposal.items:
            self._add_item(item.code, item.title, item)
        for term in proposal.terms:
            self.fields[f"term_{term.code}"] = _term_field(term)
        for field in self.fields.values():
            _say_what_is_missing(field)

    def _add_followers(self) -> None:
        insurers = Organisation.objects.filter(kind="insurer").exclude(pk=self.lead.pk).order_by("name")
        for number in range(1, self.FOLLOWERS + 1):
            self.fields[f"follower_{number}"] = forms.ModelChoiceField(
                label=_("从保公司 %(n)d") % {"n": number}, queryset=insurers, required=False
            )
            self.fields[f"follower_rate_{number}"] = forms.DecimalField(
                label=_("份额（%）"), max_digits=8, decimal_places=6, required=False, min_value=Decimal(0)
            )

    def _add_item(self, code: str, title: str, item: Any) -> None:
        compulsory = not item.text.is_rider
        self.fields[f"item_{code}"] = forms.BooleanField(
            label=title, required=False, initial=compulsory, disabled=compulsory
        )
        if item.needs_period:
            self.fields[f"years_{code}"] = forms.DecimalField(
                label=_("%(item)s：保险期间（年）") % {"item": title}, required=False, min_value=Decimal("0.5")
            )
        if item.needs_start:
            self.fields[f"start_{code}"] = _day(_("%(item)s：责任从哪天开始") % {"item": title}, required=False)

    def clean(self) -> dict[str, Any]:
        """Ask for a start beside a share without a company, and the other way round."""
        cleaned = super().clean()
        for number in range(1, self.FOLLOWERS + 1):
            company, rate = cleaned.get(f"follower_{number}"), cleaned.get(f"follower_rate_{number}")
            if (company is None) != (rate is None):
                self.add_error(f"follower_{number}", _("从保公司和它的份额要一起填。"))
        if bool(cleaned.get("terms_document")) != (cleaned.get("terms_filed_on") is not None):
            self.add_error("terms_document", _("条款费率的文号和日期要一起填。"))
        if cleaned.get("issued_on") and not cleaned.get("policy_number"):
            self.add_error("policy_number", _("已签发的保单要填保单号。"))
        return cleaned

    def book(self) -> dict[str, Any]:
        """Return the book as plain data, for `read_book`."""
        data = self.cleaned_data
        applied_on = data["permit_applied_on"]
        permit = {"applied_on": applied_on, "issued_on": data["permit_issued_on"]} if applied_on else None
        return {
            "project": {
                "number": data["project_number"],
                "name": data["project_name"],
                "division": self.place["division"],
                "kind": self.place["kind"],
                "planning_permit": data["planning_permit"],
                "registered_on": data["registered_on"],
                "parties": {"developer": data["developer"].uscc},
            },
            "insured_object": {
                "number": f"{data['project_number']}-1"[:40],
                "contract_price": data["contract_price"],
                "permit": permit,
            },
            "buildings": [self._building(number) for number in _SEPARATORS.split(data["buildings"].strip()) if number],
            "policy": self._policy(),
        }

    def _building(self, number: str) -> dict[str, Any]:
        data = self.cleaned_data
        return {
            "number": number,
            "name": str(_("%(number)s号楼") % {"number": number}),
            "accepted_on": data["accepted_on"],
            "filed_on": data["filed_on"],
            "common_parts": [
                {"number": f"{number}-roof", "part": "roof", "name": str(_("%(n)s号楼屋面") % {"n": number})},
                {"number": f"{number}-facade", "part": "facade", "name": str(_("%(n)s号楼外墙") % {"n": number})},
            ],
            "ranges": [{"floors": [1, data["floors"]], "places": data["places"]}],
        }

    def _policy(self) -> dict[str, Any]:
        data = self.cleaned_data
        shares = list(self._shares())
        signed_on: date = self.place["signed_on"]
        receipts = [{"amount": data["premium"], "received_on": data["paid_on"]}] if data["paid_on"] else []
        return {
            "drafted_on": data["drafted_on"],
            "mode": "co_insurance" if len(shares) > 1 else "single",
            "shares": shares,
            "items": list(self._items()),
            "is_schedule_complete": data["is_schedule_complete"],
            "premium_base": data["premium_base"],
            "rate": data["rate"] / _PERCENT,
            "premium": data["premium"],
            "sum_insured": data["sum_insured"],
            "risk_fee": data["risk_fee"],
            "terms": {term.code: _number(data[f"term_{term.code}"], term.unit) for term in self.proposal.terms},
            "annexes": data["annexes"],
            "annexes_confirmed_on": data["annexes_confirmed_on"],
            "explanation_recorded": data["explanation_recorded"],
            "terms_document": data["terms_document"],
            "terms_filed_on": data["terms_filed_on"],
            "coinsurance_signed_on": data["coinsurance_signed_on"],
            "signed_on": signed_on,
            "receipts": receipts,
            "issued_on": data["issued_on"],
            "number": data["policy_number"],
        }

    def _shares(self) -> Iterator[dict[str, Any]]:
        data = self.cleaned_data
        yield {"uscc": self.lead.uscc, "role": "lead", "rate": data["lead_rate"] / _PERCENT}
        for number in range(1, self.FOLLOWERS + 1):
            company = data[f"follower_{number}"]
            if company is not None:
                rate = data[f"follower_rate_{number}"] / _PERCENT
                yield {"uscc": company.uscc, "role": "follower", "rate": rate}

    def _items(self) -> Iterator[dict[str, Any]]:
        for item in self.proposal.items:
            if not self.cleaned_data[f"item_{item.code}"]:
                continue
            years = self.cleaned_data.get(f"years_{item.code}")
            yield {
                "code": item.code,
                "period_months": int(years * _MONTHS_OF_A_YEAR) if years else None,
                "starts_on": self.cleaned_data.get(f"start_{item.code}"),
            }


_UNITS = {
    "hours": _("单位：小时"),
    "days": _("单位：日"),
    "working_days": _("单位：工作日"),
    "months": _("单位：月"),
    "years": _("单位：年"),
    "bool": _("填 是 或 否"),
}


def _term_field(term: ProposedTerm) -> forms.Field:
    if term.choices:
        return forms.ChoiceField(label=term.title, choices=[("", "——"), *term.choices])
    return forms.CharField(label=term.title, max_length=80, help_text=_UNITS.get(term.unit, ""))


def _number(text: str, unit: str) -> bool | int | str:
    if unit == "bool":
        return text.strip() in {"是", "1", "yes", "true"}
    return int(text) if unit in _UNITS and text.strip().isdigit() else text


def _say_what_is_missing(field: forms.Field) -> None:
    if field.label and field.error_messages.get("required") == forms.Field.default_error_messages["required"]:
        field.error_messages["required"] = _("请填写：%(label)s") % {"label": field.label}


FIELDS_OF_BOOK = {
    "project.number": "project_number",
    "project.name": "project_name",
    "project.planning_permit": "planning_permit",
    "insured_object.contract_price": "contract_price",
    "policy.premium": "premium",
    "policy.premium_base": "premium_base",
    "policy.rate": "rate",
    "policy.sum_insured": "sum_insured",
    "policy.risk_fee": "risk_fee",
    "policy.number": "policy_number",
    "policy.drafted_on": "drafted_on",
    "policy.shares.0.rate": "lead_rate",
    "policy.shares.1.rate": "follower_rate_1",
    "policy.shares.2.rate": "follower_rate_2",
    "policy.shares.3.rate": "follower_rate_3",
}
"""Where a sentence about a place of the book is shown in the form."""


def field_of(place: str) -> str:
    """Return the form's field for a place of the book; places of buildings belong to the list of their numbers."""
    return "buildings" if place.startswith("buildings.") else FIELDS_OF_BOOK.get(place, place)
