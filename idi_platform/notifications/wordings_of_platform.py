"""The messages that the ground itself sends; each app registers its own beside its reactions."""

from django.utils.translation import gettext_lazy as _

from .wordings import word

word(
    "paper.issued",
    title=_("%(title)s"),
    body=_("《%(title)s》（%(number)s）已发给您，请打开查看。纸上的验证码可以核对真伪。"),
    sms=_("《%(title)s》已发给您，编号%(number)s，请登录平台查看。"),
    lengths={"title": 16, "number": 20},
)
word(
    "clock.target_near",
    title=_("%(duty)s，%(until)s前应当办完"),
    body=_("%(case)s：%(duty)s，%(until)s前应当办完。"),
    sms=_("%(case)s：%(duty)s，%(until)s前应当办完。"),
    lengths={"case": 20, "duty": 14, "until": 12},
)
word(
    "clock.due_near",
    title=_("%(duty)s，最晚%(until)s"),
    body=_("%(case)s：%(duty)s，最晚%(until)s，过了就是逾期。"),
    sms=_("%(case)s：%(duty)s，最晚%(until)s，过了就是逾期。"),
    lengths={"case": 20, "duty": 14, "until": 12},
)
word(
    "clock.breached",
    title=_("%(duty)s已经逾期"),
    body=_("%(case)s：%(duty)s应在%(until)s前办完，现在已经逾期，请马上办理。"),
    sms=_("%(case)s：%(duty)s应在%(until)s前办完，已经逾期。"),
    lengths={"case": 20, "duty": 14, "until": 12},
)
word(
    "clock.breached_elsewhere",
    title=_("%(duty)s没有按时办完"),
    body=_("%(case)s：%(duty)s应在%(until)s前办完，没有按时办，已经记录在案。"),
    sms=_("%(case)s：%(duty)s没有在%(until)s前办完，已记录在案。"),
    lengths={"case": 20, "duty": 14, "until": 12},
)
word(
    "clock.breached_together",
    title=_("%(case)s 有%(count)s项没有按时办完"),
    body=_("%(case)s：%(duties)s，都应在%(until)s前办完，没有按时办，已经记录在案。"),
    sms=_("%(case)s：%(count)s项没有在%(until)s前办完，已记录在案。"),
    lengths={"case": 20, "count": 2, "until": 12, "duties": 80},
)
word(
    "clock.moved",
    title=_("%(duty)s的期限改为%(until)s"),
    body=_("%(case)s：%(duty)s的期限重新计算，改为%(until)s。"),
    sms=_("%(case)s：%(duty)s的期限改为%(until)s。"),
    lengths={"case": 20, "duty": 14, "until": 12},
)
word(
    "proposal.waits",
    title=_("等您复核：%(what)s"),
    body=_("%(what)s：超过了有的复核人的权限，在您的权限以内，请打开“等待复核”处理。"),
    lengths={"what": 30},
)
word(
    "proposal.declined",
    title=_("退回给您：%(what)s"),
    body=_("%(what)s：复核人退回了，原因在那一件的页面上，请修改以后再提交。"),
    lengths={"what": 30},
)
word(
    "work.failed",
    title=_("系统工作没有办成：%(what)s"),
    body=_("有%(what)s没有办成，系统已经停下来等人处理。请登录平台，打开“待处理的系统工作”查看。"),
    lengths={"what": 12},
)
word(
    "accounts.invitation",
    title=_("%(organisation)s请您加入平台"),
    body=_(
        "%(organisation)s请您担任%(role)s。请在72小时内打开下面的链接，设置用户名和密码，再按提示设置动态码：%(link)s"
        "　链接只能用一次。不认识这个单位的，不要打开。"
    ),
    sms=_("72小时内打开加入：%(link)s"),
    lengths={"organisation": 40, "role": 10, "link": 52},
)
