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
    """One person. Owners have a telephone, members of organisations a log-in name."""

    name: str
    login: str = ""
    phone: str = ""
    firm: str = ""
    role: Role | None = None
    division: str | None = None
    is_administrator: bool = False
    elder_view: bool = False


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
    Firm("baozhang", "杭州住宅质量保险服务保障机构（演示）", "institution", "12330100MAYYB90719"),
    Firm("fengtai", "丰台区住房建设主管部门（演示）", "authority", "11110106MAYYB908X5"),
    Firm("beijing", "北京市住房建设主管部门（演示）", "authority", "11110000MAYYB90989"),
    Firm("hangzhou", "杭州市住房建设主管部门（演示）", "authority", "11330100MAYYB9100P"),
    Firm("shanghai", "上海市住房建设主管部门（演示）", "authority", "11310000MAYYB9143P"),
    Firm("platform", "演示平台运营有限公司", "operator", "91110108MAYYB9119A"),
)

OWNERS: Final = (
    Persona("林小满（演示）", phone="+8613800001201"),
    Persona("陆遥（演示）", phone="+8613800000502"),
    Persona("潘晨（演示）", phone="+8613800000908"),
    Persona("周槐（演示）", phone="+8613800000702", elder_view=True),
    Persona("何一（演示）", phone="+8613800000301"),
    Persona("何二（演示）", phone="+8613800000302"),
    Persona("沈知（演示）", phone="+8613800001102"),
    Persona("梁青（演示）", phone="+8613800000904"),
    Persona("苏禾（演示）", phone="+8613800000905"),
)

STAFF: Final = (
    Persona("方管家（演示）", "fang", firm="anju", role=Role.property_desk, is_administrator=True),
    Persona("夜班小姜（演示）", "jiang", firm="chenxing", role=Role.hotline),
    Persona("查勘员小秦（演示）", "qin", firm="chenxing", role=Role.surveyor),
    Persona("高理赔（演示）", "gao", firm="chenxing", role=Role.handler),
    Persona("郑复核（演示）", "zheng", firm="chenxing", role=Role.approver, is_administrator=True),
    Persona("牛承保（演示）", "niu", firm="chenxing", role=Role.underwriter),
    Persona("财务小许（演示）", "xu", firm="haitong", role=Role.accountant),
    Persona("白工（演示）", "bai", firm="zhunsheng", role=Role.agency),
    Persona("叶工（演示）", "ye", firm="zhiheng", role=Role.agency),
    Persona("赵工长（演示）", "zhao", firm="tiezhen", role=Role.contractor),
    Persona("胡工长（演示）", "hu", firm="yingzao", role=Role.contractor),
    Persona("孙监理（演示）", "sun", firm="zhichi", role=Role.supervisor),
    Persona("平尺小魏（演示）", "wei", firm="pingchi", role=Role.designer),
    Persona("检测员小丁（演示）", "ding", firm="dishui", role=Role.lab),
    Persona("顾售后（演示）", "gu", firm="yunshan", role=Role.developer),
    Persona("桂屿小桑（演示）", "sang", firm="guiyu", role=Role.developer),
    Persona("石磊（演示）", "shi", phone="+8613800000419", firm="yanshan", role=Role.developer),
    Persona("丰台区监管老田（演示）", "tian", firm="fengtai", role=Role.regulator, division="110106"),
    Persona("市级监管程处（演示）", "cheng", firm="beijing", role=Role.regulator, division="110000"),
    Persona("报表员小郭（演示）", "guo", firm="beijing", role=Role.report_clerk, division="110000"),
    Persona("杭州市监管老章（演示）", "zhang", firm="hangzhou", role=Role.regulator, division="330100"),
    Persona("保障机构小沈（演示）", "shen", firm="baozhang", role=Role.institution),
    Persona("鉴定人陶工（演示）", "tao", firm="mingjing", role=Role.appraiser),
    Persona("运营小安（演示）", "an", firm="platform", role=Role.operator),
)
