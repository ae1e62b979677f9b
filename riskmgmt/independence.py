"""A tie between the agency and those whose works it looks at, that appears after the agency was engaged.

Whether a tie keeps an agency from its work is the city's: its gates on `engagement.resume`. What may not be resumed
may not go on either, so they are asked at every change of participants and of holdings, and an engagement that they
block rests from that instant on.
"""

from collections.abc import Iterable, Iterator
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from idi_platform.accounts.acting import SYSTEM
from idi_platform.accounts.models import OrganisationRelation
from idi_platform.accounts.roles import PartyRole, Role
from idi_platform.accounts.signals import relation_kept
from idi_platform.kernel import clock
from idi_platform.notifications.wordings import word
from idi_platform.projects.ties import TIES
from idi_platform.records.models import Party
from idi_platform.workflow.effects import NoticeDraft, tells
from idi_platform.workflow.gates import names_in, standing_against
from idi_platform.workflow.perform import perform
from idi_platform.workflow.reactions import Happened, reaction
from idi_platform.workflow.rebinding import all_carrying
from idi_platform.workflow.world import world_of

from .models import Engagement

RUNNING = ("contracted", "authorised", "working")
ASKED = frozenset({"engagement.participant_links", "engagement.is_independent", "engagement.takes_part"})
"""What gates ask about the agency's independence."""


def no_longer_independent(engagements: Iterable[Engagement]) -> Iterator[Engagement]:
    """Yield the engagements that the city's law would not let go on today, because the agency is not independent."""
    for engagement in engagements:
        world = world_of(engagement, clock.now())
        gates = world.rulebook.gates_of("engagement.resume")
        asking = (gate for gate in gates if gate.effect == "block" and names_in(gate.check) & ASKED)
        if any(standing_against(gate, world) is not None for gate in asking):
            yield engagement


def _participants_change(happened: Happened) -> None:
    running = Engagement.objects.filter(subject__project=happened.aggregate.pk, state__in=RUNNING)
    for engagement in no_longer_independent(running.select_related("subject").order_by("pk")):
        happened.follow(engagement, "find_conflict")


def _holdings_change(relation: OrganisationRelation, **_signal: Any) -> None:
    if relation.kind not in TIES:
        return
    of_either = Q(organisation=relation.subject_id) | Q(organisation=relation.object_id)
    running = Engagement.objects.filter(of_either, state__in=RUNNING).select_related("subject").order_by("pk")
    for engagement in no_longer_independent(running):
        key = f"tie:{relation.pk}:{engagement.pk}:{engagement.subject.seq}"
        perform(engagement, "find_conflict", acting=SYSTEM, key=key)


def _to_both(happened: Happened) -> Iterable[NoticeDraft]:
    """Tell the agency that rests, and the insurers for whom it works."""
    engagement: Engagement = happened.aggregate
    insurers = Party.objects.on(happened.moment.day).filter(
        subject__project=engagement.subject.project_id, role=PartyRole.lead_insurer
    )
    told = [(engagement.organisation, Role.agency)]
    told += [(insurer, Role.underwriter) for insurer in insurers.values_list("organisation", flat=True)]
    for organisation, role in dict.fromkeys(told):
        yield NoticeDraft("engagement.conflict", organisation_id=organisation, role=role)


def register() -> None:
    """Register when independence is asked anew, and who is told."""
    reaction("project.name_participant", takes=("engagement.find_conflict",), reach=all_carrying)(_participants_change)
    relation_kept.connect(_holdings_change, dispatch_uid="riskmgmt.independence")
    word(
        "engagement.conflict",
        title=_("风险管理委托已暂停"),
        body=_("风险管理机构与参建单位有了利害关系，或者自己参与了工程，委托已暂停；暂停期间的检查和报告不算数。"),
        lengths={},
    )
    tells("engagement.find_conflict")(_to_both)
