"""The closed codes of claims: channels, causes, outcomes, grounds; each with the words that people read."""

from django.db import models
from django.utils.translation import gettext_lazy as _

CLAIM_ENDED = frozenset({"closed", "withdrawn", "routed_before_cover"})
"""The states of a claim in which nobody owes anything in it any more."""
CLAIM_REFUSED = frozenset({"refused", "refusal_notified"})


class RepairerKind(models.TextChoices):
    """Who does the works."""

    OWN_TEAM = "own_team", _("保险公司自己的维修队伍")
    THIRD_PARTY = "third_party", _("委托第三方专业机构")


class Channel(models.TextChoices):
    """How a report came in."""

    PORTAL = "portal", _("网上")
    HOTLINE = "hotline", _("电话")
    DESK = "desk", _("服务台")
    LETTER = "letter", _("信函")
    ON_SITE = "on_site", _("现场")


class Reporter(models.TextChoices):
    """What the one who reports is to the home."""

    OWNER = "owner", _("业主")
    FAMILY = "family", _("家人")
    AGENT = "agent", _("代理人")
    PROPERTY_FIRM = "property_firm", _("物业服务企业")
    OWNERS_COMMITTEE = "owners_committee", _("业主委员会")
    TENANT = "tenant", _("租户")
    OTHER = "other", _("其他人")


class Severity(models.TextChoices):
    """How bad it is now, in an owner's words."""

    TRACES = "traces", _("有痕迹，没有继续变坏")
    GROWING = "growing", _("一直在渗漏或变大")
    UNLIVABLE = "unlivable", _("没法正常住")
    DANGER = "danger", _("有东西要掉下来，有危险")


class Place(models.TextChoices):
    """Where in the home or the building it shows."""

    BATHROOM = "bathroom", _("卫生间")
    KITCHEN = "kitchen", _("厨房")
    LIVING_ROOM = "living_room", _("客厅")
    BEDROOM = "bedroom", _("卧室")
    BALCONY = "balcony", _("阳台")
    WINDOW = "window", _("窗边、外墙内侧")
    ROOF = "roof", _("屋面")
    FACADE = "facade", _("外墙面")
    BASEMENT = "basement", _("地下室")
    STAIRWELL = "stairwell", _("楼梯间")
    RISER = "riser", _("管道井")
    OTHER = "other", _("其他地方")


class Outcome(models.TextChoices):
    """What was determined."""

    COVERED = "covered", _("属于保险责任")
    IN_PART = "covered_in_part", _("部分属于保险责任")
    NOT_COVERED = "not_covered", _("不属于保险责任")


class Cause(models.TextChoices):
    """What the defect comes from."""

    SURVEY = "survey", _("勘察")
    DESIGN = "design", _("设计")
    CONSTRUCTION = "construction", _("施工")
    SUPERVISION = "supervision", _("监理")
    MATERIALS = "materials", _("材料")
    COMPONENTS = "components", _("构配件")
    EQUIPMENT = "equipment", _("设备")
    OTHER = "other", _("其他")


class Benchmark(models.TextChoices):
    """What the work falls short of."""

    STANDARD = "standard", _("工程建设标准")
    DRAWING = "drawing", _("设计文件")
    CONTRACT = "contract", _("合同约定")


class Ground(models.TextChoices):
    """The only grounds of a refusal (page rule R11)."""

    ENDED = "ended", _("保险期间已经届满")
    OUTSIDE_SCOPE = "outside_scope", _("不在保险范围内")
    NO_DEFECT = "no_defect", _("符合标准，不是质量缺陷")
    MISUSE = "misuse", _("使用不当或擅自改动")
    THIRD_PARTY = "third_party", _("第三方造成")
    FORCE_MAJEURE = "force_majeure", _("合同列明的不可抗力")
    WAIVER = "waiver", _("放弃向责任方请求赔偿的权利")
    LEFTOVER = "leftover", _("保险责任开始前已经存在，未修好")
    KNOWN_AT_ACCEPTANCE = "known_at_acceptance", _("竣工验收时已经记录的问题")
    LIMIT_EXHAUSTED = "limit_exhausted", _("赔偿限额已经用完")
    FALSE_PART = "false_part", _("虚假或夸大的部分")


class Mode(models.TextChoices):
    """How the insurer performs."""

    REPAIR = "repair", _("保险公司来修")
    CASH = "cash", _("赔付现金")


class Agreeing(models.TextChoices):
    """With whom an agreement is made."""

    OWNER = "owner", _("业主")
    INSURED = "insured", _("被保险人")


class LiableParty(models.TextChoices):
    """Who must repair before cover begins."""

    DEVELOPER = "developer", _("建设单位")
    CONTRACTOR = "contractor", _("施工单位")


