"""The sheets of a book and their columns: what stands in the head, what is explained below it, how a cell is read.

Heads are Chinese in every language: they are the names by which a filled workbook is read back.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final

from django.db.models import TextChoices
from django.utils import translation

from idi_platform.accounts.roles import PartyRole
from idi_platform.projects.models import BuildingUse, CommonPartKind, ProjectKind, UnitUse
from idi_platform.workflow.lifecycles import step_named

Choices = Mapping[str, str]
"""From the word in the cell to the code."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column.

    Attributes:
        name: What the lines call it.
        head: What stands in the sheet, with its unit.
        reads: Which reader of `cells` takes it.
        explains: The line below the head.
        required: Whether a row without it is at fault.
        choices: The words that may stand there, where there is a list.
        width: In characters.
    """

    name: str
    head: str
    reads: str
    explains: str = ""
    required: bool = False
    choices: Choices = field(default_factory=lambda: MappingProxyType({}))
    width: int = 16


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet: a row is one thing of its kind; `most` rows are read."""

    title: str
    about: str
    columns: tuple[Column, ...]
    most: int = 400
    required: bool = True

    def column(self, name: str) -> Column:
        """Return a column by its name."""
        return next(one for one in self.columns if one.name == name)


def _words(choices: type[TextChoices]) -> Choices:
    with translation.override("zh-hans"):
        return MappingProxyType({str(one.label): one.value for one in choices})


_OBJECT: Final = Column("insured_object", "保险标的编号", "code", "只有一个保险标的时可不填")
_PARTIES: Final[Choices] = MappingProxyType(
    {
        "建设单位": PartyRole.developer, "施工单位": PartyRole.contractor, "设计单位": PartyRole.designer,
        "监理单位": PartyRole.supervisor, "检测机构": PartyRole.lab, "物业服务企业": PartyRole.property_firm,
        "保障机构": PartyRole.institution,
    }
)  # fmt: skip
ANNEXES: Final[Choices] = MappingProxyType(
    {
        "工程质量风险评估实施方案": "risk_plan", "保险告知书": "notice", "保险理赔方案": "claims_scheme",
        "保险理赔应急预案": "emergency_plan",
    }
)  # fmt: skip
HANDED: Final[Choices] = MappingProxyType(
    {"保险告知书": "owner_notice", "住宅质量保证书": "quality_guarantee", "住宅使用说明书": "user_manual"}
)
_STEPS: Final[Choices] = MappingProxyType(
    {
        step_named(name).zh: name
        for name in (
            "policy.record_lead_conditions", "policy.adopt_emergency_plan", "policy.upload_first_documents",
            "project.provide_fund",
        )
    }
)  # fmt: skip
"""What the insurer may enter besides; what the developer owes is taken by the developer itself."""
_YES: Final[Choices] = MappingProxyType({"是": "yes", "否": "no"})

