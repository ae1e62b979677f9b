"""The closed words that belong to no app: roles, paper sections and escalation routes."""

from idi_platform.accounts.roles import ROLE_TABLE, PartyRole

from .vocabulary import Vocabulary

PARTIES = {
    "lead_insurer": ("主承保公司", "lead insurer"),
    "co_insurer": ("从保公司", "co-insurer"),
    "property_firm": ("物业服务企业", "property firm"),
    "insurer": ("保险公司", "insurer"),
    "insured": ("被保险人", "insured"),
    "claimant": ("索赔权益人", "claimant"),
    "reporter": ("报案人", "reporter"),
    "liable_party": ("责任单位", "liable party"),
    "participants": ("参建单位", "participants"),
    "buyer": ("买受人", "buyer"),
    "fund": ("保障基金", "guarantee fund"),
    "nobody": ("无", "nobody"),
    "authority": ("主管部门", "authority"),
    "legal": ("保险公司法务", "insurer's legal"),
    "insurer_manager": ("保险公司理赔负责人", "insurer's claims manager"),
}

ESCALATIONS = {
    "holder": ("责任人", "holder"),
    "handler": ("理赔员", "handler"),
    "approver": ("复核人", "approver"),
    "insurer_manager": ("保险公司理赔负责人", "insurer's claims manager"),
    "owner": ("业主", "owner"),
    "developer": ("建设单位", "developer"),
    "contractor": ("施工单位", "contractor"),
    "agency": ("风险管理机构", "risk agency"),
    "regulator": ("住建主管部门", "housing authority"),
    "insurance_regulator": ("保险监管部门", "insurance regulator"),
    "institution": ("保障机构", "guarantee institution"),
    "operator": ("平台运营", "operator"),
}

SECTIONS = {
    "head": ("抬头", "head"),
    "addressee": ("收件人", "addressee"),
    "plain_words": ("一句话说明", "plain words"),
    "received": ("受理情况", "received"),
    "what_was_said": ("报案内容", "what was reported"),
    "media": ("照片与视频", "photos and video"),
    "what_next": ("接下来", "what happens next"),
    "dates_of_city": ("本市时限", "dates of this city"),
    "visit": ("上门查勘", "visit"),
    "first_aid": ("应急提示", "first aid"),
    "claimant": ("索赔权益人", "claimant"),
    "how_to_add": ("如何补充", "how to add"),
    "why_before_cover": ("为何不在保险期间", "why before cover"),
    "liable_party": ("责任单位", "liable party"),
    "clocks": ("时限", "time limits"),
    "if_nothing_happens": ("逾期怎么办", "if nothing happens"),
    "not_a_refusal": ("不是拒赔", "not a refusal"),
    "papers_wanted": ("需补充的材料", "papers wanted"),
    "meanwhile": ("补充期间", "meanwhile"),
    "appointment": ("预约与到场", "appointment"),
    "persons": ("到场人员", "persons present"),
    "place": ("部位", "place"),
    "measurements": ("测量记录", "measurements"),
    "photos": ("照片", "photos"),
    "likely_cause": ("初判原因", "likely cause"),
    "agency_findings": ("同部位风险检查记录", "agency findings"),
    "urgent_measures": ("应急措施", "urgent measures"),
    "owners_words": ("业主陈述", "owner's words"),
    "facts_found": ("查明的事实", "facts found"),
    "evidence": ("证据", "evidence"),
    "item_and_clause": ("保险项目与依据", "item and clause"),
    "cause": ("原因", "cause"),
    "covered_parts": ("属于与不属于责任的部分", "covered parts"),
    "offer": ("赔偿方式", "offer"),
    "schedule": ("时间安排", "schedule"),
    "ground_and_clause": ("不予赔偿的理由与依据", "ground and clause"),
    "burden_of_proof": ("举证", "burden of proof"),
    "why_here": ("为何适用于本案", "why it applies here"),
    "what_you_can_do": ("您还可以怎么做", "what you can do"),
    "others_responsible": ("其他可能的责任方", "others who may be responsible"),
    "scope_of_work": ("维修范围与做法", "scope of work"),
    "acceptance_test": ("验收", "acceptance test"),
    "warranty": ("维修质保", "repair warranty"),
    "sum_and_payee": ("金额与收款人", "sum and payee"),
    "not_settled": ("未了事项", "what is not settled"),
    "who_agreed": ("协议各方", "who agreed"),
    "lines_of_payment": ("赔款明细", "lines of payment"),
    "deductions": ("扣减", "deductions"),
    "amount_in_capitals": ("大写金额", "amount in capitals"),
    "shares": ("共保分摊", "shares"),
    "interim_or_final": ("先行或最终", "interim or final"),
    "this_home": ("本套房屋的保险", "this home's cover"),
    "insured_scope": ("保险范围", "scope of cover"),
    "periods": ("保险期间", "periods"),
    "cover_start": ("保险责任开始时间", "start of cover"),
    "not_insured": ("不属于保险责任", "not insured"),
    "before_cover": ("责任开始前", "before cover"),
    "how_to_report": ("理赔流程", "how to report"),
    "claims_contact": ("理赔部门与电话", "claims department"),
    "duty_to_notify": ("业主的通知义务", "owner's duty to notify"),
    "complaint": ("投诉渠道", "complaints"),
    "signatures": ("签字盖章", "signatures"),
    "annexes": ("附件", "annexes"),
}


def register_closed_names(vocabulary: Vocabulary) -> None:
    """Fill a vocabulary with the roles, sections and routes that no app owns."""
    roles = {role.value: (rule.zh, rule.en) for role, rule in ROLE_TABLE.items()}
    roles.update(PARTIES)
    for party in PartyRole:
        roles.setdefault(party.value, (party.value, party.value))
    for name, (zh, en) in roles.items():
        vocabulary.role(name, zh=zh, en=en)
    for name, (zh, en) in SECTIONS.items():
        vocabulary.paper_section(name, zh=zh, en=en)
    for name, (zh, en) in ESCALATIONS.items():
        vocabulary.escalation(name, zh=zh, en=en)
