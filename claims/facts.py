"""What rulebooks may say about claims: paths, facts and sets."""

from collections.abc import Iterable
from datetime import datetime

from claims import codes
from claims.cover import cover_of, earliest_known
from claims.limits import rescue_left
from claims.models import Claim, Ticket, Waiver
from idi_platform.documents.models import Attachment
from idi_platform.rulebooks.vocabulary import vocabulary
from idi_platform.workflow.fields import column_fact, labels_of
from policies.cover_rows import rows_at
from policies.models import CoverRow
from policies.rules.terms_of_cover import CoverState

COVER_STATES = {
    CoverState.BEFORE_COVER: ("保险责任还没有开始", "before cover"),
    CoverState.COVERED: ("在保险期间内", "covered"),
    CoverState.TAIL: ("延后交房的延长期内", "in the tail"),
    CoverState.REPAIR_WARRANTY: ("维修质保期内", "under repair warranty"),
    CoverState.FUND_WINDOW: ("保障资金期间内", "in the fund's window"),
    CoverState.ENDED: ("保险期间已经届满", "ended"),
    CoverState.OUTSIDE_SCOPE: ("不在保险范围内", "outside scope"),
    CoverState.UNDETERMINED: ("还不能确定，由人决定", "undetermined"),
}


def register() -> None:
    """Register all names of this app; the kinds and steps come from the lifecycles."""
    _paths()
    _receipt()
    _handling()
    _decision()
    _settlement()
    _further()
    _ticket()
    _intake()


def _paths() -> None:
    for kind in ("claim", "ticket", "intake"):
        vocabulary.path(kind, "policy", "policy", read=lambda case: case.policy)
        vocabulary.path(kind, "unit", "unit", read=lambda case: case.unit)
        vocabulary.path(kind, "common_part", "common_part", read=lambda case: case.common_part)
        vocabulary.path(kind, "building", "building", read=lambda case: case.building)
    vocabulary.path("claim", "item", "item", read=item_of)
    vocabulary.path("claim", "ticket", "ticket", read=ticket_of)
    vocabulary.path("intake", "claim", "claim", read=lambda intake: intake.claim)
    vocabulary.members("claim.evidence", member="attachment", zh="证据", en="evidence", read=evidence_of)


def item_of(claim: Claim) -> CoverRow | None:
    """Return the policy's row for the item of the claim at its building."""
    policy_id, building_id = claim.subject.policy_id, claim.subject.building_id
    if not claim.item_code or policy_id is None or building_id is None:
        return None
    found = next((row for row in rows_at(policy_id, building_id) if row.item == claim.item_code), None)
    if found is not None and claim.policy is not None and claim.building is not None:
        found.policy, found.building = claim.policy, claim.building
    return found


def ticket_of(claim: Claim) -> Ticket | None:
    """Return the ticket that the claim opened, else the one it goes on from."""
    tickets = Ticket.objects.select_related("subject")
    return tickets.filter(origin=claim).order_by("pk").last() or tickets.filter(pk=claim.earlier_id).first()


def evidence_of(claim: Claim) -> Iterable[Attachment]:
    """Return what lies in the claim's file."""
    return Attachment.objects.filter(subject_id=claim.pk).order_by("pk")


