"""The people and organisations of the demonstration. All are made up; the codes' block MAYYB is not allocated."""

from dataclasses import dataclass
from datetime import date
from typing import Final

from .roles import Role

SINCE: Final = date(2019, 1, 1)
"""Before the first day of the demonstration's story."""


@dataclass(frozen=True, slots=True)
class Firm:
    """One organisation; `dissolved_on` is the day it ceased to exist."""

    code: str
    name: str
    kind: str
    uscc: str
    dissolved_on: date | None = None


@dataclass(frozen=True, slots=True)
class Persona:
    """One person. Owners have a telephone, members of organisations a log-in name; `first`: what to look at first."""

    name: str
    login: str = ""
    phone: str = ""
    firm: str = ""
    role: Role | None = None
    division: str | None = None
    is_administrator: bool = False
    elder_view: bool = False
    first: str = ""


FIRMS: Final = (
    Firm("yunshan", "演示云杉置业有限公司", "developer", "91110106MAYYB10102"),
    Firm("qingyan", "演示青砚地产有限公司", "developer", "91110105MAYYB1029G", date(2026, 3, 12)),
    Firm("puchao", "演示浦潮住宅建设有限公司", "developer", "91310115MAYYB20131"),
    Firm("guiyu", "演示桂屿安居建设有限公司", "developer", "91330106MAYYB3016Q"),
    Firm("aobin", "演示鳌滨城建有限公司", "developer", "91330383MAYYB40194"),
    Firm("yanshan", "演示砚山机械有限公司", "developer", "91419001MAYYB50118"),
    Firm("chenxing", "演示晨星财产保险股份有限公司", "insurer", "91110102MAYYB6014Q"),
    Firm("haitong", "演示海桐财产保险股份有限公司", "insurer", "91310101MAYYB6022J"),
    Firm("tianmu", "演示天目财产保险股份有限公司", "insurer", "91330102MAYYB60304"),
    Firm("oujiang", "演示瓯江财产保险股份有限公司", "insurer", "91330302MAYYB6049B"),
    Firm("songyue", "演示嵩岳财产保险股份有限公司", "insurer", "91410105MAYYB6057M"),
    Firm("zhunsheng", "演示准绳工程咨询（北京）有限公司", "agency", "91110108MAYYB70170"),
    Firm("chengliang", "演示澄量工程咨询（上海）有限公司", "agency", "91310104MAYYB7025E"),
    Firm("zhiheng", "演示之衡工程咨询（杭州、龙港）有限公司", "agency", "91330108MAYYB7033B"),
    Firm("tiezhen", "演示铁砧建设（北京）有限公司", "contractor", "91110114MAYYB801X1"),
    Firm("shenlei", "演示申垒建工（上海）有限公司", "contractor", "91310117MAYYB8028R"),
    Firm("yingzao", "演示余杭营造（杭州）有限公司", "contractor", "91330110MAYYB8036P"),
    Firm("aojiang", "演示鳌江建筑（龙港）有限公司", "contractor", "91330383MAYYB8044L"),
    Firm("qinyang", "演示沁阳建筑（济源）有限公司", "contractor", "91419001MAYYB80525"),
    Firm("pingchi", "演示平尺设计院有限公司", "designer", "91110108MAYYB9012Y"),
    Firm("zhichi", "演示直尺监理有限公司", "supervisor", "91110105MAYYB9020E"),
    Firm("dishui", "演示滴水检测有限公司", "lab", "91110112MAYYB9039F"),
    Firm("mingjing", "演示明镜鉴定有限公司", "appraiser", "91110107MAYYB90473"),
    Firm("anju", "演示安居物业服务有限公司", "property_firm", "91110106MAYYB9055F"),
    Firm("committee", "演示云杉家园业主委员会", "owners_committee", "Y1110106MAYYB9063L"),
    Firm("qingyanli", "演示青砚里业主委员会", "owners_committee", "Y1110105MAYYB92580"),
    Firm("baozhang", "杭州住宅质量保险服务保障机构（演示）", "institution", "12330100MAYYB90719"),
    Firm("fengtai", "丰台区住房建设主管部门（演示）", "authority", "11110106MAYYB908X5"),
    Firm("beijing", "北京市住房建设主管部门（演示）", "authority", "11110000MAYYB90989"),
    Firm("hangzhou", "杭州市住房建设主管部门（演示）", "authority", "11330100MAYYB9100P"),
    Firm("shanghai", "上海市住房建设主管部门（演示）", "authority", "11310000MAYYB9143P"),
    Firm("longgang", "龙港市住房建设主管部门（演示）", "authority", "11330383MAYYB9207L"),
    Firm("jiyuan", "济源市住房建设主管部门（演示）", "authority", "11419001MAYYB93461"),
    Firm("qimo", "演示齐膜防水工程有限公司", "contractor", "91110113MAYYB81086"),
    Firm("platform", "演示平台运营有限公司", "operator", "91110108MAYYB9119A"),
)

