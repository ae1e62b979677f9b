"""What the facts of steps and the columns of rows are called, where the vocabulary of the rulebooks has no word."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from enum import Enum
from typing import Any

from django.utils.translation import gettext as _

from idi_platform.portal.words import date_words, full_instant_words, money_words
from idi_platform.rulebooks.vocabulary import vocabulary
from idi_platform.workflow.lifecycles import LIFECYCLES

_KINDS = ("project", "insured_object", "building", "unit", "policy", "claim", "ticket")
_MONEY = frozenset({"contract_price", "premium", "premium_base", "sum_insured", "risk_fee", "amount", "cash", "limit"})
_UNSAID = frozenset({"subject_id", "statement_id", "statement_digest", "why_id", "account_digest", "evidence_count"})
"""Columns and facts that say nothing to a person: numbers of rows beside, and digests."""
_WORDS: Mapping[str, str] = {
    "accepted_by_owner": "业主已验收",
    "after_ids": "整改后照片",
    "also_told": "同时告知",
    "amount": "金额",
    "annexes": "附件",
    "announcement_reached_on": "公告送达日期",
    "answer_by": "请在此日前补交",
    "appraiser": "鉴定机构",
    "appraiser_id": "鉴定机构",
    "assessment_kind": "报告类型",
    "at": "时间",
    "batch": "验收批次",
    "before_ids": "整改前照片",
    "building_id": "楼栋",
    "building_ids": "承保楼栋",
    "by": "由谁作出",
    "by_rule": "按规则自动关联",
    "call_outcome": "通话结果",
    "cash": "赔付金额",
    "certificate_covers": "检测资质包含该类别",
    "certificate_until": "检测资质有效期至",
    "chosen_by_reporter": "报案人选择",
    "claim_id": "案件",
    "claim_ids": "关联案件",
    "claimant_organisation": "索赔单位",
    "claimant_person": "索赔人",
    "clause": "依据的条款",
    "clauses": "依据的条款",
    "code": "代码",
    "complete": "材料已经齐全",
    "consents": "已同意的买受人",
    "cover_starts_on": "保险责任开始日期",
    "credit_kind": "记录类型",
    "deductible": "免赔额",
    "defects": "发现的问题数",
    "document": "备案文号",
    "document_number": "文号",
    "earlier": "同一问题的早先案件",
    "earlier_id": "同一问题的早先案件",
    "earlier_known_on": "早先案件知道的日期",
    "edition": "办法",
    "effective_on": "生效日期",
    "emergency_kind": "应急类型",
    "end_on": "完工日期",
    "ends_on": "终止日期（不含）",
    "evidence_ids": "引用的证据",
    "explanation_ids": "整改情况说明",
    "finding_ids": "报告列明的问题",
    "filed_by_organisation": "报案经办单位",
    "filed_by_person": "报案经办人",
    "follows": "所依据的记录",
    "former_answer": "原业主的答复",
    "from_at": "从",
    "fund_kind": "用途",
    "given_on": "告知日期",
    "granted_by": "授权人",
    "ground": "理由",
    "group": "类别",
    "handler": "经办人",
    "holders": "产权人",
    "inspection_kind": "检查类型",
    "instalments": "分期付款",
    "instead_of": "选之前约好的时间",
    "insured_object_id": "保险标的",
    "is_whole": "全部放弃",
    "item": "承保项目",
    "item_code": "承保项目",
    "items": "各项",
    "items_ended_on": "最近到期的承保项目终止日",
    "kind": "类别",
    "known_on": "最早知道的日期",
    "laboratory_id": "检测单位",
    "liable_organisation": "责任单位",
    "limit": "限额",
    "lines": "付款明细",
    "made_on": "作出日期",
    "manner": "取得方式",
    "matter_kind": "监管措施",
    "new_answer": "新业主的答复",
    "offer_id": "方案",
    "on": "发生日期",
    "organisation": "单位",
    "organisation_id": "单位",
    "origin_id": "来源案件",
    "owner_signed": "业主已签名",
    "panel": "承保公司及份额",
    "paper": "文书",
    "paper_id": "文书号",
    "papers": "材料",
    "participants": "参建单位",
    "party": "谁同意",
    "payee": "收款人",
    "period_months": "期间（月）",
    "person_id": "个人",
    "household_acceptance_planned_on": "计划分户验收日期",
    "household_accepted_on": "分户验收合格日期",
    "planned_on": "计划日期",
    "pre_viewing_on": "预看房日期",
    "pre_viewing_planned_on": "计划预看房日期",
    "policy_kind": "保单类别",
    "powers_over": "授权事项",
    "priced_by": "计价人",
    "printed_last_day": "保单载明的最后一天",
    "project_id": "项目",
    "project_kind": "项目类型",
    "proposed_by": "提出方",
    "qualification_until": "维修机构资质有效期至",
    "rate": "比例",
    "reason": "原因",
    "received_by_organisation": "接报单位",
    "received_by_person": "接报人",
    "received_on": "到账日期",
    "record_id": "所依据的记录",
    "recording": "通话录音编号",
    "reference": "凭证号",
    "repairer": "维修单位",
    "repairer_id": "维修单位",
    "repairer_kind": "自己维修还是委托",
    "replaces_id": "接替的单位",
    "result": "核验结果",
    "revision_id": "修订",
    "role": "身份",
    "rows": "保险期间",
    "rule": "分配规则",
    "schedule": "承保明细",
    "section_subject_id": "分部工程",
    "shown_by": "所依据的记录",
    "since": "自",
    "slots": "可选时段",
    "start_on": "开工日期",
    "starts_after_months": "竣工后几个月起",
    "starts_on": "起始日期",
    "state": "进展",
    "subject_matter": "批改事项",
    "submitted_by": "提交单位",
    "surveyor": "查勘人",
    "terms": "约定的条款",
    "ticket_id": "报修单",
    "timing": "作出的时间",
    "to": "寄往",
    "unit_id": "房屋",
    "unit_ids": "受影响的房屋",
    "until": "到哪天为止（不含）",
    "until_at": "到",
    "video_ids": "整改视频",
    "violation": "违规事项",
    "violation_id": "违规事项",
    "visit_id": "写入哪次检查的报告",
    "wanted_papers": "要求补充的材料",
    "why": "原因",
}


_VALUES: Mapping[tuple[str, str], str] = {
    ("group", "basic"): "基本项目",
    ("group", "rider"): "附加项目",
    ("role", "follower"): "从共保人",
    ("role", "lead"): "首席承保人",
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
    """Return a state by the step that leads there."""
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
        return "，".join(f"{label_of(kind, str(key))} {said(kind, str(key), one)}" for key, one in value.items())
    if isinstance(value, list | tuple):
        return "；".join(said(kind, name, one) for one in value)
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
