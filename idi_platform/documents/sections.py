"""The sections of papers: which names there are, and which of them the frame draws itself."""

from typing import Final

from idi_platform.rulebooks.vocabulary import Vocabulary

#: Drawn by the frame in its own place, wherever the rulebook lists them.
FRAMED: Final = frozenset({"head", "addressee", "signatures", "annexes", "complaint"})
#: Drawn without a heading.
BARE: Final = frozenset({"lead", "plain_words"})
#: Drawn with a heading that the count passes over.
UNCOUNTED: Final = frozenset({"amount_in_capitals"})

SECTIONS: Final = {
    "lead": ("正文", "lead"),
    "parties": ("当事人", "parties"),
    "client": ("委托人", "client"),
    "insured_object": ("保险标的", "insured object"),
    "buildings": ("楼栋与面积", "buildings and areas"),
    "items_and_periods": ("保险项目与期间", "items and periods"),
    "premium_base": ("计费基数与来源", "premium base"),
    "rate_factors": ("费率与调整系数", "rates and factors"),
    "premium": ("保险费", "premium"),
    "sum_insured": ("保险金额与限额", "sum insured and limits"),
    "deductibles": ("免赔", "deductibles"),
    "validity": ("有效期", "validity"),
    "roles": ("职责", "roles"),
    "payment": ("付费方式", "payment"),
    "service_standards": ("服务标准", "service standards"),
    "supplements_and_pause": ("补充材料与期间扣除", "supplements and pause"),
    "disputes": ("争议解决", "disputes"),
    "force_majeure": ("不可抗力", "force majeure"),
    "recourse": ("代位追偿", "recourse"),
    "change_and_termination": ("变更与解除", "change and termination"),
    "data_upload": ("数据报送", "data upload"),
    "exclusions": ("责任免除", "exclusions"),
    "explanation": ("提示与说明", "explanation"),
    "coinsurance": ("共保安排", "co-insurance"),
    "before_and_after": ("变更前后", "before and after"),
    "computation": ("计算过程", "computation"),
    "consents": ("同意情况", "consents"),
    "agency": ("风险管理机构", "risk agency"),
    "staff": ("人员与资格", "staff and licences"),
    "key_nodes": ("重要节点", "key nodes"),
    "grading": ("问题分级与销项", "grading and closing"),
    "visits": ("检查情况", "visits"),
    "findings": ("发现的问题", "findings"),
    "open_findings": ("未销项的问题", "open findings"),
    "risk_by_item": ("按保险项目的风险", "risk by cover item"),
    "not_seen": ("未能查看的部位", "what could not be seen"),
    "advice": ("建议", "advice"),
    "conclusion": ("结论", "conclusion"),
    "reservations": ("保留意见", "reservations"),
    "rectification": ("整改要求", "rectification"),
    "reply": ("整改回复", "reply"),
    "opinions": ("各方意见", "opinions"),
    "test_plan": ("检测计划", "test plan"),
    "test_results": ("检测结果", "test results"),
    "minutes": ("会议记录", "minutes"),
    "attendance": ("签到", "attendance"),
    "consequence": ("后果", "consequence"),
    "answer_by": ("答复期限", "answer by"),
    "materials": ("材料与合格证明", "materials"),
    "tests": ("试验记录", "tests"),
    "defects_left": ("遗留问题", "defects left"),
    "disputed_points": ("争议事项", "disputed points"),
    "questions": ("委托鉴定的问题", "questions to the appraiser"),
    "institutions": ("鉴定机构", "institutions"),
    "cost": ("费用", "cost"),
    "result": ("结果", "result"),
    "cooperation": ("协助事项", "cooperation"),
    "wish": ("申请", "wish"),
    "budget": ("资金情况", "budget"),
    "index": ("目录", "index"),
    "records": ("记录", "records"),
    "derivations": ("期限推算", "derivation of time limits"),
    "verification": ("校验", "verification"),
    "duty": ("法定义务", "duty"),
    "to_do": ("应当办理的事项", "what to do"),
    "indicators": ("指标", "indicators"),
    "remarks": ("说明", "remarks"),
}


def register_sections(vocabulary: Vocabulary) -> None:
    """Add the sections that the rulebooks' own list does not have yet."""
    for name, (zh, en) in SECTIONS.items():
        if name not in vocabulary.sections:
            vocabulary.paper_section(name, zh=zh, en=en)


def heading_of(name: str, vocabulary: Vocabulary) -> str:
    """Return a section's Chinese heading; the name itself for one that no vocabulary knows."""
    found = vocabulary.sections.get(name)
    return found.zh if found else name
