"""What the facts of steps and the columns of rows are called, where the vocabulary of the rulebooks has no word."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from enum import Enum
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as _noop

from idi_platform.portal.words import date_words, full_instant_words, money_words
from idi_platform.rulebooks.vocabulary import vocabulary
from idi_platform.workflow.lifecycles import LIFECYCLES

_KINDS = ("project", "insured_object", "building", "unit", "policy", "claim", "ticket")
_MONEY = frozenset({"contract_price", "premium", "premium_base", "sum_insured", "risk_fee", "amount", "cash", "limit"})
_UNSAID = frozenset({
    "subject_id", "statement_id", "statement_digest", "why_id", "account_digest", "evidence_count", "undone",
    "has_before_photo", "has_after_photo", "has_video", "has_explanation",
})  # fmt: skip
"""Columns and facts that say nothing to a person: numbers of rows beside, and digests."""
_WORDS: Mapping[str, str] = {
    "accepted_by_owner": _noop("业主已验收"),
    "after_ids": _noop("整改后照片"),
    "also_told": _noop("同时告知"),
    "amount": _noop("金额"),
    "annexes": _noop("附件"),
    "announcement_reached_on": _noop("公告送达日期"),
    "answer_by": _noop("请在此日前补交"),
    "appraiser": _noop("鉴定机构"),
    "appraiser_id": _noop("鉴定机构"),
    "assessment_kind": _noop("报告类型"),
    "at": _noop("时间"),
    "batch": _noop("验收批次"),
    "before_ids": _noop("整改前照片"),
    "building_id": _noop("楼栋"),
    "building_ids": _noop("承保楼栋"),
    "by": _noop("由谁作出"),
    "by_rule": _noop("按规则自动关联"),
    "call_outcome": _noop("通话结果"),
    "came": _noop("这次交了哪些"),
    "cash": _noop("赔付金额"),
    "cause": _noop("原因"),
    "certificate_covers": _noop("检测资质包含该类别"),
    "certificate_until": _noop("检测资质有效期至"),
    "chosen_by_reporter": _noop("报案人选择"),
    "claim_id": _noop("案件"),
    "claim_ids": _noop("关联案件"),
    "claimant_organisation": _noop("索赔单位"),
    "claimant_person": _noop("索赔人"),
    "clause": _noop("依据的条款"),
    "clauses": _noop("依据的条款"),
    "code": _noop("代码"),
    "complete": _noop("材料已经齐全"),
    "consents": _noop("已同意的买受人"),
    "cover_starts_on": _noop("保险责任开始日期"),
    "credit_kind": _noop("记录类型"),
    "deductible": _noop("免赔额"),
    "defects": _noop("发现的问题数"),
    "document": _noop("备案文号"),
    "document_number": _noop("文号"),
    "earlier": _noop("同一问题的早先案件"),
    "earlier_id": _noop("同一问题的早先案件"),
    "earlier_known_on": _noop("早先案件知道的日期"),
    "edition": _noop("办法"),
    "effective_on": _noop("生效日期"),
    "emergency_kind": _noop("应急类型"),
    "end_on": _noop("完工日期"),
    "ends_on": _noop("终止日期（不含）"),
    "evidence_ids": _noop("引用的证据"),
    "explanation_ids": _noop("整改情况说明"),
    "finding_ids": _noop("报告列明的问题"),
    "filed_by_organisation": _noop("报案经办单位"),
    "filed_by_person": _noop("报案经办人"),
    "follows": _noop("所依据的记录"),
    "former_answer": _noop("原业主的答复"),
    "from_at": _noop("从"),
    "fund_kind": _noop("用途"),
    "given_on": _noop("告知日期"),
    "granted_by": _noop("授权人"),
    "in_place_of": _noop("代替登记册里的哪位业主"),
    "ground": _noop("理由"),
    "group": _noop("类别"),
    "handler": _noop("经办人"),
    "holders": _noop("产权人"),
    "inspection_kind": _noop("检查类型"),
    "instalments": _noop("分期付款"),
    "instead_of": _noop("选之前约好的时间"),
    "insured_object_id": _noop("保险标的"),
    "is_whole": _noop("全部放弃"),
    "item": _noop("承保项目"),
    "item_code": _noop("承保项目"),
    "items": _noop("各项"),
    "items_ended_on": _noop("最近到期的承保项目终止日"),
    "kind": _noop("类别"),
    "known_on": _noop("最早知道的日期"),
    "laboratory_id": _noop("检测单位"),
    "lacking": _noop("业主说手头没有的"),
    "liable_organisation": _noop("责任单位"),
    "limit": _noop("限额"),
    "lines": _noop("付款明细"),
    "made_on": _noop("作出日期"),
    "manner": _noop("取得方式"),
    "matter_kind": _noop("监管措施"),
    "month": _noop("月份"),
    "new_answer": _noop("新业主的答复"),
    "offer_id": _noop("方案"),
    "on": _noop("发生日期"),
    "organisation": _noop("单位"),
    "organisation_id": _noop("单位"),
    "origin_id": _noop("来源案件"),
    "owner_signed": _noop("业主已签名"),
    "panel": _noop("承保公司及份额"),
    "paper": _noop("文书"),
    "paper_id": _noop("文书号"),
    "papers": _noop("材料"),
    "papers_came": _noop("已收到的材料"),
    "papers_lacking": _noop("业主说手头没有的"),
    "participants": _noop("参建单位"),
    "party": _noop("谁同意"),
    "payee": _noop("收款人"),
    "payment_id": _noop("退回的是哪一笔"),
    "period_months": _noop("期间（月）"),
    "person_id": _noop("个人"),
    "household_acceptance_planned_on": _noop("计划分户验收日期"),
    "household_accepted_on": _noop("分户验收合格日期"),
    "planned_on": _noop("计划日期"),
    "pre_viewing_on": _noop("预看房日期"),
    "pre_viewing_planned_on": _noop("计划预看房日期"),
    "policy_kind": _noop("保单类别"),
    "powers_over": _noop("授权事项"),
    "priced_by": _noop("计价人"),
    "printed_last_day": _noop("保单载明的最后一天"),
    "project_id": _noop("项目"),
    "project_kind": _noop("项目类型"),
    "proposed_by": _noop("提出方"),
    "qualification_until": _noop("维修机构资质有效期至"),
    "rate": _noop("比例"),
    "reason": _noop("原因"),
    "received_by_organisation": _noop("接报单位"),
    "received_by_person": _noop("接报人"),
    "received_on": _noop("到账日期"),
    "record_id": _noop("所依据的记录"),
    "recording": _noop("通话录音编号"),
    "reference": _noop("凭证号"),
    "repairer": _noop("维修单位"),
    "repairer_id": _noop("维修单位"),
    "repairer_kind": _noop("自己维修还是委托"),
    "replaces_id": _noop("接替的单位"),
    "result": _noop("核验结果"),
    "revision_id": _noop("修订"),
    "role": _noop("身份"),
    "rows": _noop("保险期间"),
    "rule": _noop("分配规则"),
    "schedule": _noop("承保明细"),
    "section_subject_id": _noop("分部工程"),
    "shown_by": _noop("所依据的记录"),
    "since": _noop("自"),
    "slots": _noop("可选时段"),
    "start_on": _noop("开工日期"),
    "starts_after_months": _noop("竣工后几个月起"),
    "starts_on": _noop("起始日期"),
    "state": _noop("进展"),
    "subject_matter": _noop("批改事项"),
    "submitted_by": _noop("提交单位"),
    "surveyor": _noop("查勘人"),
    "terms": _noop("约定的条款"),
    "ticket_id": _noop("报修单"),
    "timing": _noop("作出的时间"),
    "to": _noop("寄往"),
    "unit_id": _noop("房屋"),
    "unit_ids": _noop("受影响的房屋"),
    "until": _noop("到哪天为止（不含）"),
    "until_at": _noop("到"),
    "video_ids": _noop("整改视频"),
    "violation": _noop("违规事项"),
    "violation_id": _noop("违规事项"),
    "visit_id": _noop("写入哪次检查的报告"),
    "wanted_papers": _noop("要求补充的材料"),
    "why": _noop("原因"),
}


_VALUES: Mapping[tuple[str, str], str] = {
    ("group", "basic"): _noop("基本项目"),
    ("group", "rider"): _noop("附加项目"),
    ("role", "follower"): _noop("从共保人"),
    ("role", "lead"): _noop("首席承保人"),
}
_STATES: Mapping[tuple[str, str], str] = {
    ("project", "registered"): _noop("已登记"),
    ("project", "designing"): _noop("设计中"),
    ("project", "permitted"): _noop("已取得许可"),
    ("project", "building"): _noop("施工中"),
    ("project", "completed"): _noop("已竣工"),
    ("project", "closed"): _noop("已结束"),
    ("insured_object", "registered"): _noop("已登记"),
    ("insured_object", "permit_applied"): _noop("已申请施工许可"),
    ("insured_object", "permitted"): _noop("已取得施工许可"),
    ("building", "planned"): _noop("已登记"),
    ("building", "under_construction"): _noop("施工中"),
    ("building", "completed"): _noop("已完工"),
    ("building", "accepted"): _noop("已竣工验收"),
    ("building", "filed"): _noop("已竣工验收备案"),
    ("repair", "ordered"): _noop("已派工"),
    ("repair", "waiting_for_documents"): _noop("等资料"),
    ("repair", "in_progress"): _noop("正在维修"),
    ("repair", "completed"): _noop("已修好，等业主验收"),
    ("repair", "accepted"): _noop("已验收"),
    ("repair", "under_warranty"): _noop("在维修质保期内"),
    ("repair", "ended"): _noop("维修质保期已满"),
    ("ticket", "reported"): _noop("已登记报修"),
    ("ticket", "told_to_liable"): _noop("已告知责任方"),
    ("ticket", "visited"): _noop("责任方已上门"),
    ("ticket", "scheme_agreed"): _noop("方案已商定"),
    ("ticket", "repairing"): _noop("正在维修"),
    ("ticket", "repaired"): _noop("已修好，等业主验收"),
    ("ticket", "accepted"): _noop("已验收"),
    ("ticket", "defaulted"): _noop("责任方没有履行"),
    ("ticket", "carried_over"): _noop("已转入索赔案件"),
    ("ticket", "withdrawn"): _noop("已撤回"),
    ("termination", "requested"): _noop("已提出解除，还没有办完"),
    ("termination", "consented"): _noop("买受人已同意，还没有办完"),
    ("termination", "reported"): _noop("已报告主管部门，还没有办完"),
    ("termination", "deposit_settled"): _noop("物业保修金已补交，还没有办完"),
    ("termination", "ended"): _noop("合同已终止"),
    ("termination", "withdrawn"): _noop("已撤回"),
    ("deposit_exemption", "applied"): _noop("已申请，等主管部门同意"),
    ("deposit_exemption", "consented"): _noop("主管部门已同意免交"),
    ("deposit_exemption", "locked"): _noop("已免交，保险合同已锁定"),
    ("deposit_exemption", "rejected"): _noop("主管部门不同意免交"),
    ("deposit_exemption", "released"): _noop("已补交，不再免交"),
}


def choice_words(kind: str, name: str, value: str) -> str:
    """Return a choice in words."""
    known = _VALUES.get((name, value))
    return _(known) if known is not None else vocabulary.value_label(f"{kind}.{name}", value)


def is_said(name: str) -> bool:
    """Say whether a fact or column means something to a person."""
    return name not in _UNSAID and not name.endswith(("_digest", "_digests", "statement_id"))


def label_of(kind: str, name: str) -> str:
    """Return what a fact of a step, or a column of a row, is called."""
    for full in (f"{kind}.{name}", f"{kind}.{name.removesuffix('_id')}"):
        if full in vocabulary.facts or full in vocabulary.sets:
            return vocabulary.label(full)
    if name in _WORDS:
        return _(_WORDS[name])
    shared = (f"{other}.{name}" for other in _KINDS)
    known = next((full for full in shared if full in vocabulary.facts), "")
    return vocabulary.label(known) if known else name


def state_words(kind: str, state: str) -> str:
    """Return a state in words: its own, else those of the step that leads there."""
    if (kind, state) in _STATES:
        return _(_STATES[kind, state])
    found = LIFECYCLES.get(kind)
    steps = found.steps.values() if found is not None else ()
    return next((vocabulary.label(step.full_name) for step in steps if step.target == state), state)


def said(kind: str, name: str, value: Any) -> str:
    """Return a value in words: days, instants, money, yes and no, choices by their label."""
    if value is None or value in ("", [], {}):
        return _("没有")
    if isinstance(value, bool):
        return _("是") if value else _("否")
    if isinstance(value, Enum):
        return str(getattr(value, "label", value.value))
    if isinstance(value, datetime):
        return full_instant_words(value)
    if isinstance(value, date):
        return date_words(value)
    if isinstance(value, Mapping):
        return _("，").join(f"{label_of(kind, str(key))} {said(kind, str(key), one)}" for key, one in value.items())
    if isinstance(value, list | tuple):
        return _("；").join(said(kind, name, one) for one in value)
    return _plain(kind, name, value)


def _plain(kind: str, name: str, value: Any) -> str:
    if name in _MONEY:
        try:
            return money_words(Decimal(str(value)))
        except InvalidOperation:
            return str(value)
    if name == "state":
        return state_words(kind, str(value))
    if isinstance(value, str):
        return _day_or_instant(value) or choice_words(kind, name, value)
    return str(value)


def _day_or_instant(text: str) -> str:
    if len(text) < len("2026-03-04") or not text[:4].isdigit():
        return ""
    try:
        return full_instant_words(datetime.fromisoformat(text)) if "T" in text else date_words(date.fromisoformat(text))
    except ValueError:
        return ""