def _receipt() -> None:
    column_fact("claim.number", "code", "案件编号", "claim number")
    column_fact("claim.channel", "choice", "报案渠道", "channel", choices=labels_of(codes.Channel))
    column_fact("claim.reporter", "choice", "报案人身份", "reporter", choices=labels_of(codes.Reporter))
    column_fact("claim.place", "choice", "部位", "place", choices=labels_of(codes.Place))
    column_fact("claim.defect", "code", "现象", "defect as seen")
    column_fact("claim.item", "code", "承保项目", "cover item", attribute="item_code")
    column_fact("claim.severity", "choice", "严重程度", "severity", choices=labels_of(codes.Severity))
    column_fact("claim.is_emergency", "bool", "影响基本居住的紧急情况", "emergency")
    column_fact("claim.received_at", "instant", "收到报案的时间", "received at")
    column_fact("claim.reported_on", "date", "报案日期", "reported on")
    column_fact("claim.discovered_on", "date", "发现日期", "discovered on")
    vocabulary.fact("claim.first_known_on", type="date", zh="最早知道的日期", en="first known on", read=earliest_known)
    vocabulary.fact(
        "claim.is_common_part",
        type="bool",
        zh="共有部分",
        en="common part",
        read=lambda claim: claim.subject.common_part_id is not None,
    )
    vocabulary.fact(
        "claim.cover_state",
        type="choice",
        zh="保险期间核验",
        en="state of cover",
        choices={state.value: words for state, words in COVER_STATES.items()},
        read=lambda claim: cover_of(claim).state.value,
        is_judged=True,
    )


def _handling() -> None:
    column_fact("claim.liable", "choice", "保修期责任方", "liable before cover", choices=labels_of(codes.LiableParty))
    column_fact("claim.routed_at", "instant", "转办时间", "routed at")
    column_fact("claim.supplement_requested_at", "instant", "要求补充材料的时间", "papers requested at")
    column_fact("claim.supplement_arrived_at", "instant", "补充材料告知书送达时间", "list arrived at")
    column_fact("claim.supplement_count", "int", "要求补充材料的次数", "lists sent")
    column_fact("claim.answer_by", "date", "请在此日前补交", "answer by")
    column_fact("claim.has_new_fact_since_request", "bool", "要求补充后出现新事实", "new fact since the request")
    column_fact("claim.papers_complete_at", "instant", "材料齐全的时间", "papers complete at")
    column_fact("claim.survey_from_at", "instant", "约定上门开始时间", "visit from")
    column_fact("claim.survey_until_at", "instant", "约定上门结束时间", "visit until")
    column_fact("claim.surveyed_at", "instant", "现场查勘时间", "surveyed at")
    column_fact("claim.failed_visits", "int", "上门未果次数", "failed visits")
    column_fact("claim.last_failed_visit_at", "instant", "最近一次上门未果的时间", "last failed visit at")
    column_fact("claim.moisture", "decimal", "含水率", "moisture", unit="%")
    column_fact("claim.crack_width", "decimal", "裂缝宽度", "crack width", unit="mm")
    column_fact("claim.is_complex", "bool", "情形复杂", "complex")
    column_fact(
        "claim.complex_reason", "choice", "情形复杂的原因", "why complex", choices=labels_of(codes.ComplexReason)
    )
    column_fact("claim.complex_at", "instant", "认定情形复杂的时间", "declared complex at")


def _decision() -> None:
    column_fact("claim.outcome", "choice", "核定结果", "outcome", choices=labels_of(codes.Outcome))
    column_fact("claim.determined_at", "instant", "核定时间", "determined at")
    column_fact("claim.determination_version", "int", "核定版本", "version of the determination")
    column_fact("claim.cause", "choice", "缺陷原因", "cause", choices=labels_of(codes.Cause))
    column_fact("claim.benchmark", "choice", "不符合的依据", "benchmark", choices=labels_of(codes.Benchmark))
    column_fact("claim.ground", "choice", "不予赔偿的理由", "ground of the refusal", choices=labels_of(codes.Ground))
    column_fact("claim.assessed_amount", "money", "定损金额", "sum assessed", unit="CNY")
    column_fact("claim.evidence_count", "int", "核定引用的证据数", "evidence cited")
    column_fact("claim.is_recorded_at_acceptance", "bool", "竣工验收时已有记录", "recorded at acceptance")
    column_fact("claim.revealed_in_use", "bool", "使用中才显露", "revealed in use")
    column_fact("claim.determination_sent_at", "instant", "安排发出核定通知的时间", "determination ordered out at")
    column_fact("claim.determination_dispatched_at", "instant", "核定通知发出时间", "determination dispatched at")
    column_fact("claim.refusal_sent_at", "instant", "安排发出不予赔偿通知的时间", "refusal ordered out at")
    column_fact("claim.refusal_dispatched_at", "instant", "不予赔偿通知发出时间", "refusal dispatched at")
    column_fact("claim.in_dispute", "bool", "争议中", "in dispute")


