"""Filing: what somebody hands to an authority after a step, as the city's rulebook lists it."""

from collections.abc import Iterable

from django.db import models
from django.utils.translation import gettext as _

from idi_platform.accounts.roles import Role
from idi_platform.kernel.errors import Refusal
from idi_platform.records.models import Aggregate, StateField
from idi_platform.workflow.facts import Code, Facts, Id, NoFacts, Number
from idi_platform.workflow.lifecycles import Moment, lifecycle, step
from regulators.owing import HOLDERS

SUBMITTERS = frozenset().union(*HOLDERS.values())


class OweFiling(Facts):
    """Which filing of the rulebook, who owes it, and the step that it follows."""

    code: Code
    owed_role: Code
    clause: Code = ""
    record_id: Id


class SubmitFiling(Facts):
    """The papers handed in."""

    evidence_ids: tuple[Id, ...] = ()


class Acknowledge(Facts):
    """The number that the authority gives it."""

    number: Number = ""


def is_owed_by_actor(filing: "Filing", _facts: Facts, moment: Moment) -> Iterable[Refusal]:
    """Refuse whoever does not hold the role that owes the filing."""
    roles = {Role(name) for name in moment.acting["roles"]}
    if roles.isdisjoint(HOLDERS.get(filing.owed_role, SUBMITTERS)):
        yield Refusal("filing.not_yours", _("这份备案由别的单位报送，请由负责报送的单位办理。"), filing.clause)


def has_papers(_filing: "Filing", facts: SubmitFiling, _moment: Moment) -> Iterable[Refusal]:
    """Refuse a filing without papers: an incomplete upload does not meet the duty."""
    if not facts.evidence_ids:
        yield Refusal("filing.no_papers", _("请先上传要报送的材料，再提交备案。"))


@lifecycle(kind="filing", rank=94, zh="备案报送", en="filing")
class Filing(Aggregate):
    """A filing; the step that it follows brings it into being."""

    identity = ()

    state = StateField()
    code = models.CharField("备案事项", max_length=80)
    owed_role = models.CharField("报送单位身份", max_length=40)
    clause = models.CharField(max_length=60, blank=True)
    follows = models.BigIntegerField(null=True)
    owed_at = models.DateTimeField("应报送起算时间", null=True)
    submitted_at = models.DateTimeField("报送时间", null=True)
    returned_at = models.DateTimeField("退回时间", null=True)
    acknowledged_at = models.DateTimeField("受理时间", null=True)
    number = models.CharField("受理编号", max_length=40, blank=True)

    class Meta:
        """A register is read by what is filed and by age."""

        indexes = (models.Index(fields=("code", "owed_at"), name="filing_by_code"),)
        constraints = (models.UniqueConstraint(fields=("follows", "code"), name="filing_owed_once"),)

    @step(source="", target="owed", by=(), facts=OweFiling, locks=(), automatic=True, zh="产生备案事项", en="owe")
    def owe(self, facts: OweFiling, moment: Moment) -> None:
        """A step has made the filing due."""
        self.code = facts.code
        self.owed_role = facts.owed_role
        self.clause = facts.clause
        self.follows = facts.record_id
        self.owed_at = moment.occurred_at

    @step(
        source=("owed", "returned"),
        target="submitted",
        by=SUBMITTERS,
        facts=SubmitFiling,
        guards=(is_owed_by_actor, has_papers),
        zh="报送",
        en="submit",
    )
    def submit(self, _facts: SubmitFiling, moment: Moment) -> None:
        """Hand it in."""
        self.submitted_at = moment.occurred_at

    @step(
        source="submitted",
        target="acknowledged",
        by={Role.regulator},
        facts=Acknowledge,
        zh="受理备案",
        en="acknowledge",
    )
    def acknowledge(self, facts: Acknowledge, moment: Moment) -> None:
        """The authority has it."""
        self.acknowledged_at = moment.occurred_at
        self.number = facts.number

    @step(source="submitted", target="returned", by={Role.regulator}, zh="退回补正", en="send back")
    def send_back(self, _facts: NoFacts, moment: Moment) -> None:
        """The authority asks for more; it is owed again."""
        self.returned_at = moment.occurred_at
        self.submitted_at = None
