"""What fields of a desk's steps are called, which nobody types, which a desk must fill in, which steps are proved."""

from django.utils.translation import gettext_noop as _noop

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
        "undone",
        "complete",
    }
)
LABELS = {
    "evidence_ids": _noop("引用的证据"),
    "unit_ids": _noop("受影响的房屋"),
    "clauses": _noop("依据的条款"),
    "papers": _noop("缺哪些材料"),
    "surveyor": _noop("查勘人"),
    "repairer": _noop("维修单位"),
    "repairer_kind": _noop("自己维修还是委托"),
    "qualification_until": _noop("维修机构资质有效期至"),
    "payee": _noop("收款人"),
    "payment_id": _noop("退回的是哪一笔"),
    "from_at": _noop("上门时间，从"),
    "until_at": _noop("最晚到"),
    "start_on": _noop("开工日期"),
    "end_on": _noop("完工日期"),
    "reason": _noop("原因"),
    "moisture": _noop("含水率（%）"),
    "crack_width": _noop("裂缝宽度（毫米）"),
    "came": _noop("这次交了哪些"),
    "lacking": _noop("业主说手头没有的"),
    "owner_signed": _noop("业主已签名"),
    "accepted_by_owner": _noop("业主已验收"),
    "cash": _noop("赔付金额"),
    "assessed_amount": _noop("损失估算（元，知道多少写多少）"),
    "party": _noop("谁同意"),
    "liable": _noop("由谁维修"),
    "clause": _noop("依据的条款"),
    "cover_starts_on": _noop("保险责任开始日期"),
    "handler": _noop("交给哪位同事"),
    "recording": _noop("录音编号"),
    "call_outcome": _noop("通话结果"),
    "call_back_at": _noop("约好再打的时间"),
    "former_answer": _noop("原业主的答复"),
    "new_answer": _noop("新业主的答复"),
    "goes_on_with": _noop("由谁继续"),
    "claimant_person": _noop("新业主"),
    "made_on": _noop("放弃的日期"),
    "by": _noop("由谁放弃"),
    "timing": _noop("放弃的时点"),
    "is_whole": _noop("全部放弃"),
}
WORDS = {
    "accept": _noop("查明的事实和理由（写进通知书）"),
    "accept_in_part": _noop("查明的事实和理由（写进通知书）"),
    "refuse": _noop("查明的事实和理由（写进通知书）"),
    "record_survey": _noop("看到什么、怎么判断"),
    "record_failed_visit": _noop("经过"),
    "offer_settlement": _noop("修哪里、怎么修、用什么材料"),
    "request_supplement": _noop("还要说明的"),
    "correct_receipt": _noop("为什么更正、凭什么"),
    "note": _noop("内容"),
    "call": _noop("通话内容"),
    "redetermine": _noop("为什么重新核定"),
    "settle_transfer": _noop("双方怎么说"),
    "record_waiver": _noop("放弃了什么、凭什么"),
}
OF_LINES = frozenset({"amount", "indemnity", "rescue_costs"})
"""What follows from the lines of a payment; nobody types it."""
OF_LIST = frozenset({"came", "lacking"})
"""What names papers that were asked for and have not come."""
PEOPLE = frozenset({"payment_id", "surveyor", "repairer", "payee", "handler", "claimant_person"})
ASKED = frozenset({("call", "call_outcome")})
"""What a step can do without, but its form at the desk asks for: nobody writes down a call and not how it ended."""
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
        "record_returned_payment",
        "record_returned_cost",
        "record_returned_part",
    }
)
