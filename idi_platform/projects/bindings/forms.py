"""Forms on which homes are bound; they check shape only."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from idi_platform.portal.forms import Choice, ChoiceRows, DayInput, ManyChoiceRows, PhoneInput, StepForm
from idi_platform.projects.models.home_binding import BoundAs, Method, Power, Rejected


class CodeForm(StepForm):
    """The code on the notice, and the name as it stands in the contract of purchase."""

    code = forms.CharField(
        label=_("告知书上的验证码"),
        max_length=40,
        help_text=_("12 位，像 7K4M-Q2XD-9F0T，在保险告知书的右上方；用手机相机扫旁边的二维码也可以。"),
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters", "class": "form-control input-big"}
        ),
    )
    name = forms.CharField(
        label=_("您的姓名"), max_length=60, help_text=_("和购房合同、产权证上一样，用来核对，不会给别人看。")
    )
    bound_as = forms.ChoiceField(
        label=_("您是"),
        choices=lambda: [(one.value, Choice(str(one.label), "", "user")) for one in (BoundAs.OWNER, BoundAs.CO_OWNER)],
        initial=BoundAs.OWNER.value,
        widget=ChoiceRows,
    )


class InviteForm(StepForm):
    """Whom an owner asks to help, with what, until when."""

    home = forms.TypedChoiceField(label=_("哪一套房"), coerce=int, widget=ChoiceRows)
    name = forms.CharField(label=_("他的姓名"), max_length=60)
    phone = forms.CharField(
        label=_("他的手机号"), max_length=24, help_text=_("他用这个号登录后接受邀请。"), widget=PhoneInput
    )
    until = forms.DateField(
        label=_("到哪天为止"), help_text=_("到这一天 24:00 自己结束，随时可以提前结束。"), widget=DayInput
    )
    powers = forms.TypedMultipleChoiceField(
        label=_("除了报案、补材料、约时间，还可以"),
        help_text=_("不勾的他不能替您办。"),
        choices=[(power.value, power.label) for power in (Power.AGREE, Power.MONEY)],
        coerce=Power,
        required=False,
        widget=ManyChoiceRows,
    )
    limit = forms.DecimalField(
        label=_("同意赔付现金的金额上限（元）"),
        required=False,
        min_value=0,
        max_digits=16,
        decimal_places=2,
        help_text=_("不填就不限金额；没有勾“同意赔付现金”的，这一栏不起作用。"),
    )

    def __init__(self, *args: Any, homes: Iterable[tuple[int, str]], **kwargs: Any) -> None:
        """Offer the inviter's own homes."""
        super().__init__(*args, **kwargs)
        found = [(pk, Choice(words, "", "home")) for pk, words in homes]
        self.fields["home"].choices = found  # type: ignore[attr-defined]  # a ChoiceField
        if len(found) == 1:
            self.initial.setdefault("home", found[0][0])


class StepNameForm(StepForm):
    """Nothing but the key, and which of the steps."""

    step = forms.ChoiceField(
        choices=[(name, name) for name in ("accept_invitation", "give_up", "release")], widget=forms.HiddenInput
    )


class BindForm(StepForm):
    """By what a desk has checked the asker, and which of the registered owners he is, where none has his telephone."""

    in_place_of = forms.TypedChoiceField(
        label=_("申请人就是哪一位登记的业主"),
        help_text=_("登记的是另一个手机号。绑定以后，这套房屋归申请人的手机号，原来登记的手机号不再看得到。"),
        coerce=int,
        empty_value=None,
        required=False,
        widget=ChoiceRows,
    )
    method = forms.ChoiceField(
        label=_("凭什么核对的"),
        choices=[(one.value, one.label) for one in Method if one is not Method.INVITATION],
        widget=ChoiceRows,
    )

    def __init__(self, *args: Any, owners: Iterable[tuple[int, Choice]] = (), **kwargs: Any) -> None:
        """Ask which owner he is where there are any to choose from."""
        super().__init__(*args, **kwargs)
        if found := list(owners):
            self.fields["in_place_of"].choices = found  # type: ignore[attr-defined]  # a ChoiceField
        else:
            del self.fields["in_place_of"]


class RejectForm(StepForm):
    """Why not."""

    rejected_for = forms.ChoiceField(label=_("不予绑定的原因"), choices=Rejected.choices, widget=ChoiceRows)
