"""Consent round: every buyer is asked one by one; who buys while it runs is asked too."""

from collections.abc import Iterable
from typing import Any

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from idi_platform.accounts.roles import Role
from idi_platform.kernel.errors import Refusal
from idi_platform.records.governing import law_of
from idi_platform.records.models import Aggregate, StateField
from idi_platform.workflow.facts import Day, Facts, Id, NoFacts
from idi_platform.workflow.lifecycles import Moment, lifecycle, step

ASKERS = frozenset({Role.underwriter, Role.developer})
COLLECTING = ("opening", "collecting", "reopened")


class Purpose(models.TextChoices):
    """What the buyers are asked to agree to; the verb of the policy's step."""

    AMEND = "amend", gettext_lazy("批改合同")
    CHANGE_INSURER = "change_insurer", gettext_lazy("更换保险公司")
    TERMINATE = "terminate", gettext_lazy("解除合同")
    EXEMPT_DEPOSIT = "exempt_deposit", gettext_lazy("免交物业保修金")


class OpenRound(Facts):
    """What for, and until when answers are awaited."""

    purpose: Purpose
    answer_by: Day | None = None


class Consent(Facts):
    """One buyer's paper: his home and himself; co-buyers one by one."""

    unit_id: Id
    person_id: Id | None = None
    organisation_id: Id | None = None
    evidence_ids: tuple[Id, ...] = ()


def speaks_for_himself_or_shows_the_paper(_round: "ConsentRound", facts: Consent, moment: Moment) -> Iterable[Refusal]:
    """Refuse an owner who agrees for another buyer, and whoever enters a consent without the signed paper."""
    if Role.owner.value in moment.acting["roles"]:
        own = (moment.acting.get("person"), None)
        if moment.acting.get("organisation") is not None:
            own = (None, moment.acting["organisation"])
        if (facts.person_id, facts.organisation_id) != own:
            yield Refusal("consent.not_yours", _("每位买受人只能自己表示同意，不能代别人同意。"))
    elif not facts.evidence_ids:
        yield Refusal("consent.no_paper", _("请先上传这位买受人签字的同意书，再登记他的同意。"))


def owns_the_unit(round_: "ConsentRound", facts: Consent, _moment: Moment) -> Iterable[Refusal]:
    """Refuse the consent of somebody who is no buyer of the home today."""
    asked = {(buyer.unit_id, buyer.person_id, buyer.organisation_id) for buyer in round_.buyers()}
    if (facts.unit_id, facts.person_id, facts.organisation_id) not in asked:
        yield Refusal("consent.not_a_buyer", _("这个人现在不是该户的买受人，请核对房号和姓名。"))


def all_have_consented(round_: "ConsentRound", _facts: NoFacts, _moment: Moment) -> Iterable[Refusal]:
    """Refuse to call a round complete while a present buyer has not consented, unless the text says how many do."""
    if law_of(round_.subject).gates_of("consent_round.complete"):
        return
    missing = sum(not buyer.has_consented for buyer in round_.buyers())
    if missing:
        sentence = _("还有 %(count)d 位买受人没有书面同意，征集齐后才能办结。") % {"count": missing}
        yield Refusal("consent.not_all", sentence)


@lifecycle(kind="consent_round", rank=32, zh="征求买受人同意", en="consent round")
class ConsentRound(Aggregate):
    """A round of consents on a policy."""

    identity = ()

    state = StateField()
    purpose = models.CharField("征求事项", max_length=24, choices=Purpose)
    answer_by = models.DateField("答复期限", null=True)
    consents = models.JSONField(default=list)
    opened_on = models.DateField("开始征求日期", null=True)
    completed_on = models.DateField("征集完成日期", null=True)

    def buyers(self) -> Iterable[Any]:
        """Return the present buyers with whether they have consented in this round."""
        from policies.buyers import buyers_of

        return buyers_of(self.subject, self.consents)

    @step(
        source="",
        target="opening",
        by=ASKERS,
        facts=OpenRound,
        locks=(),
        reads=("policy",),
        within=("policy",),
        zh="开始征求买受人同意",
        en="open",
    )
    def open(self, facts: OpenRound, moment: Moment) -> None:
        """Begin to ask."""
        self.purpose = facts.purpose
        self.answer_by = facts.answer_by
        self.opened_on = moment.day

    @step(source=("opening", "reopened"), target="collecting", by=ASKERS, zh="发出征求意见书", en="collect")
    def collect(self, _facts: NoFacts, _moment: Moment) -> None:
        """The papers are out."""

    @step(
        source=COLLECTING,
        by=ASKERS | {Role.owner},
        facts=Consent,
        guards=(owns_the_unit, speaks_for_himself_or_shows_the_paper),
        zh="登记买受人同意",
        en="record a consent",
    )
    def record_consent(self, facts: Consent, _moment: Moment) -> None:
        """One buyer agrees; the same buyer twice counts once."""
        row = [facts.unit_id, facts.person_id, facts.organisation_id]
        if row not in self.consents:
            self.consents = [*self.consents, row]

    @step(
        source=COLLECTING,
        target="complete",
        by=ASKERS,
        guards=(all_have_consented,),
        zh="征集完成",
        en="complete",
    )
    def complete(self, _facts: NoFacts, moment: Moment) -> None:
        """Everybody who is a buyer now has agreed."""
        self.completed_on = moment.day

    @step(source="complete", target="reopened", by=(), automatic=True, zh="有新买受人，重新征求", en="reopen")
    def reopen(self, _facts: NoFacts, _moment: Moment) -> None:
        """A home was sold: its buyer has to be asked."""
        self.completed_on = None

    @step(source="complete", target="used", by=(), automatic=True, zh="已用于办理", en="use")
    def use(self, _facts: NoFacts, _moment: Moment) -> None:
        """The step that it was collected for has been taken."""

    @step(source=COLLECTING, target="lapsed", by=ASKERS, zh="征求终止", en="lapse")
    def lapse(self, _facts: NoFacts, _moment: Moment) -> None:
        """It comes to nothing."""
