"""Violation: a duty that was not done, followed by the authority; a fact recorded in breach opens one by itself."""

from collections.abc import Iterable

from django.db import models
from django.utils.translation import gettext as _

from idi_platform.accounts.roles import Role
from idi_platform.kernel.errors import Refusal
from idi_platform.records.models import Aggregate, StateField
from idi_platform.workflow.facts import Code, Facts, Id, NoFacts
from idi_platform.workflow.lifecycles import Moment, lifecycle, step

AUTHORITY = frozenset({Role.regulator})
ACCUSED = frozenset(
    {Role.developer, Role.contractor, Role.designer, Role.supervisor, Role.lab, Role.agency, Role.underwriter,
     Role.handler, Role.approver, Role.property_desk, Role.institution}
)  # fmt: skip


class OpenViolation(Facts):
    """What was not done: a code, the clause, whose duty it was if that is known, and the record that shows it."""

    code: Code
    clause: Code = ""
    organisation_id: Id | None = None
    record_id: Id | None = None


class Sanction(Facts):
    """What the authority imposes; `measure` is the rulebook's code."""

    measure: Code


def is_accused(violation: "ViolationCase", _facts: Facts, moment: Moment) -> Iterable[Refusal]:
    """Refuse an answer by anybody but the organisation concerned."""
    if violation.organisation is None or moment.acting.get("organisation") != violation.organisation:
        yield Refusal("violation.not_yours", _("只有当事单位可以陈述申辩，请用当事单位的身份登录。"))


@lifecycle(kind="violation", rank=96, zh="违规事项", en="violation")
class ViolationCase(Aggregate):
    """A violation; what it rests on stays in the log whatever becomes of it."""

    identity = ()

    state = StateField()
    code = models.CharField("违规事项", max_length=120)
    clause = models.CharField("依据条款", max_length=60, blank=True)
    organisation = models.BigIntegerField(null=True)
    shown_by = models.BigIntegerField(null=True)
    opened_at = models.DateTimeField("立案时间", null=True)
    answered_at = models.DateTimeField("陈述申辩时间", null=True)
    confirmed_at = models.DateTimeField("认定时间", null=True)
    dismissed_at = models.DateTimeField("撤销时间", null=True)
    sanctioned_at = models.DateTimeField("处理时间", null=True)
    measure = models.CharField("处理措施", max_length=80, blank=True)

    @step(
        source="",
        target="opened",
        by=AUTHORITY,
        facts=OpenViolation,
        locks=(),
        within=("policy", "engagement", "unit", "building", "insured_object", "project"),
        zh="登记违规事项",
        en="open",
    )
    def open(self, facts: OpenViolation, moment: Moment) -> None:
        """Enter what was not done."""
        self.code = facts.code
        self.clause = facts.clause
        self.organisation = facts.organisation_id
        self.shown_by = facts.record_id
        self.opened_at = moment.occurred_at

    @step(source="opened", target="answered", by=ACCUSED, guards=(is_accused,), zh="陈述申辩", en="answer")
    def answer(self, _facts: NoFacts, moment: Moment) -> None:
        """The organisation concerned says its part."""
        self.answered_at = moment.occurred_at

    @step(source=("opened", "answered"), target="confirmed", by=AUTHORITY, zh="认定违规", en="confirm")
    def confirm(self, _facts: NoFacts, moment: Moment) -> None:
        """The authority finds that it is so."""
        self.confirmed_at = moment.occurred_at

    @step(source=("opened", "answered"), target="dismissed", by=AUTHORITY, zh="不予认定", en="dismiss")
    def dismiss(self, _facts: NoFacts, moment: Moment) -> None:
        """The authority finds that it is not so."""
        self.dismissed_at = moment.occurred_at

    @step(
        source="confirmed",
        target="sanctioned",
        by=AUTHORITY,
        facts=Sanction,
        second_person=True,
        approved_by=AUTHORITY,
        zh="作出处理",
        en="sanction",
    )
    def sanction(self, facts: Sanction, moment: Moment) -> None:
        """The authority imposes a measure of the rulebook; two of its persons agree."""
        self.measure = facts.measure
        self.sanctioned_at = moment.occurred_at
