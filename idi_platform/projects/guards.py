"""The code's own gates that several steps of the project file share."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from idi_platform.kernel.clock import local_date
from idi_platform.kernel.errors import Refusal
from idi_platform.workflow.lifecycles import Guard, Moment


def not_after_moment(name: str) -> Guard:
    """Return the gate that a reported day may not lie after the day of the report (in Shanghai)."""

    def guard(_aggregate: Any, facts: Any, moment: Moment) -> Iterable[Refusal]:
        if getattr(facts, name) > local_date(moment.recorded_at):
            yield Refusal("report.in_future", _("日期不能晚于今天，请填写实际发生的日期。"))

    return guard
