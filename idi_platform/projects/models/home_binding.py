"""Home binding: an account asks for a home; it is checked and bound or rejected, and ends when the home passes on."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Self

from django.db import models
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from pydantic import Field, model_validator

from idi_platform.accounts.models import Person
from idi_platform.accounts.roles import PartyRole, Role
from idi_platform.kernel.errors import Refusal
from idi_platform.projects.guards import are_entered
from idi_platform.projects.models.unit import Unit
from idi_platform.projects.roles import OWNERS
from idi_platform.records.models import Aggregate, Party, StateField
from idi_platform.workflow.facts import Amount, Code, Day, Facts, Id, NoFacts
from idi_platform.workflow.lifecycles import Moment, lifecycle, step

CHECKERS = frozenset({Role.handler, Role.developer})
STANDING = ("asked", "checked", "bound")
"""The states in which an account waits for a home or holds it."""


class BoundAs(models.TextChoices):
    """As what the account asks for the home."""

    OWNER = "owner", gettext_lazy("业主")
    CO_OWNER = "co_owner", gettext_lazy("共有人")
    AGENT = "agent", gettext_lazy("代理人")


class Method(models.TextChoices):
    """By what the asker is known to be who he says."""

    CODE = "code", gettext_lazy("告知书上的码")
    DEVELOPER_DATA = "developer_data", gettext_lazy("建设单位的业主资料")
    REGISTRY = "registry", gettext_lazy("不动产登记证明")
    INVITATION = "invitation", gettext_lazy("共有人邀请")
    DESK = "desk", gettext_lazy("服务台核对")


class Power(models.TextChoices):
    """What an agent invited by an owner may do for him; whatever is not named he may not."""

    REPORT = "report", gettext_lazy("报案、补材料、约上门时间")
    AGREE = "agree", gettext_lazy("同意维修方案")
    MONEY = "money", gettext_lazy("同意赔付现金")


class Rejected(models.TextChoices):
    """Why an account gets no home."""

    NOT_OWNER = "not_owner", gettext_lazy("不是这一户的业主")
    NO_POWER = "no_power", gettext_lazy("没有书面委托")
    UNCLEAR = "unclear", gettext_lazy("材料看不清或不一致")


class AskHome(Facts):
    """As what one asks; an agent names who gave him power, for what, up to how much and until when (Civil Code 165)."""

    method: Method
    bound_as: BoundAs = BoundAs.OWNER
    granted_by: Id | None = None
    powers_until: Day | None = None
    powers_limit: Amount | None = Field(default=None, gt=0)
    powers_over: tuple[Code, ...] = ()

    @model_validator(mode="after")
    def _powers(self) -> Self:
        dated = self.granted_by is not None and self.powers_until is not None
        if dated != (self.bound_as is BoundAs.AGENT):
            raise ValueError("an agent, and nobody else, names who gave him power and until when")
        return self


class InviteAgent(Facts):
    """Whom an owner gives power over his home, for what, up to how much and until when (Civil Code 165)."""

    person_id: Id
    powers_until: Day
    powers_over: tuple[Code, ...] = Field(min_length=1)
    powers_limit: Amount | None = Field(default=None, gt=0)


class VerifyHome(Facts):
    """By what it was checked in the end."""

    method: Method


class BindHome(Facts):
    """In whose place the account stands, where the register knows the owner by another telephone."""

    in_place_of: Id | None = None


class RejectHome(Facts):
    """Why not."""

    rejected_for: Rejected


def _asked_once(binding: "HomeBinding", _facts: AskHome, moment: Moment) -> Iterable[Refusal]:
    asked = HomeBinding.objects.filter(unit=binding.unit_id, state__in=STANDING)
    person, organisation = moment.acting.get("person"), moment.acting.get("organisation")
    mine = asked.filter(organisation=organisation) if organisation else asked.filter(person=person)
    if mine.exists():
        yield Refusal("binding.asked_already", _("您已经申请过这一户，请等核对结果。"))


def _grantor_is_entered(_binding: "HomeBinding", facts: AskHome, _moment: Moment) -> Iterable[Refusal]:
    yield from are_entered("binding.no_grantor", Person, [facts.granted_by])


def _may_be_invited(binding: "HomeBinding", facts: InviteAgent, moment: Moment) -> Iterable[Refusal]:
    """An owner of today gives power, to somebody else, for a time that is to come, and once."""
    yield from are_entered("binding.no_agent", Person, [facts.person_id])
    grantor = moment.acting.get("person")
    held = Party.objects.on(moment.day).filter(subject=binding.unit_id, role=PartyRole.owner)
    if not held.filter(person=grantor).exists():
        yield Refusal("binding.grantor_holds_nothing", _("委托人现在不是这一户的业主，不能绑定。"))
    if facts.person_id == grantor or held.filter(person=facts.person_id).exists():
        yield Refusal("binding.agent_is_owner", _("这个手机号就是业主本人或者共有人的，不用再委托。"))
    if facts.powers_until < moment.day:
        yield Refusal("binding.powers_over", _("委托期限已过，请让业主另写委托书。"))
    standing = HomeBinding.objects.filter(unit=binding.unit_id, state__in=STANDING, person=facts.person_id)
    if standing.exclude(powers_until__lt=moment.day).exists():
        yield Refusal("binding.invited_already", _("已经请过这个人了；要改委托内容，请先结束原来的。"))


def _is_invited(binding: "HomeBinding", _facts: NoFacts, moment: Moment) -> Iterable[Refusal]:
    if binding.method != Method.INVITATION or moment.acting.get("person") != binding.person:
        yield Refusal("binding.not_invited", _("只有被邀请的人本人能接受邀请。"))


def _is_asked_or_asking(binding: "HomeBinding", _facts: NoFacts, moment: Moment) -> Iterable[Refusal]:
    if moment.acting.get("person") not in {binding.person, binding.granted_by} - {None}:
        yield Refusal("binding.not_yours", _("只有绑定人本人或者委托他的业主能解除绑定。"))


def _holds_the_home(binding: "HomeBinding", facts: NoFacts | BindHome, moment: Moment) -> Iterable[Refusal]:
    held = Party.objects.on(moment.day).filter(subject=binding.unit_id, role=PartyRole.owner)
    if binding.bound_as == BoundAs.AGENT:
        if not held.filter(person=binding.granted_by).exists():
            yield Refusal("binding.grantor_holds_nothing", _("委托人现在不是这一户的业主，不能绑定。"))
        if binding.powers_until is not None and binding.powers_until < moment.day:
            yield Refusal("binding.powers_over", _("委托期限已过，请让业主另写委托书。"))
    elif held.filter(person=binding.person, organisation=binding.organisation).exists():
        return
    elif isinstance(facts, BindHome) and facts.in_place_of is not None:
        yield from _is_the_registered_one(binding, held, facts.in_place_of)
    else:
        yield Refusal("binding.holds_nothing", _("申请人现在不在这一户的业主名册里；请先由建设单位登记售出或过户。"))


def _is_the_registered_one(binding: "HomeBinding", held: QuerySet[Party], person: int) -> Iterable[Refusal]:
    """Whoever has the paper in hand has not proved to be the owner by it: another proof is looked at first."""
    asker = Person.objects.filter(pk=binding.person or 0).values("name")
    if not held.filter(person=person, person__name__in=asker).exists():
        yield Refusal(
            "binding.not_registered", _("登记册里没有这个姓名的业主；换了业主的先登记过户，写错了的先更正登记。")
        )
    if binding.method == Method.CODE:
        yield Refusal(
            "binding.code_alone",
            _("登记的是另一个手机号，只凭告知书上的码不能绑定；请核对产权证明、身份证件或者购房合同。"),
        )


def _is_his_to_end(binding: "HomeBinding", _facts: NoFacts, moment: Moment) -> Iterable[Refusal]:
    if Role.handler.value in moment.acting["roles"]:
        return
    if moment.acting.get("person") not in {binding.person, binding.granted_by} - {None}:
        yield Refusal("binding.not_yours", _("只有绑定人本人或者委托他的业主能解除绑定。"))


@lifecycle(kind="home_binding", rank=52, zh="房屋绑定", en="home binding")
class HomeBinding(Aggregate):
    """One account and one home. Nothing of the home is shown before it is bound; a report may come before."""

    identity = ("unit_id",)

    state = StateField()
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="bindings")
    person = models.BigIntegerField(null=True)
    organisation = models.BigIntegerField(null=True)
    granted_by = models.BigIntegerField(null=True)
    in_place_of = models.BigIntegerField(null=True)
    bound_as = models.CharField("绑定身份", max_length=16, choices=BoundAs)
    method = models.CharField("核对方式", max_length=16, choices=Method)
    powers_until = models.DateField("委托截止日期", null=True)
    powers_limit = models.DecimalField("委托金额上限", max_digits=16, decimal_places=2, null=True)
    powers_over = models.JSONField(default=list)
    asked_at = models.DateTimeField("申请绑定时间", null=True)
    checked_at = models.DateTimeField("核对时间", null=True)
    bound_at = models.DateTimeField("绑定时间", null=True)
    bound_on = models.DateField("绑定日期", null=True)
    rejected_at = models.DateTimeField("未通过时间", null=True)
    rejected_for = models.CharField("未通过原因", max_length=16, choices=Rejected, blank=True)
    ended_on = models.DateField("绑定结束日期", null=True)

    @step(
        source="",
        target="asked",
        by=OWNERS,
        facts=AskHome,
        locks=("unit",),
        guards=(_asked_once, _grantor_is_entered),
        zh="申请绑定房屋",
        en="ask",
    )
    def ask(self, facts: AskHome, moment: Moment) -> None:
        """Ask for a home; nobody needs to see it for that."""
        self.person = moment.acting.get("person")
        self.organisation = moment.acting.get("organisation")
        self.granted_by = facts.granted_by
        self.bound_as = facts.bound_as
        self.method = facts.method
        self.powers_until = facts.powers_until
        self.powers_limit = facts.powers_limit
        self.powers_over = list(facts.powers_over)
        self.asked_at = moment.occurred_at

    @step(
        source="",
        target="checked",
        by={Role.owner},
        facts=InviteAgent,
        locks=("unit",),
        guards=(_may_be_invited,),
        zh="邀请代办人",
        en="invite an agent",
    )
    def invite(self, facts: InviteAgent, moment: Moment) -> None:
        """Give somebody a dated power; it holds once he has accepted."""
        self.person = facts.person_id
        self.granted_by = moment.acting.get("person")
        self.bound_as = BoundAs.AGENT
        self.method = Method.INVITATION
        self.powers_until = facts.powers_until
        self.powers_limit = facts.powers_limit
        self.powers_over = list(facts.powers_over)
        self.asked_at = self.checked_at = moment.occurred_at

    @step(
        source="checked",
        target="bound",
        by=OWNERS,
        reads=("unit",),
        guards=(_is_invited, _holds_the_home),
        zh="接受邀请",
        en="accept the invitation",
    )
    def accept_invitation(self, _facts: NoFacts, moment: Moment) -> None:
        """The invited one takes the power on."""
        self.bound_at = moment.occurred_at
        self.bound_on = moment.day

    @step(
        source=("asked", "checked"),
        target="rejected",
        by=OWNERS,
        guards=(_is_asked_or_asking,),
        zh="不再绑定",
        en="give up",
    )
    def give_up(self, _facts: NoFacts, moment: Moment) -> None:
        """Who asked or was invited, or the owner who invited, lets it be."""
        self.rejected_at = moment.occurred_at

    @step(source="asked", target="checked", by=CHECKERS, facts=VerifyHome, zh="核对申请人", en="verify")
    def verify(self, facts: VerifyHome, moment: Moment) -> None:
        """Look at what proves it."""
        self.method = facts.method
        self.checked_at = moment.occurred_at

    @step(
        source="checked",
        target="bound",
        by={Role.handler},
        facts=BindHome,
        locks=("unit",),
        guards=(_holds_the_home,),
        zh="绑定房屋",
        en="bind",
    )
    def bind(self, facts: BindHome, moment: Moment) -> None:
        """The account holds the home."""
        self.in_place_of = facts.in_place_of
        self.bound_at = moment.occurred_at
        self.bound_on = moment.day

    @step(
        source=("asked", "checked"), target="rejected", by={Role.handler}, facts=RejectHome, zh="不予绑定", en="reject"
    )
    def reject(self, facts: RejectHome, moment: Moment) -> None:
        """Say why not; one may ask again."""
        self.rejected_at = moment.occurred_at
        self.rejected_for = facts.rejected_for

    @step(
        source="bound",
        target="ended",
        by=OWNERS | {Role.handler},
        guards=(_is_his_to_end,),
        zh="解除绑定",
        en="release",
    )
    def release(self, _facts: NoFacts, moment: Moment) -> None:
        """The asker, or the owner whose power he held, ends it."""
        self.ended_on = moment.day

    @step(source="bound", target="ended", by=(), automatic=True, zh="随过户结束绑定", en="end with the transfer")
    def end(self, _facts: NoFacts, moment: Moment) -> None:
        """The home has passed on."""
        self.ended_on = moment.day

    @property
    def until(self) -> date | None:
        """The day from which an agent's power is over; None while nothing ends it."""
        last = self.powers_until + timedelta(days=1) if self.powers_until is not None else None
        return min((day for day in (last, self.ended_on) if day is not None), default=None)
