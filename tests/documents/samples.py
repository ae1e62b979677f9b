"""Papers as an insurer in a made-up Beijing case would have them."""

from dataclasses import dataclass, field
from typing import Any

from idi_platform.rulebooks.schema.papers import PaperDef


@dataclass(frozen=True)
class Law:
    """A law that knows its clauses."""

    id: str = "beijing-2019"
    title: str = "北京市住宅工程质量潜在缺陷保险暂行管理办法"
    revision_id: int | None = 3
    clauses: dict[str, str] = field(
        default_factory=lambda: {"BJ-20-2d": "第二十条第二款 不予赔偿的通知", "INS-24": "保险法第二十四条 拒赔说明理由"}
    )

    def clause_title(self, clause):
        return self.clauses.get(clause, clause)


@dataclass(frozen=True)
class Draft:
    """A paper's data and who gets it."""

    data: dict[str, Any]
    recipient_person_id: int | None = None
    recipient_organisation_id: int | None = None


REFUSAL = PaperDef.model_validate(
    {
        "title": {"zh": "不予赔偿通知书", "en": "Notice of refusal"},
        "layout": "letter",
        "producer": "lead_insurer",
        "recipient": ["owner"],
        "sections": [
            "plain_words", "facts_found", "ground_and_clause", "what_you_can_do", "complaint", "signatures",
        ],
        "required": ["ground_and_clause", "what_you_can_do"],
        "clause": "BJ-20-2d",
        "also": ["INS-24"],
        "two_signatures": True,
    }
)  # fmt: skip

RECEIPT = PaperDef.model_validate(
    {
        "title": {"zh": "报案受理回执", "en": "Receipt"},
        "layout": "notice",
        "producer": "lead_insurer",
        "recipient": ["owner"],
        "sections": ["received", "what_was_said", "media", "what_next", "first_aid", "how_to_add"],
        "required": ["received"],
        "clause": "BJ-20-2a",
    }
)

DETERMINATION = PaperDef.model_validate(
    {
        "title": {"zh": "核定结果通知书", "en": "Determination"},
        "layout": "letter",
        "producer": "lead_insurer",
        "recipient": ["owner"],
        "sections": ["plain_words", "facts_found", "covered_parts", "offer", "amount_in_capitals", "schedule"],
        "clause": "BJ-20-2b",
    }
)


def refusal_data():
    return {
        "addressee": "陈樾先生",
        "project": "青棠园",
        "unit": "5号楼1单元302",
        "policy_number": "BJ-2020-00131",
        "case_number": "BJ-2026-002874",
        "lead": [
            {"text": "您于2026年2月25日报告卫生间地面渗水到楼下。我们于2026年3月4日作出核定："},
            {"strong": "这一次的损坏不属于保险责任，不予赔偿。"},
        ],
        "plain_words": "渗水是因为装修时移动了地漏、打穿了防水层，不是建房时的质量问题。",
        "facts_found": {
            "table": {
                "head": ["事实", "证据"],
                "rows": [
                    ["竣工图上地漏在门侧，现场地漏移到淋浴区，相距1.1米。", "竣工图 E-04；勘查照片 E-08"],
                    ["移位处混凝土楼板新开孔，防水层被切断，没有重做。", "剔凿照片 E-09、E-10"],
                    ["移位处闭水24小时渗漏；原地漏位置闭水24小时无渗漏。", "闭水记录 E-12"],
                ],
            }
        },
        "ground_and_clause": {
            "text": "依据《暂行管理办法》第八条第（一）项、保险条款第七条第（一）项：",
            "quote": "房屋所有权人或使用人擅自改变设备位置等造成的质量缺陷，不属于保险责任范围。",
        },
        "what_you_can_do": [
            "要求复查。打电话或在手机上提出，换人复查，不收费。",
            "申请鉴定。与我们共同委托有资质的第三方机构，结果属于保险责任的，费用由我们付。",
            "起诉或按合同约定仲裁。请求保险金的诉讼时效为二年。",
        ],
        "signers": ["经办 闻筝", "复核 栾一"],
        "annexes": [{"number": "E-04", "title": "竣工图", "sha256": "ab" * 32}],
        "contact": {"person": "闻筝", "phone": "400-000-0000"},
    }


def receipt_data():
    return {
        "unit": "青棠园5号楼1单元302",
        "case_number": "BJ-2026-002874",
        "received": {
            "facts": [["受理时间", "2026年2月25日 23:59:59"], ["受理人", "住宅理赔中心 值班员"], ["渠道", "手机报案"]]
        },
        "what_was_said": "卫生间地面渗水，楼下天花板有水印。",
        "media": {"table": {"head": ["编号", "内容", "指纹"], "rows": [["E-01", "照片", "c0ffee" * 10]]}},
        "what_next": {"steps": [["1 上门看", "2天内来人"], ["2 告诉您结果", "7天内"], ["3 修好或赔付", "谈妥后7天内"]]},
        "first_aid": ["先关水阀。", "有东西要掉下来的话，请先离开那里。"],
        "how_to_add": "登录平台，打开这个案件，继续上传。",
    }


def determination_data():
    from decimal import Decimal

    from idi_platform.kernel.money import rmb_capitals

    amount = Decimal("107000.53")
    return {
        "addressee": "陈樾先生",
        "unit": "青棠园5号楼1单元302",
        "plain_words": "这一次属于保险责任。请您选：我们来修，或者赔给您。",
        "facts_found": ["外窗接缝密封胶老化脱开，淋水试验渗漏（E-03、E-05）。"],
        "covered_parts": {"facts": [["属于", "外窗接缝、室内墙面粉刷"], ["不属于", "家具"]]},
        "offer": {"table": {"head": ["项目", "金额"], "rows": [["维修费", amount], ["施救费用", Decimal(300)]]}},
        "amount_in_capitals": rmb_capitals(amount),
        "schedule": "达成协议后 7 日内开工或者付款。",
    }
