"""What an agency cannot do while its engagement rests."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from idi_platform.kernel.errors import Refusal
from idi_platform.records.models import Aggregate
from idi_platform.workflow.lifecycles import Moment, asked_once

from .models.engagement import Engagement


@asked_once
def agency_is_not_suspended(aggregate: Aggregate, _facts: Any, moment: Moment) -> Iterable[Refusal]:
    """Refuse the agency whose engagement on the project is suspended; everybody else goes on.

    Old matters wait too: what the agency would close or seal meanwhile would not count. The supervisor, the developer
    and the insurer may close, seal and deliver without it. It may still cancel a visit, and it is never kept from
    bringing a danger before the insurer or the authority.
    """
    own = moment.acting.get("organisation")
    project_id = aggregate.subject.project_id
    if own is None or project_id is None:
        return
    engaged = Engagement.objects.filter(subject__project=project_id, organisation=own)
    if engaged.filter(state="suspended").exists() and not engaged.filter(state="working").exists():
        yield Refusal(
            "engagement.suspended", _("委托已暂停，暂停期间的检查和报告不算数；请等保险公司恢复委托后再办理。")
        )
