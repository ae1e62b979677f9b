"""Credit record: an entry for or against an organisation, heard before it is published, ended by its day."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from idi_platform.accounts.roles import Role
from idi_platform.records.models import Aggregate, StateField
from idi_platform.workflow.facts import Code, Day, Facts, Id, NoFacts
from idi_platform.workflow.lifecycles import Moment, lifecycle, step

AUTHORITY = frozenset({Role.regulator})


class CreditKind(models.TextChoices):
    """What the entry says."""

    GOOD = "good", _("良好记录")
    BAD = "bad", _("不良记录")
    SERIOUS = "serious", _("严重失信记录")


class Propose(Facts):
    """Whom it is about, what it says, and the violation that it rests on."""

    organisation_id: Id
    kind: CreditKind
    clause: Code = ""
    violation_id: Id | None = None


class Publish(Facts):
    """The day from which the entry no longer stands."""

    until: Day


@lifecycle(kind="credit_record", rank=97, zh="信用记录", en="credit record")
class CreditRecord(Aggregate):
    """A credit record."""

    identity = ()

    state = StateField()
    organisation = models.BigIntegerField(null=True)
    credit_kind = models.CharField(max_length=16, choices=CreditKind)
    clause = models.CharField("依据条款", max_length=60, blank=True)
    violation = models.BigIntegerField(null=True)
    proposed_on = models.DateField("提出日期", null=True)
    heard_on = models.DateField("听取意见日期", null=True)
    published_on = models.DateField("公布日期", null=True)
    until = models.DateField("公布期满日", null=True)
    ended_on = models.DateField("移出日期", null=True)

    @step(
        source="",
        target="proposed",
        by=AUTHORITY,
        facts=Propose,
        locks=(),
        within=("project", "policy"),
        zh="提出信用记录",
        en="propose",
    )
    def propose(self, facts: Propose, moment: Moment) -> None:
        """Propose the entry."""
        self.organisation = facts.organisation_id
        self.credit_kind = facts.kind
        self.clause = facts.clause
        self.violation = facts.violation_id
        self.proposed_on = moment.day

    @step(source="proposed", target="heard", by=AUTHORITY, report=True, zh="听取当事人意见", en="hear")
    def hear(self, _facts: NoFacts, moment: Moment) -> None:
        """The organisation was heard."""
        self.heard_on = moment.day

    @step(
        source="heard",
        target="published",
        by=AUTHORITY,
        facts=Publish,
        second_person=True,
        approved_by=AUTHORITY,
        zh="公布",
        en="publish",
    )
    def publish(self, facts: Publish, moment: Moment) -> None:
        """Publish it until a day; two persons of the authority agree."""
        self.published_on = moment.day
        self.until = facts.until

    @step(source="published", target="expired", by=(), automatic=True, zh="公布期满", en="expire")
    def expire(self, _facts: NoFacts, moment: Moment) -> None:
        """Its day has come."""
        self.ended_on = moment.day

    @step(source=("proposed", "heard", "published"), target="withdrawn", by=AUTHORITY, zh="撤回", en="withdraw")
    def withdraw(self, _facts: NoFacts, moment: Moment) -> None:
        """The authority takes it back."""
        self.ended_on = moment.day
