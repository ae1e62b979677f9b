"""Deposit exemption: a developer who has insured asks not to pay the property warranty deposit."""

from django.db import models

from idi_platform.accounts.roles import Role
from idi_platform.records.models import Aggregate, StateField
from idi_platform.workflow.facts import NoFacts
from idi_platform.workflow.lifecycles import Moment, lifecycle, step

AUTHORITY = frozenset({Role.regulator, Role.institution})


@lifecycle(kind="deposit_exemption", rank=34, zh="物业保修金免交", en="deposit exemption")
class DepositExemption(Aggregate):
    """An exemption on a policy; a locked one ties the contract."""

    identity = ()

    state = StateField()
    applied_on = models.DateField("申请免交日期", null=True)
    consented_on = models.DateField("同意免交日期", null=True)
    locked_on = models.DateField("锁定日期", null=True)
    released_on = models.DateField("解除日期", null=True)

    @step(
        source="",
        target="applied",
        by={Role.developer},
        locks=(),
        reads=("policy",),
        within=("policy",),
        zh="申请免交物业保修金",
        en="apply for exemption from the deposit",
    )
    def apply(self, _facts: NoFacts, moment: Moment) -> None:
        """Ask with the policy in hand."""
        self.applied_on = moment.day

    @step(
        source="applied",
        target="consented",
        by=AUTHORITY,
        reads=(),
        locks=("self", "policy"),
        zh="同意免交",
        en="consent",
    )
    def consent(self, _facts: NoFacts, moment: Moment) -> None:
        """The deposit need not be paid."""
        self.consented_on = moment.day

    @step(source="applied", target="rejected", by=AUTHORITY, zh="不同意免交", en="reject")
    def reject(self, _facts: NoFacts, _moment: Moment) -> None:
        """The deposit is to be paid."""

    @step(source="consented", target="locked", by=AUTHORITY, zh="锁定保险合同", en="lock")
    def lock(self, _facts: NoFacts, moment: Moment) -> None:
        """From now on the contract may not be given up."""
        self.locked_on = moment.day

    @step(
        source=("consented", "locked"),
        target="released",
        by=AUTHORITY,
        locks=("self", "policy"),
        zh="补交后解除",
        en="release",
    )
    def release(self, _facts: NoFacts, moment: Moment) -> None:
        """The deposit was paid after all."""
        self.released_on = moment.day
