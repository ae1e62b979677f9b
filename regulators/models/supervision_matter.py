"""Supervision matter: a letter, a talk, an order of the authority, followed until it is settled."""

from collections.abc import Iterable

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from idi_platform.accounts.roles import Role
from idi_platform.kernel.errors import Refusal
from idi_platform.records.models import Aggregate, StateField
from idi_platform.workflow.facts import Code, Day, Facts, Id, NoFacts
from idi_platform.workflow.lifecycles import Moment, lifecycle, step

from .violation import ACCUSED

AUTHORITY = frozenset({Role.regulator})
LIVE = ("opened", "served", "answered")


class MatterKind(models.TextChoices):
    """What the authority does."""

    REMINDER = "reminder", gettext_lazy("提示函")
    TALK = "talk", gettext_lazy("约谈")
    ORDER = "order", gettext_lazy("责令整改")
    CIRCULAR = "circular", gettext_lazy("通报")
    REFERRAL = "referral", gettext_lazy("移送金融监管部门")


class OpenMatter(Facts):
    """To whom, under which clause, and until when an answer is expected."""

    kind: MatterKind
    organisation_id: Id
    clause: Code = ""
    answer_by: Day | None = None


def is_addressed(matter: "SupervisionMatter", _facts: Facts, moment: Moment) -> Iterable[Refusal]:
    """Refuse an answer by anybody but the organisation it is addressed to."""
    if moment.acting.get("organisation") != matter.organisation:
        yield Refusal("supervision_matter.not_yours", _("这份监管文书不是发给您单位的，不能代为答复。"))


@lifecycle(kind="supervision_matter", rank=98, zh="监管事项", en="supervision matter")
class SupervisionMatter(Aggregate):
    """A supervision matter."""

    identity = ()

    state = StateField()
    matter_kind = models.CharField(max_length=16, choices=MatterKind)
    organisation = models.BigIntegerField(null=True)
    clause = models.CharField("依据条款", max_length=60, blank=True)
    answer_by = models.DateField("答复期限", null=True)
    opened_on = models.DateField("立项日期", null=True)
    served_at = models.DateTimeField("送达时间", null=True)
    answered_at = models.DateTimeField("答复时间", null=True)
    rectified_on = models.DateField("整改完成日期", null=True)
    sanctioned_on = models.DateField("处理日期", null=True)
    closed_on = models.DateField("办结日期", null=True)

    @step(
        source="",
        target="opened",
        by=AUTHORITY,
        facts=OpenMatter,
        locks=(),
        within=("policy", "engagement", "project"),
        zh="登记监管事项",
        en="open",
    )
    def open(self, facts: OpenMatter, moment: Moment) -> None:
        """Enter the matter."""
        self.matter_kind = facts.kind
        self.organisation = facts.organisation_id
        self.clause = facts.clause
        self.answer_by = facts.answer_by
        self.opened_on = moment.day

    @step(source="opened", target="served", by=AUTHORITY, zh="送达", en="serve")
    def serve(self, _facts: NoFacts, moment: Moment) -> None:
        """Serve it."""
        self.served_at = moment.occurred_at

    @step(source="served", target="answered", by=ACCUSED, guards=(is_addressed,), zh="答复", en="answer")
    def answer(self, _facts: NoFacts, moment: Moment) -> None:
        """The addressee answers."""
        self.answered_at = moment.occurred_at

    @step(source=("served", "answered"), target="rectified", by=AUTHORITY, zh="确认整改完成", en="rectify")
    def rectify(self, _facts: NoFacts, moment: Moment) -> None:
        """What was asked for is done."""
        self.rectified_on = moment.day

    @step(
        source=("served", "answered"),
        target="sanctioned",
        by=AUTHORITY,
        second_person=True,
        approved_by=AUTHORITY,
        zh="作出处理",
        en="sanction",
    )
    def sanction(self, _facts: NoFacts, moment: Moment) -> None:
        """It was not done; two persons of the authority agree on the measure."""
        self.sanctioned_on = moment.day

    @step(source=(*LIVE, "rectified", "sanctioned"), target="closed", by=AUTHORITY, zh="办结", en="close")
    def close(self, _facts: NoFacts, moment: Moment) -> None:
        """The matter is closed."""
        self.closed_on = moment.day
