"""Termination: the way to the end of a contract before its time, with consents, report and deposit as the city asks."""

from collections.abc import Iterable
from typing import Any

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from idi_platform.accounts.roles import Role
from idi_platform.kernel.errors import Refusal
from idi_platform.records.models import Aggregate, StateField
from idi_platform.workflow.facts import Amount, Day, Facts, NoFacts
from idi_platform.workflow.lifecycles import Moment, lifecycle, step
from policies.contract import EndsOn
from policies.guards import ends_no_earlier_than_today

INSURER = frozenset({Role.underwriter})
DEVELOPER = frozenset({Role.developer})
UNDER_WAY = ("requested", "consented", "reported", "deposit_settled")


class Reason(models.TextChoices):
    """Why the contract is to end."""

    BY_AGREEMENT = "by_agreement", gettext_lazy("协商一致")
    NON_DISCLOSURE = "non_disclosure", gettext_lazy("未如实告知")
    PREMIUM_UNPAID = "premium_unpaid", gettext_lazy("未交保险费")
    PARTIAL_LOSS = "partial_loss", gettext_lazy("部分损失后解除")
    PROJECT_STOPPED = "project_stopped", gettext_lazy("工程终止建设")


INSURERS_OWN = (Reason.NON_DISCLOSURE, Reason.PREMIUM_UNPAID)
"""Reasons for which the law lets the insurer end the contract, and nobody else."""


class RequestTermination(Facts):
    """Why; and for non-disclosure when the insurer came to know of it."""

    reason: Reason
    known_since: Day | None = None


def reason_is_ones_own(_aggregate: Any, facts: RequestTermination, moment: Moment) -> Iterable[Refusal]:
    """Refuse a developer that gives the insurer's reason: what the buyers must agree to depends on the reason."""
    if facts.reason in INSURERS_OWN and Role.developer.value in moment.acting["roles"]:
        yield Refusal(
            "termination.insurers_reason", _("未如实告知、未交保险费是保险公司才能提出的解除理由，请按实际原因选择。")
        )


class EndContract(EndsOn):
    """The last day of the contract, and what is paid back."""

    refund: Amount | None = None


@lifecycle(kind="termination", rank=36, zh="解除合同办理", en="termination")
class Termination(Aggregate):
    """A termination under way; the policy ends with its last step."""

    identity = ()

    state = StateField()
    reason = models.CharField("解除原因", max_length=24, choices=Reason)
    known_since = models.DateField("知道解除事由的日期", null=True)
    requested_on = models.DateField("提出解除日期", null=True)
    consented_on = models.DateField("买受人同意日期", null=True)
    reported_on = models.DateField("报告主管部门日期", null=True)
    deposit_settled_on = models.DateField("补交保修金日期", null=True)
    terminated_on = models.DateField("合同终止日期", null=True)
    refund = models.DecimalField("退还保险费", max_digits=16, decimal_places=2, null=True)

    @step(
        source="",
        target="requested",
        by=INSURER | DEVELOPER,
        facts=RequestTermination,
        locks=(),
        reads=("policy",),
        within=("policy",),
        guards=(reason_is_ones_own,),
        zh="提出解除合同",
        en="ask to end the contract",
    )
    def request(self, facts: RequestTermination, moment: Moment) -> None:
        """Ask for it."""
        self.reason = facts.reason
        self.known_since = facts.known_since
        self.requested_on = moment.day

    @step(
        source="requested",
        target="consented",
        by=INSURER | DEVELOPER,
        reads=("policy",),
        zh="买受人同意已征集",
        en="collect the consents",
    )
    def collect_consents(self, _facts: NoFacts, moment: Moment) -> None:
        """The buyers have agreed."""
        self.consented_on = moment.day

    @step(
        source=("requested", "consented"),
        target="reported",
        by=INSURER | DEVELOPER,
        zh="报告主管部门",
        en="report to the authority",
    )
    def report(self, _facts: NoFacts, moment: Moment) -> None:
        """The authority has been told."""
        self.reported_on = moment.day

    @step(
        source=("requested", "consented", "reported"),
        target="deposit_settled",
        by=DEVELOPER,
        zh="补交物业保修金",
        en="settle the deposit",
    )
    def settle_deposit(self, _facts: NoFacts, moment: Moment) -> None:
        """The deposit from which the contract had freed the developer is paid."""
        self.deposit_settled_on = moment.day

    @step(
        source=UNDER_WAY,
        target="ended",
        by=INSURER,
        facts=EndContract,
        locks=("self", "policy"),
        reads=("project", "insured_object"),
        guards=(ends_no_earlier_than_today,),
        second_person=True,
        approved_by=(Role.underwriter, Role.approver),
        zh="终止合同",
        en="end",
    )
    def end(self, facts: EndContract, _moment: Moment) -> None:
        """The contract ends."""
        self.terminated_on = facts.terminated_on
        self.refund = facts.refund

    @step(source=UNDER_WAY, target="withdrawn", by=INSURER | DEVELOPER, zh="撤回解除申请", en="withdraw the request")
    def withdraw(self, _facts: NoFacts, _moment: Moment) -> None:
        """The contract goes on."""
