"""What an offer means in time: until when it must be performed by law if the owner agrees to it now."""

from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext as _

from claims.codes import Agreeing, Mode
from claims.models import Claim
from idi_platform.deadlines.rules.instants import ONE_SECOND
from idi_platform.kernel.clock import local_date
from idi_platform.portal.words import date_words
from idi_platform.records.histories import StepTaken
from idi_platform.workflow.supposed import duties_after
from idi_platform.workflow.world import world_of


@dataclass(frozen=True, slots=True)
class Performance:
    """The last day on which what is agreed today is performed in time, and the article that says so."""

    last_day: date
    article: str

    @property
    def to_owner(self) -> str:
        """Return it for the owner, before he chooses."""
        said = _("您今天同意的，最晚要在 %(day)s 办完（%(article)s）。")
        return said % {"day": date_words(self.last_day), "article": self.article}

    @property
    def to_desk(self) -> str:
        """Return it for the desk, before it offers."""
        said = _("业主今天同意的，最晚要在 %(day)s 履行（%(article)s）。")
        return said % {"day": date_words(self.last_day), "article": self.article}

    def later_than_law(self, repair_by: date | None) -> str:
        """Return what the desk should know of a repair's day that lies after it; empty where it does not."""
        if repair_by is None or repair_by <= self.last_day:
            return ""
        return _("方案写的完工日期 %(by)s 晚于期限。") % {"by": date_words(repair_by)} + self.to_desk


def performance_if_agreed(claim: Claim, now: datetime) -> Performance | None:
    """Return until when the claim must be performed if the owner agrees now; None where nothing limits it yet."""
    world = world_of(claim, now)
    facts = {"party": Agreeing.OWNER.value, "mode": Mode.REPAIR.value}
    step = StepTaken(0, 0, "claim.agree", now, now, facts, claim.state, "agreed", {})
    first = next(iter(duties_after(world, step, "performance")), None)
    if first is None or first.due_at is None:
        return None
    return Performance(local_date(first.due_at - ONE_SECOND), world.rulebook.citation(first.clause))
