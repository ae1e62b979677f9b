"""What the fields of a desk's steps are called, which of them nobody types, and which steps must be proved."""

HIDDEN = frozenset(
    {
        "clauses",
        "statement_id",
        "statement_digest",
        "why_id",
        "why_digest",
        "evidence_count",
        "account_digest",
        "outcome",
        "items",
        "claimant_organisation",
    }
)
LABELS = {
    "evidence_ids": "引用的证据",
    "clauses": "依据的条款",
    "papers": "缺哪些材料",
    "surveyor": "查勘人",
    "repairer": "维修单位",
    "repairer_kind": "自己维修还是委托",
    "qualification_until": "维修机构资质有效期至",
    "payee": "收款人",
    "from_at": "上门时间，从",
    "until_at": "最晚到",
    "start_on": "开工日期",
    "end_on": "完工日期",
    "reason": "原因",
    "moisture": "含水率（%）",
    "crack_width": "裂缝宽度（毫米）",
    "complete": "材料已经齐全",
    "owner_signed": "业主已签名",
    "accepted_by_owner": "业主已验收",
    "cash": "赔付金额",
    "assessed_amount": "损失估算（元，知道多少写多少）",
    "party": "谁同意",
    "liable": "由谁维修",
    "clause": "依据的条款",
    "cover_starts_on": "保险责任开始日期",
    "handler": "交给哪位同事",
    "recording": "录音编号",
    "call_outcome": "通话结果",
    "call_back_at": "约好再打的时间",
    "former_answer": "原业主的答复",
    "new_answer": "新业主的答复",
    "goes_on_with": "由谁继续",
    "claimant_person": "新业主",
    "made_on": "放弃的日期",
    "by": "由谁放弃",
    "timing": "放弃的时点",
    "is_whole": "全部放弃",
}
WORDS = {
    "accept": "查明的事实和理由（写进通知书）",
    "accept_in_part": "查明的事实和理由（写进通知书）",
    "refuse": "查明的事实和理由（写进通知书）",
    "record_survey": "看到什么、怎么判断",
    "record_failed_visit": "经过",
    "offer_settlement": "修哪里、怎么修、用什么材料",
    "request_supplement": "还要说明的",
    "correct_receipt": "为什么更正、凭什么",
    "note": "内容",
    "call": "通话内容",
    "redetermine": "为什么重新核定",
    "settle_transfer": "双方怎么说",
    "record_waiver": "放弃了什么、凭什么",
}
PEOPLE = frozenset({"surveyor", "repairer", "payee", "handler", "claimant_person"})
LATE = "late_entry"
PROVED = frozenset(
    {
        "accept",
        "accept_in_part",
        "refuse",
        "record_failed_visit",
        "complete_repair",
        "correct_receipt",
        "redetermine",
        "record_waiver",
    }
)