PROJECT: Final = Sheet(
    "项目",
    "一个工作簿录一个项目，只填一行。",
    (
        Column("number", "项目编号", "code", "全平台唯一，40 字以内", required=True),
        Column("name", "项目名称", "name", "120 字以内", required=True, width=28),
        Column("division", "行政区划代码", "code", "六位数字，存为文本，例如 110105", required=True),
        Column("kind", "项目类型", "choice", "从列表中选", required=True, choices=_words(ProjectKind), width=24),
        Column("planning_permit", "规划许可证号", "code", "没有可不填", width=28),
        Column("registered_on", "项目登记日期", "day", "例如 2021-03-01，不晚于保单拟定日期", required=True),
    ),
    most=5,
)
PARTIES: Final = Sheet(
    "参建单位",
    "每家单位一行；单位要先在平台登记。",
    (
        Column("role", "身份", "choice", "从列表中选", required=True, choices=_PARTIES),
        Column("uscc", "统一社会信用代码", "uscc", "18 位，存为文本", required=True, width=24),
        Column("name", "单位名称", "ignored", "只供核对，不读取", width=32),
    ),
    most=50,
    required=False,
)
BUILDINGS: Final = Sheet(
    "楼栋",
    "每栋楼一行；日期只填已经发生的。",
    (
        _OBJECT,
        Column("number", "楼栋编号", "plain_code", "数字、字母和短横，例如 3", required=True),
        Column("name", "楼栋名称", "name", "例如 3号楼", required=True),
        Column("use", "用途", "choice", "不填为住宅", choices=_words(BuildingUse)),
        Column("floor_area", "建筑面积（㎡）", "area", "最多两位小数"),
        Column("begun_on", "开工日期", "day"),
        Column("completed_on", "完工日期", "day"),
        Column("accepted_on", "竣工验收合格日期", "day", "五方签字的验收报告上的日期", width=20),
        Column("filed_on", "竣工验收备案日期", "day", width=20),
        Column("common_parts", "共有部分", "choices", "用顿号隔开；不填为屋面、外墙面",
               choices=_words(CommonPartKind), width=28),
    ),
)  # fmt: skip
UNITS: Final = Sheet(
    "房屋",
    "每户一行，还不知道的可以以后补录；共有人的姓名和手机号按同样的顺序用顿号隔开。",
    (
        Column("building", "楼栋编号", "plain_code", "与“楼栋”表一致", required=True),
        Column("number", "房号", "code", "同一栋内不重复，例如 3-1201", required=True),
        Column("floor", "楼层", "whole", "整数，地下为负数"),
        Column("stack", "竖向位置", "code", "上下对齐的房屋填同一个，例如 3-x01；不填则不比较"),
        Column("floor_area", "建筑面积（㎡）", "area", "最多两位小数"),
        Column("use", "用途", "choice", "不填为住宅", choices=_words(UnitUse)),
        Column("sold_on", "购房合同日期", "day", "与业主一起填；没有售出的不填"),
        Column("owner_names", "业主姓名", "names", "例如 何一、何二", width=22),
        Column("owner_phones", "业主手机号", "phones", "例如 13800001234、13800005678", width=28),
        Column("owner_uscc", "业主单位信用代码", "uscc", "房屋属于单位时填，不填姓名和手机号", width=24),
        Column("handed_over_on", "交付日期", "day", "已经交钥匙的填"),
        Column("papers", "交付的文件", "choices", "用顿号隔开", choices=HANDED, width=48),
    ),
    most=2000,
    required=False,
)
POLICIES: Final = Sheet(
    "保单",
    "每个保险标的一行；没有走到的步骤，日期留空。",
    (
        Column("number", "保险标的编号", "code", "全平台唯一；一个标的只订一份合同", required=True),
        Column("contract_price", "施工签约合同价（元）", "amount", width=22),
        Column("contract_signed_on", "施工合同签订日期", "day", width=20),
        Column("permit_applied_on", "施工许可申请日期", "day", width=20),
        Column("permit_issued_on", "施工许可发证日期", "day", width=20),
        Column("permit", "施工许可证号", "code", width=24),
        Column("drafted_on", "保单拟定日期", "day", required=True),
        Column("kind", "险种", "code"),
        Column("premium_base", "计费基数（元）", "amount", "与费率一起填", width=20),
        Column("rate", "费率（%）", "percent", "例如 1.28"),
        Column("premium", "保险费（元）", "sum", "等于计费基数乘费率，四舍五入到分", required=True, width=18),
        Column("sum_insured", "保险金额（元）", "sum", required=True, width=20),
        Column("risk_fee", "风险管理费（元）", "amount", width=18),
        Column("is_schedule_complete", "明细已录全", "yes", "保险明细表已列全部项目、期间和限额", choices=_YES),
        Column("annexes", "合同附件", "choices", "用顿号隔开", choices=ANNEXES, width=48),
        Column("annexes_confirmed_on", "附件确认日期", "day"),
        Column("explanation_recorded", "免责已说明", "yes", "免责和免赔条款已逐条说明并签字", choices=_YES),
        Column("terms_document", "条款费率文号", "code", "核准或备案文号", width=24),
        Column("terms_filed_on", "条款费率日期", "day", "与文号一起填"),
        Column("coinsurance_signed_on", "共保协议日期", "day"),
        Column("signed_on", "合同签订日期", "day", "适用哪个办法看这一天"),
        Column("paid_on", "保费到账日期", "day", "分几次到账的填第一次"),
        Column("paid", "到账金额（元）", "sum", "不填为全部保险费", width=18),
        Column("paid_on_2", "第二次到账日期", "day"),
        Column("paid_2", "第二次金额（元）", "sum", width=18),
        Column("issued_on", "保单签发日期", "day"),
        Column("policy_number", "保单号", "code", "签发了的填", width=24),
    ),
    most=20,
)
COVER: Final = Sheet(
    "承保项目",
    "每个承保项目一行；规定了期间的可不填期间。",
    (
        _OBJECT,
        Column("item", "承保项目", "code", "写办法里的名称或代码", required=True, width=36),
        Column("group", "类别", "choice", choices=MappingProxyType({"基本": "basic", "附加": "rider"})),
        Column("years", "保险期间（年）", "years", "可以是 0.5 的倍数"),
        Column("starts_after", "几个月后开始（月）", "whole", "从规定的起算日数起", width=20),
        Column("starts_on", "责任开始日期", "day", "由合同约定开始日的填"),
        Column("printed_last_day", "印刷的最后一天", "day"),
        Column("limit", "限额（元）", "amount", width=18),
        Column("deductible", "免赔额（元）", "amount"),
    ),
)
SHARES: Final = Sheet(
    "共保",
    "每家保险公司一行，份额之和正好 100；单独承保可以整张不填。",
    (
        _OBJECT,
        Column("uscc", "统一社会信用代码", "uscc", "18 位，存为文本", required=True, width=24),
        Column("name", "公司名称", "ignored", "只供核对，不读取", width=32),
        Column("role", "身份", "choice", "只有一家主承保", required=True,
               choices=MappingProxyType({"主承保": "lead", "从保": "follower"})),
        Column("rate", "份额（%）", "percent", "例如 46", required=True),
    ),
    most=100,
    required=False,
)  # fmt: skip
TERMS: Final = Sheet(
    "合同约定",
    "办法要求合同写明的事项，每项一行。",
    (
        _OBJECT,
        Column("term", "约定事项", "code", "写办法里的名称或代码", required=True, width=36),
        Column("value", "内容", "term", "数字、日期、是否或列出的选项", required=True, width=28),
        Column("unit", "单位", "ignored", "只供核对，不读取"),
    ),
    required=False,
)
MATTERS: Final = Sheet(
    "办理事项",
    "由保险公司办理、办法要求的其他事项；没有可以整张不填。",
    (
        _OBJECT,
        Column("step", "事项", "choice", "从列表中选", required=True, choices=_STEPS, width=28),
        Column("day", "日期", "day", required=True),
        Column("facts", "内容", "facts", "写成“名称：内容”，用分号隔开", width=60),
    ),
    most=60,
    required=False,
)
SHEETS: Final = (PROJECT, PARTIES, POLICIES, COVER, SHARES, TERMS, MATTERS, BUILDINGS, UNITS)
BY_TITLE: Final[Mapping[str, Sheet]] = MappingProxyType({sheet.title: sheet for sheet in SHEETS})
