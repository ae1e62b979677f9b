"""InsuredObject: what one policy insures, by the city's rule a project, a construction permit or a contract."""

from collections.abc import Iterable

from django.db import models
from django.utils.translation import gettext as _

from idi_platform.kernel.errors import Refusal
from idi_platform.projects.guards import (
    edition_can_be_decided,
    not_after_moment,
    number_is_free,
    revision_can_be_adopted,
)
from idi_platform.projects.models.project import Project
from idi_platform.projects.roles import AUTHORITIES, DECIDERS, KEEPERS, REVISERS
from idi_platform.records.models import Aggregate, StateField
from idi_platform.workflow.facts import Amount, Code, Day, Facts, Id, Number
from idi_platform.workflow.lifecycles import Moment, lifecycle, step


class RegisterInsuredObject(Facts):
    """What is known when the insured object is named; prices and days may come later."""

    number: Code
    contract_price: Amount | None = None
    contract_signed_on: Day | None = None
    permit_applied_on: Day | None = None


class ApplyForPermit(Facts):
    """The day on which the construction permit was applied for."""

    permit_applied_on: Day


class ObtainPermit(Facts):
    """The construction permit."""

    permit_issued_on: Day
    permit: Number = ""


class AdoptRevision(Facts):
    """The revision of the bound edition under which the object goes on."""

    revision_id: Id


class DecideEdition(Facts):
    """Which text binds, by a document with a number; without an edition none of the loaded texts does."""

    edition: Code = ""
    document_number: Number


class RecordWorksContract(Facts):
    """The works contract whose price premiums may be based on."""

    contract_price: Amount
    contract_signed_on: Day


def _issued_after_application(
    insured_object: "InsuredObject", facts: ObtainPermit, _moment: Moment
) -> Iterable[Refusal]:
    applied = insured_object.permit_applied_on
    if applied is not None and facts.permit_issued_on < applied:
        yield Refusal("permit.before_application", _("发证日期早于申请日期，请核对两个日期。"))


@lifecycle(kind="insured_object", rank=20, zh="保险标的", en="insured object")
class InsuredObject(Aggregate):
    """One insured object; the rulebook's edition is bound to it, for life."""

    identity = ("project_id",)

    state = StateField()
    project = models.ForeignKey(Project, models.PROTECT, related_name="insured_objects")
    number = models.CharField(max_length=80, unique=True)
    permit = models.CharField(max_length=40, blank=True)
    permit_applied_on = models.DateField(null=True)
    permit_issued_on = models.DateField(null=True)
    contract_price = models.DecimalField(max_digits=16, decimal_places=2, null=True)
    contract_signed_on = models.DateField(null=True)

    def __str__(self) -> str:
        """The number."""
        return self.number

    @step(
        source="",
        target="registered",
        by=KEEPERS,
        facts=RegisterInsuredObject,
        locks=("project",),
        within=("project",),
        guards=(number_is_free("insured_object.number_taken"),),
        zh="登记保险标的",
        en="register",
    )
    def register(self, facts: RegisterInsuredObject, _moment: Moment) -> None:
        """Name what one policy will insure."""
        self.number = facts.number
        self.contract_price = facts.contract_price
        self.contract_signed_on = facts.contract_signed_on
        self.permit_applied_on = facts.permit_applied_on

    @step(source="*", by=KEEPERS, facts=RecordWorksContract, zh="登记施工合同", en="record the works contract")
    def record_works_contract(self, facts: RecordWorksContract, _moment: Moment) -> None:
        """Record price and day of the works contract."""
        self.contract_price = facts.contract_price
        self.contract_signed_on = facts.contract_signed_on

    @step(
        source="registered",
        target="permit_applied",
        by=KEEPERS,
        facts=ApplyForPermit,
        guards=(not_after_moment("permit_applied_on"),),
        report=True,
        zh="申请施工许可",
        en="apply for the construction permit",
    )
    def apply_construction_permit(self, facts: ApplyForPermit, _moment: Moment) -> None:
        """Record the application."""
        self.permit_applied_on = facts.permit_applied_on

    @step(
        source="permit_applied",
        target="permitted",
        by=KEEPERS | AUTHORITIES,
        facts=ObtainPermit,
        guards=(not_after_moment("permit_issued_on"), _issued_after_application),
        report=True,
        zh="取得施工许可",
        en="obtain the construction permit",
    )
    def obtain_construction_permit(self, facts: ObtainPermit, _moment: Moment) -> None:
        """Record the permit."""
        self.permit_issued_on = facts.permit_issued_on
        self.permit = facts.permit

    @step(
        source="*",
        by=REVISERS,
        facts=AdoptRevision,
        guards=(revision_can_be_adopted,),
        second_person=True,
        approved_by=REVISERS | DECIDERS,
        shows_impact=True,
        zh="换用办法的新修订",
        en="adopt a revision of the rulebook",
    )
    def adopt_revision(self, facts: AdoptRevision, _moment: Moment) -> None:
        """Go on under another revision of the bound edition; the binding itself is derived from this record."""

    @step(
        source="*",
        by=DECIDERS,
        facts=DecideEdition,
        guards=(edition_can_be_decided,),
        second_person=True,
        approved_by=DECIDERS,
        shows_impact=True,
        zh="认定适用的办法",
        en="decide which text applies",
    )
    def decide_edition(self, facts: DecideEdition, _moment: Moment) -> None:
        """Decide what the rules leave open; the binding itself is derived from this record."""
