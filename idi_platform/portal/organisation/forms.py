"""Forms of an organisation's administrator and of the invited; they check shape only."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from idi_platform.accounts.models import Division, Person
from idi_platform.accounts.roles import JURISDICTION_ROLES, ROLE_TABLE, Role
from idi_platform.kernel.errors import BadInput
from idi_platform.kernel.identifiers import clean_mobile
from idi_platform.kernel.languages import in_words
from idi_platform.portal.forms import ChoiceRows, DayInput, PlatformForm, StepForm, TickField

_LONGEST_PASSWORD = 128


def role_choices(roles: Iterable[Role]) -> list[tuple[str, str]]:
    """Return the roles that an organisation may give, in the order of the closed table."""
    offered = frozenset(roles)
    return [(role.value, in_words(ROLE_TABLE[role])) for role in Role if role in offered]


class RoleForm(StepForm):
    """One role of the closed table; an authority's roles name their division."""

    role = forms.TypedChoiceField(label=_("岗位"), coerce=Role, widget=ChoiceRows)
    division = forms.CharField(
        label=_("管辖的行政区划代码"), max_length=6, help_text=_("六位数字，在您自己的管辖范围以内。")
    )
    is_administrator = TickField(
        label=_("也担任本单位管理员"), required=False, help_text=_("管理员可以邀请、给予和结束岗位。")
    )

    def __init__(self, *args: Any, roles: Iterable[Role], **kwargs: Any) -> None:
        """Offer the roles of the organisation's kind."""
        super().__init__(*args, **kwargs)
        offered = role_choices(roles)
        self.fields["role"].choices = offered  # type: ignore[attr-defined]  # a ChoiceField
        if len(offered) == 1:
            self.initial.setdefault("role", offered[0][0])
        if not frozenset(roles) & JURISDICTION_ROLES:
            del self.fields["division"]

    def clean_division(self) -> str:
        """Take only a division that there is."""
        code: str = self.cleaned_data["division"].strip()
        if not Division.objects.filter(pk=code).exists():
            raise forms.ValidationError(_now("没有这个行政区划代码，请核对。"))
        return code


class InviteForm(RoleForm):
    """Whom to invite, by telephone or e-mail."""

    name = forms.CharField(label=_("姓名"), max_length=60)
    address = forms.CharField(
        label=_("手机号或邮箱"), max_length=254, help_text=_("链接发到这里，72 小时内有效，只能用一次。")
    )
    field_order = ("name", "address", "role", "division", "is_administrator")

    def clean_address(self) -> str:
        """Return the number in E.164, or the mail address in lower case."""
        given: str = self.cleaned_data["address"].strip()
        if "@" in given:
            validate_email(given)
            return given.lower()
        try:
            return clean_mobile(given)
        except BadInput as problem:
            raise forms.ValidationError(problem.message, code=problem.code) from problem


class GiveForm(RoleForm):
    """A further role for a colleague, from a day on."""

    since = forms.DateField(label=_("到岗日期"), widget=DayInput)
    field_order = ("role", "division", "since", "is_administrator")


class _OfOne(StepForm):
    """An act on one of the person's roles."""

    membership = forms.TypedChoiceField(label=_("哪个岗位"), coerce=int, widget=ChoiceRows)

    def __init__(self, *args: Any, held: Mapping[int, str], **kwargs: Any) -> None:
        """Offer the roles that he has."""
        super().__init__(*args, **kwargs)
        self.fields["membership"].choices = list(held.items())  # type: ignore[attr-defined]  # a ChoiceField
        if len(held) == 1:
            self.initial.setdefault("membership", next(iter(held)))


class EndForm(_OfOne):
    """From which day on he no longer has it."""

    until = forms.DateField(label=_("离岗日期"), help_text=_("从这一天起不再在岗，登录立即结束。"), widget=DayInput)


class AmountForm(_OfOne):
    """Up to which sum he decides alone; empty takes it away."""

    amount = forms.DecimalField(
        label=_("权限金额（元）"),
        required=False,
        min_value=0,
        max_digits=16,
        decimal_places=2,
        help_text=_(
            "经办人：不超过这个数的由他一人决定，超过的要两人办理。复核人：只能复核不超过这个数的。不填就是不设。"
        ),
    )


class StandInForm(_OfOne):
    """Who fills the role meanwhile."""

    person = forms.TypedChoiceField(label=_("由谁代班"), coerce=int)
    since = forms.DateField(label=_("从哪天起"), widget=DayInput)
    until = forms.DateField(
        label=_("到哪天止"), help_text=_("从这一天起不再代班；还不知道的先不填。"), widget=DayInput, required=False
    )

    def __init__(self, *args: Any, colleagues: Mapping[int, str], **kwargs: Any) -> None:
        """Offer the colleagues."""
        super().__init__(*args, **kwargs)
        self.fields["person"].choices = [("", _now("请选择")), *colleagues.items()]  # type: ignore[attr-defined]


class DeactivateForm(StepForm):
    """That all of somebody's roles end, said once more."""

    is_sure = TickField(
        label=_("确定停用"), help_text=_("他的岗位今天全部结束，替他代班的也同时结束。在办的事请先交接。")
    )


class JoinForm(PlatformForm):
    """What the invited chooses: a log-in name and a password, typed twice."""

    username = forms.RegexField(
        label=_("用户名"),
        regex=r"^[A-Za-z0-9._-]{3,60}$",
        help_text=_("3 到 60 个字母、数字、点、横线，登录时用。"),
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}),
    )
    password = forms.CharField(
        label=_("密码"),
        max_length=_LONGEST_PASSWORD,
        strip=False,
        help_text=_("自己想一个别处没有用过的长密码。"),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    again = forms.CharField(
        label=_("再输一遍密码"),
        max_length=_LONGEST_PASSWORD,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def clean(self) -> dict[str, Any]:
        """Compare both passwords, and ask the installation's rules."""
        given = super().clean() or self.cleaned_data
        password = given.get("password")
        if password and given.get("again") and password != given["again"]:
            self.add_error("again", _now("两次输入的密码不一样。"))
        elif password:
            try:
                validate_password(password, Person(username=given.get("username")))
            except ValidationError as problem:
                self.add_error("password", problem)
        return given