OWNERS: Final = (
    Persona("林小满（演示）", phone="+8613800001201", first="报一处卫生间漏水，看回执上的两个日期"),
    Persona("陆遥（演示）", phone="+8613800000502", first="杭州，保险责任还没有开始：报修由开发单位办"),
    Persona("潘晨（演示）", phone="+8613800000908", first="龙港，9 月 30 日夜里来电"),
    Persona("周槐（演示）", phone="+8613800000702", elder_view=True, first="大字版：被拒的案件怎么办"),
    Persona("何一（演示）", phone="+8613800000301", first="电话报的案，核定快到期"),
    Persona("何二（演示）", phone="+8613800000302", first="同一处漏水，在服务台又报了一次"),
    Persona("沈知（演示）", phone="+8613800001102", first="上海，还没有交房"),
    Persona("梁青（演示）", phone="+8613800000904", first="理赔中卖了房"),
    Persona("苏禾（演示）", phone="+8613800000905", first="理赔中买了房：看不到以前的事"),
    Persona("邵宁（演示）", phone="+8613800001503", first="责任已定，金额未定"),
    Persona("温岚（演示）", phone="+8613800000901", first="同一根立管三户之一"),
    Persona("晏清（演示）", phone="+8613800001001", first="同一根立管三户之二：今天是核定的最后一天"),
    Persona("柏舟（演示）", phone="+8613800001101", first="同一根立管三户之三"),
    Persona(
        "纪棠（演示）",
        phone="+8613800000612",
        first="换过手机号，还没有房屋：用告知书上的码添加（gu 打开 2-0602 的告知书）",
    ),
    Persona("季川（演示）", phone="+8613800005301", first="上海，保单早于现行细则"),
)

