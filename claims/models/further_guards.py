"""The code's own gates on handing a claim over, looking at it again and repairing again under the warranty."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from claims.codes import GoesOnWith
from claims.models.beside.repair import STANDING, Repair, is_warranted, lacks_water_test
from claims.models.claim_facts import CompleteRepair
from claims.models.claim_guards import is_proved
from claims.models.further_facts import Assign, Call, ListHomes, RecordWaiver, SettleTransfer
from idi_platform.accounts.models import Membership
from idi_platform.accounts.roles import PartyRole, Role
from idi_platform.kernel.errors import Refusal
from idi_platform.projects.models import Unit
from idi_platform.records.governing import law_of
from idi_platform.records.models import Party
from idi_platform.workflow.lifecycles import Moment, asked_dry

if TYPE_CHECKING:
    from claims.models.claim import Claim
    from claims.models.claim_row import ClaimRow

Reasons = Iterable[Refusal]


def is_colleague(_claim: "ClaimRow", facts: Assign, moment: Moment) -> Reasons:
    """A claim is handed to somebody who handles claims at the same organisation today."""
    held = Membership.objects.on(moment.day).filter(person=facts.handler, role=Role.handler)
    if not held.filter(organisation=moment.acting.get("organisation") or 0).exists():
        yield Refusal("claim.not_a_colleague", _("只能交给本单位在岗的理赔人员，请从名单里选。"))


def handles_for_the_lead(claim: "ClaimRow", facts: Assign, moment: Moment) -> Reasons:
    """What the platform assigns by rule goes to somebody who handles claims at the insurer that leads today."""
    leads = Party.objects.on(moment.day).filter(subject=claim.subject.policy_id or 0, role=PartyRole.lead_insurer)
    held = Membership.objects.on(moment.day).filter(person=facts.handler, role=Role.handler)
    if not held.filter(organisation__in=leads.values("organisation")).exists():
        yield Refusal("claim.not_a_colleague", _("只能交给本单位在岗的理赔人员，请从名单里选。"))


def is_handed_on(claim: "ClaimRow", facts: Assign, _moment: Moment) -> Reasons:
    """Handing a claim to whoever has it already is no step."""
    if claim.handled_by == facts.handler:
        yield Refusal("claim.assigned_already", _("这个案件已经由这位同事办理。"))


def are_homes_of_building(claim: "ClaimRow", facts: ListHomes, _moment: Moment) -> Reasons:
    """A common part's defect reaches homes of its own building; a home's own claim has no others."""
    if claim.subject.common_part_id is None:
        yield Refusal("claim.no_common_part", _("只有共有部分的案件才列受影响的房屋；住户家里的问题请分别报案。"))
        return
    there = Unit.objects.filter(pk__in=facts.unit_ids, building=claim.subject.building_id).count()
    if there != len(set(facts.unit_ids)):
        yield Refusal("claim.home_elsewhere", _("有的房屋不在这栋楼，请核对房号。"))


def standing_repair(claim: "ClaimRow") -> Repair | None:
    """Return the newest accepted repair of a claim whose warranty has not ended."""
    found = Repair.objects.select_related("subject").filter(claim=claim.pk, state__in=STANDING)
    return found.order_by("pk").last()


def was_repaired(claim: "ClaimRow", _facts: Any, _moment: Moment) -> Reasons:
    """What comes again is repaired on the claim whose accepted repair is under warranty; else it is a new report.

    Where no text warrants a repair, none is ever under warranty, however long its acceptance stands.
    """
    if not is_warranted(law_of(claim.subject)):
        said = _("当地的规定没有维修质保期，不能按质保再修。请就现在的问题另外报案；合同另有约定的，按合同办理。")
        yield Refusal("claim.no_repair_warranty", said)
    elif standing_repair(claim) is None:
        yield Refusal("claim.no_standing_repair", _("没有在质保期内的维修记录，请就现在的问题另外报案。"))


def repair_is_proved(claim: "Claim", facts: CompleteRepair, moment: Moment) -> Reasons:
    """A finished repair is proved here, or was proved on the repair itself; one under warranty only there."""
    if moment.acting.get("kind") == "system":
        return
    yield from is_proved(claim, facts, moment)
    yield from lacks_water_test(claim, passed=facts.water_test_passed)
    if claim.is_repaired_again:
        yield Refusal("claim.repaired_again", _("质保期内返修，请在维修单上登记“返修完成”，案件会同时更新。"))


@asked_dry
def nobody_else_asks(claim: "ClaimRow", _facts: Any, _moment: Moment) -> Reasons:
    """While it is open whose claim it is after a transfer of the home, nothing is agreed, paid or closed."""
    if claim.is_transfer_pending:
        said = _("房屋已经过户，还没有确定由谁继续办理；请先问清双方，再登记由谁继续。")
        yield Refusal("claim.transfer_pending", said)


@asked_dry
def transfer_is_open(claim: "ClaimRow", _facts: Any, _moment: Moment) -> Reasons:
    """With whom a claim goes on is decided once per transfer."""
    if not claim.is_transfer_pending:
        yield Refusal("claim.no_transfer", _("这个案件没有待确定的过户，请刷新页面看最新情况。"))


def new_owner_holds_it(claim: "ClaimRow", facts: SettleTransfer, moment: Moment) -> Reasons:
    """A claim goes on with a new owner who holds the home today."""
    if facts.goes_on_with is not GoesOnWith.NEW:
        return
    held = Party.objects.on(moment.day).filter(subject=claim.subject.unit_id or 0, role=PartyRole.owner)
    held = held.filter(person=facts.claimant_person, organisation=facts.claimant_organisation)
    if not held.exists():
        yield Refusal("claim.not_new_owner", _("选的人现在不是这一户的业主，请核对后再选。"))


def waiver_is_past(_claim: "ClaimRow", facts: RecordWaiver, moment: Moment) -> Reasons:
    """A right was given up by the day on which that is recorded."""
    if facts.made_on > moment.day:
        yield Refusal("claim.waiver_in_future", _("放弃权利的日期不能晚于今天，请核对。"))


def call_back_is_to_come(_claim: "Claim", facts: Call, moment: Moment) -> Iterable[Refusal]:
    """Somebody is called back later, not before."""
    if facts.call_back_at is not None and facts.call_back_at <= moment.recorded_at:
        yield Refusal("claim.call_back_past", _("回电时间已经过去，请改成以后的时间。"))
