"""What the messages about claims say; prices and personal data have no place in them."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from idi_platform.notifications.wordings import word

_CASE = {"case": 18}
_WORDINGS: tuple[tuple[str, dict[str, Any]], ...] = (
    (
        "claim.filed",
        {
            "title": _("已收到报案 %(case)s"),
            "body": _("已收到您的报案，编号 %(case)s。谁来看、最晚哪天告诉您结果，请打开案件页查看。"),
            "sms": _("已收到您的报案，编号%(case)s，进展请登录平台查看。"),
            "lengths": _CASE,
        },
    ),
    (
        "claim.taken_in",
        {
            "title": _("已收到报案 %(case)s"),
            "body": _("服务台代为登记了报案，编号 %(case)s。打开链接确认是您报的案，就由您接着办理、看进展：%(link)s"),
            "sms": _("报案%(case)s已收到，接手：%(link)s"),
            "lengths": {"case": 16, "link": 37},
        },
    ),
    (
        "claim.noted",
        {
            "title": _("已收到报案 %(case)s"),
            "body": _("已收到您的报案，编号 %(case)s。问进展，请报这个编号。"),
            "sms": _("已收到您的报案，编号%(case)s，问进展请报这个编号。"),
            "lengths": _CASE,
        },
    ),
    (
        "claim.filed_desk",
        {
            "title": _("新报案 %(case)s"),
            "body": _("新报案 %(case)s，计时已经开始，请安排上门查看。"),
            "lengths": _CASE,
        },
    ),
    (
        "claim.routed",
        {
            "title": _("%(case)s 先由%(liable)s维修"),
            "body": _(
                "案件 %(case)s：保险责任还没有开始，现在由%(liable)s维修。已转告，会跟到修好；这不是拒绝，记录留着。"
            ),
            "sms": _("案件%(case)s已转%(liable)s维修，会跟到修好，请登录平台查看。"),
            "lengths": {**_CASE, "liable": 4},
        },
    ),
    (
        "ticket.told",
        {
            "title": _("报修单 %(case)s 请上门查看"),
            "body": _("报修单 %(case)s：业主报修，保险责任还没有开始，请在期限内上门查看并商定维修方案。"),
            "sms": _("报修单%(case)s：请在期限内上门查看，详情请登录平台。"),
            "lengths": _CASE,
        },
    ),
    (
        "claim.visit",
        {
            "title": _("%(case)s 上门时间：%(when)s"),
            "body": _("案件 %(case)s：约定 %(when)s 上门查看。时间不合适，请在案件页联系改约。"),
            "sms": _("案件%(case)s：约定%(when)s上门查看，不合适请登录平台改约。"),
            "lengths": {**_CASE, "when": 14},
        },
    ),
    (
        "claim.visit_yours",
        {
            "title": _("请您 %(when)s 上门：%(case)s"),
            "body": _("案件 %(case)s：约定 %(when)s 由您上门查看，地点和注意事项请打开案件页看。"),
            "lengths": {**_CASE, "when": 14},
        },
    ),
    (
        "claim.visit_off",
        {
            "title": _("%(case)s 上门时间取消了"),
            "body": _("案件 %(case)s：原来约定的上门时间取消了，新的时间定下来会告诉您。"),
            "sms": _("案件%(case)s：原约定的上门时间取消了，新时间会告诉您。"),
            "lengths": _CASE,
        },
    ),
    (
        "claim.visit_off_yours",
        {
            "title": _("%(case)s 不用去了，时间另约"),
            "body": _("案件 %(case)s：原来约定由您上门的时间取消了，等另外约定。"),
            "lengths": _CASE,
        },
    ),
    (
        "claim.missed",
        {
            "title": _("%(case)s 今天没能查看"),
            "body": _("案件 %(case)s：今天上门没能查看，请打开案件页约下一次时间。"),
            "sms": _("案件%(case)s：上门没能查看，请登录平台另约时间。"),
            "lengths": _CASE,
        },
    ),
    (
        "claim.papers_wanted",
        {
            "title": _("%(case)s 还差几份材料"),
            "body": _("案件 %(case)s：还差几份材料，清单在案件页，只会要这一次。"),
            "sms": _("案件%(case)s：还差几份材料，只要这一次，请登录平台查看。"),
            "lengths": _CASE,
        },
    ),
    (
        "claim.complex",
        {
            "title": _("%(case)s 要多看几天"),
            "body": _("案件 %(case)s：情形复杂，告诉您结果的时间延长了，新的最晚日期在案件页。"),
            "sms": _("案件%(case)s：情形复杂，结果要晚些，新日期请登录平台查看。"),
            "lengths": _CASE,
        },
    ),
    (
        "claim.determined",
        {
            "title": _("%(case)s 有结果了"),
            "body": _("案件 %(case)s：结果出来了，理由和依据写在通知书里，请打开案件页查看。"),
            "sms": _("案件%(case)s：结果出来了，请登录平台查看。"),
            "lengths": _CASE,
        },
    ),
    (
        "claim.offered",
        {
            "title": _("%(case)s 请您选"),
            "body": _("案件 %(case)s：方案出来了，请打开案件页看清楚再选。"),
            "sms": _("案件%(case)s：方案出来了，请登录平台选择。"),
            "lengths": _CASE,
        },
    ),
    (
        "claim.agreed",
        {
            "title": _("%(case)s 业主已同意方案"),
            "body": _("案件 %(case)s：业主已同意方案，履行期限开始计算。"),
            "lengths": _CASE,
        },
    ),
    (
        "claim.performed",
        {
            "title": _("%(case)s 已经办完"),
            "body": _("案件 %(case)s：约定的事已经办完，明细在案件页。有不对的地方，请告诉我们。"),
            "sms": _("案件%(case)s：约定的事已办完，明细请登录平台查看。"),
            "lengths": _CASE,
        },
    ),
    (
        "claim.money_came_back",
        {
            "title": _("%(case)s 赔款被银行退回"),
            "body": _("案件 %(case)s：赔款被银行退回，保险公司要重新支付，期限照原来的算。请和保险公司核对收款账户。"),
            "sms": _("案件%(case)s：赔款被银行退回，请登录平台核对收款账户。"),
            "lengths": _CASE,
        },
    ),
    (
        "claim.looked_at_again",
        {
            "title": _("%(case)s 重新核定"),
            "body": _("案件 %(case)s：保险公司重新核定，原来的通知书留着；新的结果会另外书面告诉您。"),
            "sms": _("案件%(case)s：保险公司重新核定，新结果会书面告诉您。"),
            "lengths": _CASE,
        },
    ),
    (
        "claim.transfer_asked",
        {
            "title": _("%(case)s 由谁继续办理"),
            "body": _("房屋已经过户，案件 %(case)s 还没有办完。请答复保险公司：由原业主还是新业主继续。"),
            "sms": _("房屋已过户，案件%(case)s未办完，请答复保险公司由谁继续。"),
            "lengths": _CASE,
        },
    ),
    (
        "claim.transfer_desk",
        {
            "title": _("%(case)s 房屋已过户"),
            "body": _("案件 %(case)s：房屋已经过户，请问清双方由谁继续，再登记；登记以前不能签协议、付款和结案。"),
            "lengths": _CASE,
        },
    ),
    (
        "claim.home_affected",
        {
            "title": _("%(part)s已有人报案：%(case)s"),
            "body": _(
                "您家所在的楼已有人报案：%(part)s，编号 %(case)s，会一起查看、一起修，同一处不用再报。"
                "您家里面另有损坏的，请另外报案。"
            ),
            "sms": _("%(part)s已有人报案，编号%(case)s，同一处不用再报；家里另有损坏请另报。"),
            "lengths": {**_CASE, "part": 10},
        },
    ),
    (
        "claim.unassigned",
        {
            "title": _("%(case)s 还没有人接"),
            "body": _("案件 %(case)s 收到后一直没有人办理，期限已经在走，请现在分派。"),
            "lengths": _CASE,
        },
    ),
    (
        "claim.withdrawn",
        {
            "title": _("%(case)s 已撤回"),
            "body": _("案件 %(case)s：报案已经撤回。以后还可以重新报。"),
            "sms": _("案件%(case)s：报案已经撤回，以后还可以重新报。"),
            "lengths": _CASE,
        },
    ),
)


def register() -> None:
    """Register the wordings."""
    for code, said in _WORDINGS:
        word(code, **said)