class FailedVisit(models.TextChoices):
    """Why a visit came to nothing."""

    ABSENT = "absent", _("约定时间家中没有人")
    REFUSED = "refused", _("不让进门")
    NO_ACCESS = "no_access", _("相邻房屋进不去")
    WEATHER = "weather", _("天气原因不能查勘")


class ComplexReason(models.TextChoices):
    """Why a claim needs the longer time."""

    HIDDEN_CAUSE = "hidden_cause", _("原因隐蔽，要剔凿或试验")
    SEVERAL_CAUSES = "several_causes", _("几种原因混在一起")
    APPRAISAL = "appraisal", _("要检测鉴定")
    MANY_HOMES = "many_homes", _("牵涉多户或共有部分")
    OTHER = "other", _("其他")


class WantedPaper(models.TextChoices):
    """A paper that may be asked for, once and all together."""

    OWNERSHIP = "ownership", _("产权证或购房合同首页和签字页")
    IDENTITY = "identity", _("身份证明")
    POWER = "power", _("委托书")
    PHOTOS = "photos", _("近处和远处的照片")
    REPAIR_HISTORY = "repair_history", _("以前维修的单据")
    INVOICE = "invoice", _("已经花的费用的票据")
    DECORATION = "decoration", _("装修合同或图纸")
    NEIGHBOUR = "neighbour", _("相邻住户同意进门的回复")
    ACCOUNT = "account", _("收款账户")


class LineKind(models.TextChoices):
    """What a line of a payment is for."""

    INDEMNITY = "indemnity", _("赔款")
    REPAIR = "repair", _("维修费用")
    MITIGATION = "mitigation", _("施救费用")
    APPRAISAL_FEE = "appraisal_fee", _("鉴定费用")
    DEDUCTIBLE = "deductible", _("免赔额")
    RECEIVED = "received", _("已从他方得到的赔偿")


class CallOutcome(models.TextChoices):
    """How a telephone call ended."""

    REACHED = "reached", _("接通，说清楚了")
    CALL_BACK = "call_back", _("接通，约定再打")
    NO_ANSWER = "no_answer", _("没有人接")
    WRONG_NUMBER = "wrong_number", _("号码不对")


class RedeterminationReason(models.TextChoices):
    """Why a determination is looked at again."""

    APPRAISAL = "appraisal", _("鉴定结论")
    NEW_EVIDENCE = "new_evidence", _("新的证据")
    DECISION = "decision", _("裁判或仲裁结果")
    OWN_ERROR = "own_error", _("复查发现核定有误")


class Payer(models.TextChoices):
    """Who pays an appraiser, in the rulebooks' words."""

    INSURER = "insurer", _("保险公司")
    OWNER = "owner", _("业主")
    LIABLE_PARTY = "liable_party", _("责任方")


class TransferAnswer(models.TextChoices):
    """What one side said when a home with an open claim passed on."""

    FORMER = "former", _("由原业主继续")
    NEW = "new", _("由新业主继续")
    NONE = "none", _("没有答复")


class GoesOnWith(models.TextChoices):
    """With whom a claim goes on after the home has passed on."""

    FORMER = "former", _("原业主")
    NEW = "new", _("新业主")


class WaivedBy(models.TextChoices):
    """Who gave up a right against whoever is liable."""

    INSURED = "insured", _("被保险人")
    OWNER = "owner", _("业主")
    OTHER = "other", _("其他人")


class WaiverTiming(models.TextChoices):
    """When a right was given up."""

    BEFORE_EVENT = "before_event", _("事故发生前")
    BEFORE_PAYMENT = "before_payment", _("事故发生后、赔付前")
    AFTER_PAYMENT = "after_payment", _("赔付后")


class VisitOutcome(models.TextChoices):
    """What became of what a visitor handed in from the site."""

    SURVEYED = "surveyed", _("已登记查勘")
    FAILED = "failed", _("已登记上门未果")
    KEPT = "kept", _("作为补充放进案件")


class Signing(models.TextChoices):
    """How the one who opened the door signed what was seen."""

    GLASS = "glass", _("在手机上签")
    PAPER = "paper", _("在纸上签了，拍在照片里")
    NONE = "none", _("没有人签")


class WhyUnsigned(models.TextChoices):
    """Why nobody signed."""

    DECLINED = "declined", _("看了，不愿意签")
    DISAGREES = "disagrees", _("对记录有不同意见")
    NOT_OWNER = "not_owner", _("在场的人说做不了主")
    NOBODY = "nobody", _("公共部位，没有人在场")
    UNABLE = "unable", _("不方便签字")


DEDUCTIONS = frozenset({LineKind.DEDUCTIBLE, LineKind.RECEIVED})
AGREED_KINDS = frozenset({LineKind.INDEMNITY, LineKind.REPAIR})
"""What an agreement settles; rescue costs and appraisal fees stand beside it, deductions only lower what goes out."""
EMERGENCIES = frozenset({Severity.UNLIVABLE, Severity.DANGER})