def _settlement() -> None:
    column_fact("claim.offered_at", "instant", "提出方案的时间", "offered at")
    column_fact("claim.offered_cash", "money", "方案金额", "sum offered", unit="CNY")
    column_fact("claim.offered_repair_from", "date", "方案开工日期", "repair offered from")
    column_fact("claim.offered_repair_by", "date", "方案完工日期", "repair offered by")
    column_fact("claim.agreed_at", "instant", "业主同意的时间", "owner agreed at")
    column_fact("claim.agreed_with_insured_at", "instant", "被保险人同意的时间", "insured agreed at")
    column_fact("claim.mode", "choice", "赔偿方式", "way of performing", choices=labels_of(codes.Mode))
    column_fact("claim.amount", "money", "协议金额", "agreed sum", unit="CNY")
    column_fact("claim.repair_from", "date", "约定开工日期", "repair from")
    column_fact("claim.repair_by", "date", "约定完工日期", "repair by")
    column_fact("claim.repair_ordered_at", "instant", "派工时间", "repair ordered at")
    column_fact("claim.repair_completed_at", "instant", "维修完成时间", "repair completed at")
    column_fact("claim.water_test_passed", "bool", "闭水试验合格", "water test passed")
    column_fact("claim.performed_at", "instant", "履行完毕的时间", "performed at")
    column_fact("claim.repair_cost", "money", "维修费用", "cost of the repair", unit="CNY")
    column_fact("claim.paid", "money", "已付金额", "paid", unit="CNY")
    zh, en = "这次付款计入保险金额的部分", "what of the payment counts against the sum insured"
    vocabulary.fact("claim.indemnity", type="money", unit="CNY", zh=zh, en=en)
    zh, en = "这次付款中的施救费用", "costs of limiting the loss in the payment"
    vocabulary.fact("claim.rescue_costs", type="money", unit="CNY", zh=zh, en=en)
    zh, en = "施救费用还可支付的金额", "what may still be paid of the costs of limiting the loss"
    vocabulary.fact("claim.rescue_left", type="money", unit="CNY", zh=zh, en=en, read=rescue_left)
    column_fact("claim.closed_at", "instant", "结案时间", "closed at", read=ended_at)
    column_fact("claim.withdrawn_at", "instant", "撤回时间", "withdrawn at")


def ended_at(claim: Claim) -> datetime | None:
    """Return since when nobody owes anything in a claim: closed, withdrawn, or handed on to whoever repairs."""
    ended: dict[str, datetime | None] = {"withdrawn": claim.withdrawn_at, "routed_before_cover": claim.routed_at}
    return ended.get(claim.state, claim.closed_at)


def _further() -> None:
    column_fact("claim.assigned_at", "instant", "交办时间", "handed over at")
    column_fact("claim.call_back_at", "instant", "约定回电的时间", "to be called back at")
    column_fact("claim.redetermined_at", "instant", "重新核定的时间", "looked at again at")
    reasons = labels_of(codes.RedeterminationReason)
    column_fact("claim.redetermination_reason", "choice", "重新核定的原因", "why looked at again", choices=reasons)
    column_fact("claim.reopened_under_warranty_at", "instant", "质保期内再次维修的时间", "reopened under warranty at")
    column_fact("claim.transferred_on", "date", "办理中房屋过户日期", "home transferred on")
    column_fact("claim.is_transfer_pending", "bool", "过户后待确定由谁继续", "transfer pending")
    goes_on = labels_of(codes.GoesOnWith)
    column_fact("claim.goes_on_with", "choice", "过户后由谁继续", "goes on with", choices=goes_on)
    vocabulary.kind("waiver", zh="放弃追偿权利", en="waiver of recourse")
    column_fact("waiver.made_on", "date", "放弃追偿权利日期", "waived on")
    column_fact("waiver.by", "choice", "由谁放弃", "waived by", choices=labels_of(codes.WaivedBy))
    column_fact("waiver.timing", "choice", "放弃的时点", "time of the waiver", choices=labels_of(codes.WaiverTiming))
    column_fact("waiver.is_whole", "bool", "全部放弃", "waived wholly")
    vocabulary.members("claim.waivers", member="waiver", zh="放弃追偿权利的记录", en="waivers", read=waivers_of)


