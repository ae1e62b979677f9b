"""The code's own gates on the link to an earlier case: same place, reported before, and a person says why."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from claims.models.claim_facts import LinkEarlier
from idi_platform.kernel.errors import Refusal
from idi_platform.records.models import Subject
from idi_platform.workflow.lifecycles import Moment

if TYPE_CHECKING:
    from claims.models.claim_row import ClaimRow

Reasons = Iterable[Refusal]


def is_at_same_place(claim: "ClaimRow", facts: LinkEarlier, _moment: Moment) -> Reasons:
    """What is linked is an older ticket or claim of the same home or common part."""
    if facts.earlier is None:
        return
    own = claim.subject
    older = Subject.objects.filter(pk=facts.earlier, pk__lt=own.pk, kind__in=("claim", "ticket"))
    if not older.filter(unit=own.unit_id, common_part=own.common_part_id).exists():
        yield Refusal("claim.earlier_elsewhere", _("选的记录不在同一套房或同一共有部分，或者不比本案早，请重新选。"))


def is_said_why(_claim: "ClaimRow", facts: LinkEarlier, moment: Moment) -> Reasons:
    """Whether two defects are the same is a person's judgement, with reasons in words."""
    if not facts.by_rule and facts.statement_id is None:
        yield Refusal("claim.earlier_unexplained", _("请写明凭什么认定是、或者不是同一问题。"))
    if facts.by_rule and moment.acting.get("kind") != "system":
        yield Refusal("claim.earlier_not_by_rule", _("自动认定只能由平台来做，请写明理由。"))
