"""Where clocks stand and what they are; plain words, so that the pure rules need no tables."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class ClockKind(models.TextChoices):
    """What becomes of a clock whose end is reached."""

    DUTY = "duty", _("义务")
    REMINDER = "reminder", _("提醒")
    WINDOW = "window", _("期间")
    AUTOMATIC = "automatic", _("系统步骤")


class ClockState(models.TextChoices):
    """Where a clock stands."""

    OPEN = "open", _("进行中")
    PAUSED = "paused", _("暂停")
    OVERDUE = "overdue", _("已逾期")
    MET = "met", _("按期完成")
    MET_LATE = "met_late", _("逾期完成")
    CLOSED = "closed", _("已关闭")
    VOID = "void", _("已终止")
    ANNULLED = "annulled", _("已撤销")
    NOT_DUE = "not_due", _("不适用")


OPEN_STATES = (ClockState.OPEN, ClockState.PAUSED, ClockState.OVERDUE)
"""The states in which something is still owed, or a right still open."""

WORDS = {
    ClockState.OPEN: "open",
    ClockState.PAUSED: "open",
    ClockState.OVERDUE: "late",
    ClockState.MET: "met",
    ClockState.MET_LATE: "late",
    ClockState.CLOSED: "void",
    ClockState.VOID: "void",
    ClockState.ANNULLED: None,
    ClockState.NOT_DUE: None,
}
NEVER_INSIDE = (ClockState.VOID, ClockState.ANNULLED, ClockState.NOT_DUE)
