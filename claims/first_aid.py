"""What to do at once, before anybody comes: on paper, beside the report, and on a page of its own."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from claims.codes import Severity

Words = str | Promise

AT_ONCE: Mapping[str, Words] = {
    Severity.GROWING: _("关掉漏水处的阀门，用盆接水，把贵重物品移开；拍一张远的、一张近的照片。"),
    Severity.UNLIVABLE: _("先关总阀、断开潮湿处的电源，人和物品离开；我们按紧急情况处理。"),
    Severity.DANGER: _("请离开可能坠落的地方，不要自己去敲、去扶；在楼下提醒别人绕行。"),
}
"""One sentence by how bad it is; nothing where there is only a trace."""


@dataclass(frozen=True, slots=True)
class Aid:
    """One thing to do: what, and how."""

    title: Words
    icon: str
    lines: tuple[Words, ...]


AIDS: tuple[Aid, ...] = (
    Aid(
        _("先顾人"),
        "fall",
        (
            _("有东西要掉下来：马上离开，不要去敲、去扶，提醒别人绕行。"),
            _("墙面或顶面鼓包、往下坠：不要站在下面，关上那间房的门。"),
            _("闻到燃气味：开窗，到门外再打电话，不要开关电器。"),
        ),
    ),
    Aid(
        _("关水"),
        "drop",
        (
            _("先关漏水处的角阀；找不到，就关进户总阀，一般在水表旁、厨房或卫生间门后。"),
            _("水从楼上来：敲楼上的门，请他先停水；没人在，打物业电话。"),
            _("用盆接水，地漏保持通畅；顶面积水鼓起来的，不要捅破。"),
        ),
    ),
    Aid(
        _("断电"),
        "breach",
        (
            _("水流到插座、灯具或配电箱附近：在干燥的地方关掉那一路空气开关，或者总闸。"),
            _("手湿、脚下有水，不要碰开关和电器。"),
        ),
    ),
    Aid(
        _("拍下来"),
        "camera",
        (
            _("站远一点拍整间房，再走近拍渗水点或裂缝；裂缝旁边放一枚硬币，看得出大小。"),
            _("正在滴水的，录一段一分钟以内的视频。"),
            _("坏的东西先别扔，拆下来的材料留一块，来人要看。"),
            _("自己应急花的钱，留好票据。"),
        ),
    ),
    Aid(
        _("有件事先说明白"),
        "shield",
        (
            _("这份保险管的是房子本身的质量缺陷：查清原因，把房子修好，或者赔修房子的钱。"),
            _(
                "家具、家电、衣物这些室内的东西不在里面。您如果另外买了家庭财产保险，请也向那一家报案；是别人造成的，可以请他赔。"
            ),
            _("室内的东西也请拍下来，留着有用。"),
        ),
    ),
)
