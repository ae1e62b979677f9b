"""The receipt of a report whose home a desk has still to find."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from claims.codes import Severity
from claims.first_aid import AT_ONCE
from claims.given import facts_of
from claims.models import Intake
from claims.models.intake import ReceiveUnplaced
from claims.papers import frames
from claims.words import defect_words, text_words
from idi_platform.kernel.display import show_date, show_instant
from idi_platform.workflow.effects import PaperDraft, drafts
from idi_platform.workflow.reactions import Happened
from idi_platform.workflow.world import SubjectWorld


def unplaced_receipt(happened: Happened, world: SubjectWorld) -> Iterator[PaperDraft]:
    """Say that the report came in, to the second, and that its limits count from then, whenever the home is found."""
    intake: Intake = happened.aggregate
    facts = facts_of(happened, ReceiveUnplaced)
    received = show_instant(intake.received_at or happened.moment.occurred_at, seconds=True)
    said = [(_("部位"), str(intake.get_place_display()))]
    if what := defect_words(world.rulebook, intake.item_code, intake.defect):
        said += [(_("问题"), what), (_("承保项目"), text_words(world.rulebook, intake.item_code, intake.defect))]
    if intake.discovered_on is not None:
        said.append((_("发现日期"), show_date(intake.discovered_on)))
    said.append((_("严重程度"), str(Severity(intake.severity).label)))
    data: dict[str, Any] = {
        "plain_words": _("您的报案我们收到了，编号 %(number)s。房屋还没有绑定，我们来对应，期限从收到的这一刻算。")
        % {"number": intake.number},
        "received": {"facts": [(_("收到时间"), received), (_("渠道"), intake.get_channel_display())]},
        "what_was_said": {"facts": said, "quote": frames.words_of(intake.statement_id)},
        "media": [{"items": [f"SHA-256 {digest}" for digest in facts.photo_digests]}],
        "what_next": [
            _("核对是哪一户，立案，把案件编号和各步的最晚日期发给您；您不用再报一遍"),
            _("派人上门看；事先和您约时间，晚上和周末也可以"),
            _("告诉您赔不赔、为什么"),
        ],
        "first_aid": str(AT_ONCE.get(intake.severity, "")),
        "how_to_add": _("想起什么，随时打电话，报出编号就行。"),
    }
    organisation = intake.received_by_organisation
    person = intake.received_by_person if organisation is None else None
    yield PaperDraft(data, recipient_person_id=person, recipient_organisation_id=organisation)


def register() -> None:
    """Register the drafter."""
    drafts("unplaced_receipt")(unplaced_receipt)