STAFF: Final = (
    Persona(
        "方管家（演示）",
        "fang",
        firm="anju",
        role=Role.property_desk,
        is_administrator=True,
        first="替人报案，今天的上门",
    ),
    Persona("夜班小姜（演示）", "jiang", firm="chenxing", role=Role.hotline, first="接电话，录音编号"),
    Persona("查勘员小秦（演示）", "qin", firm="chenxing", role=Role.surveyor, first="今天上门的地方"),
    Persona("高理赔（演示）", "gao", firm="chenxing", role=Role.handler, first="按剩余时间排的队列"),
    Persona("阮理赔（演示）", "ruan", firm="chenxing", role=Role.handler, first="和高理赔分案子、排值班、互相代办"),
    Persona(
        "郑复核（演示）", "zheng", firm="chenxing", role=Role.approver, is_administrator=True, first="等复核的核定"
    ),
    Persona("牛承保（演示）", "niu", firm="chenxing", role=Role.underwriter, first="北京、杭州的保单"),
    Persona("财务小许（演示）", "xu", firm="haitong", role=Role.accountant, first="共保份额"),
    Persona("海桐承保小骆（演示）", "luo", firm="haitong", role=Role.underwriter, first="上海的保单"),
    Persona("海桐理赔小舒（演示）", "shu", firm="haitong", role=Role.handler, first="上海的案件"),
    Persona("海桐复核老郁（演示）", "yu", firm="haitong", role=Role.approver, first="上海的复核"),
    Persona("瓯江夜班小温（演示）", "wen", firm="oujiang", role=Role.hotline, first="龙港的夜间来电"),
    Persona("瓯江理赔小池（演示）", "chi", firm="oujiang", role=Role.handler, first="龙港的案件"),
    Persona("瓯江复核老麦（演示）", "mai", firm="oujiang", role=Role.approver, first="龙港的复核"),
    Persona("瓯江承保小项（演示）", "xiang", firm="oujiang", role=Role.underwriter, first="龙港的保单"),
    Persona("嵩岳理赔小岳（演示）", "yue", firm="songyue", role=Role.handler, first="济源的案件"),
    Persona("嵩岳复核老闵（演示）", "min", firm="songyue", role=Role.approver, first="济源的复核"),
    Persona("嵩岳承保小阎（演示）", "yan", firm="songyue", role=Role.underwriter, first="济源的保单"),
    Persona("白工（演示）", "bai", firm="zhunsheng", role=Role.agency, first="2022 年那条轴线上的问题"),
    Persona("叶工（演示）", "ye", firm="zhiheng", role=Role.agency, first="杭州的检查"),
    Persona("澄量小陈（演示）", "chen", firm="chengliang", role=Role.agency, first="上海的检测和严重问题"),
    Persona("赵工长（演示）", "zhao", firm="tiezhen", role=Role.contractor, first="北京的整改"),
    Persona("胡工长（演示）", "hu", firm="yingzao", role=Role.contractor, first="杭州检查发现的问题"),
    Persona("申垒小雷（演示）", "lei", firm="shenlei", role=Role.contractor, first="上海的整改"),
    Persona("孙监理（演示）", "sun", firm="zhichi", role=Role.supervisor, first="整改的复核"),
    Persona("平尺小魏（演示）", "wei", firm="pingchi", role=Role.designer, first="设计"),
    Persona("检测员小丁（演示）", "ding", firm="dishui", role=Role.lab, first="检测结果多快要通知"),
    Persona("顾售后（演示）", "gu", firm="yunshan", role=Role.developer, first="北京的项目，每户的告知书"),
    Persona("桂屿小桑（演示）", "sang", firm="guiyu", role=Role.developer, first="杭州的报修单"),
    # What an organisation is told by SMS needs somebody there with a telephone.
    Persona(
        "桂屿值守小莫（演示）",
        "mo",
        phone="+8613800000330",
        firm="guiyu",
        role=Role.developer,
        first="短信收到的报修",
    ),
    Persona("浦潮小杭（演示）", "hang", firm="puchao", role=Role.developer, first="上海的项目"),
    Persona("鳌滨小缪（演示）", "miao", firm="aobin", role=Role.developer, first="龙港的项目：合同已锁定"),
    Persona(
        "石磊（演示）",
        "shi",
        phone="+8613800000419",
        firm="yanshan",
        role=Role.developer,
        first="济源的厂房：业主，也是建设单位的人",
    ),
    Persona(
        "丰台区监管老田（演示）", "tian", firm="fengtai", role=Role.regulator, division="110106", first="超期的案件"
    ),
    Persona(
        "市级监管程处（演示）",
        "cheng",
        firm="beijing",
        role=Role.regulator,
        division="110000",
        first="全市的项目和案件",
    ),
    Persona("报表员小郭（演示）", "guo", firm="beijing", role=Role.report_clerk, division="110000", first="报表"),
    Persona(
        "杭州市监管老章（演示）", "zhang", firm="hangzhou", role=Role.regulator, division="330100", first="杭州的项目"
    ),
    Persona(
        "龙港监管老金（演示）",
        "jin",
        firm="longgang",
        role=Role.regulator,
        division="330383",
        first="试行办法的生效日期",
    ),
    Persona(
        "龙港监管小苏（演示）", "su", firm="longgang", role=Role.regulator, division="330383", first="和老金一起认定"
    ),
    Persona(
        "济源监管老沁（演示）",
        "qin_jiyuan",
        firm="jiyuan",
        role=Role.regulator,
        division="419001",
        first="济源的项目，没有签成的合同",
    ),
    Persona(
        "上海监管老戚（演示）", "qi", firm="shanghai", role=Role.regulator, division="310000", first="分户验收的同意"
    ),
    Persona(
        "上海监管小纪（演示）", "ji", firm="shanghai", role=Role.regulator, division="310000", first="适用办法的认定"
    ),
    Persona("保障机构小沈（演示）", "shen", firm="baozhang", role=Role.institution, first="保障资金"),
    Persona("保障机构小尤（演示）", "you", firm="baozhang", role=Role.institution, first="保障资金的复核"),
    Persona("鉴定人陶工（演示）", "tao", firm="mingjing", role=Role.appraiser, first="鉴定"),
    Persona("运营小安（演示）", "an", firm="platform", role=Role.operator, first="没办成的事"),
)