def waivers_of(claim: Claim) -> Iterable[Waiver]:
    """Return the waivers that stand recorded on a claim."""
    return Waiver.objects.filter(claim=claim.pk, superseded_at__isnull=True).order_by("made_on", "pk")


def _ticket() -> None:
    column_fact("ticket.number", "code", "报修单编号", "ticket number")
    column_fact("ticket.place", "choice", "部位", "place", choices=labels_of(codes.Place))
    column_fact("ticket.defect", "code", "现象", "defect as seen")
    column_fact("ticket.item", "code", "承保项目", "cover item", attribute="item_code")
    column_fact("ticket.severity", "choice", "严重程度", "severity", choices=labels_of(codes.Severity))
    column_fact("ticket.reported_at", "instant", "首次报修时间", "reported at")
    column_fact("ticket.reported_on", "date", "报修日期", "reported on")
    column_fact("ticket.discovered_on", "date", "发现日期", "discovered on")
    column_fact("ticket.first_known_on", "date", "最早知道的日期", "first known on")
    column_fact("ticket.liable", "choice", "责任方", "liable", choices=labels_of(codes.LiableParty))
    column_fact("ticket.told_at", "instant", "告知责任方的时间", "told at")
    column_fact("ticket.visited_at", "instant", "责任方上门时间", "visited at")
    column_fact("ticket.scheme_agreed_at", "instant", "商定方案的时间", "scheme agreed at")
    column_fact("ticket.scheme_start_on", "date", "方案开工日期", "scheme starts on")
    column_fact("ticket.scheme_end_on", "date", "方案完工日期", "scheme ends on")
    column_fact("ticket.repair_started_at", "instant", "开始维修的时间", "repair started at")
    column_fact("ticket.repair_completed_at", "instant", "维修完成的时间", "repair completed at")
    column_fact("ticket.repair_accepted_at", "instant", "验收维修的时间", "repair accepted at")
    column_fact("ticket.defaulted_at", "instant", "认定未履行的时间", "default declared at")
    vocabulary.fact(
        "ticket.is_in_fund_window",
        type="bool",
        zh="在保障资金期间内",
        en="in the fund's window",
        read=lambda ticket: cover_of(ticket).state is CoverState.FUND_WINDOW or bool(cover_of(ticket).backstop),
        is_judged=True,
    )


def _intake() -> None:
    column_fact("intake.number", "code", "报案登记号", "intake number")
    column_fact("intake.channel", "choice", "报案渠道", "channel", choices=labels_of(codes.Channel))
    column_fact("intake.reporter", "choice", "报案人身份", "reporter", choices=labels_of(codes.Reporter))
    column_fact("intake.received_at", "instant", "收到的时间", "received at")
    column_fact("intake.recording", "code", "录音编号", "recording")
    column_fact("intake.is_unplaced", "bool", "房屋待对应", "the home is still to be found")
    column_fact("intake.place", "choice", "部位", "place", choices=labels_of(codes.Place))
    column_fact("intake.defect", "code", "缺陷", "defect")
    column_fact("intake.item_code", "code", "项目", "item")
    column_fact("intake.severity", "choice", "严重程度", "severity", choices=labels_of(codes.Severity))
    column_fact("intake.discovered_on", "date", "发现日期", "discovered on")
