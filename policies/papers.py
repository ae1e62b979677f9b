"""The paper on which a buyer says whether he agrees: one for each present buyer of each home."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from idi_platform.kernel.display import show_date
from idi_platform.projects.models import Unit
from idi_platform.workflow.effects import PaperDraft, drafts
from idi_platform.workflow.reactions import Happened
from idi_platform.workflow.world import SubjectWorld

from .models import ConsentRound
from .models.consent_round import Purpose


def buyers_consent(happened: Happened, _world: SubjectWorld) -> Iterator[PaperDraft]:
    """Say to each buyer what is asked of him, what it means for his home, and that silence is no consent."""
    asked: ConsentRound = happened.aggregate
    purpose = str(Purpose(asked.purpose).label)
    until = [(_("答复期限"), show_date(asked.answer_by))] if asked.answer_by else []
    buyers = list(asked.buyers())
    homes = Unit.objects.select_related("building").in_bulk([buyer.unit_id for buyer in buyers])
    for buyer in buyers:
        home = homes.get(buyer.unit_id)
        place = f"{home.building.name or home.building.number}　{home.number}" if home is not None else ""
        data = {
            "plain_words": _("现在征求您的意见：%(purpose)s。您不签字，就不算同意。") % {"purpose": purpose},
            "before_and_after": {
                "facts": [(_("征求事项"), purpose), (_("办理以后"), _means(asked.purpose)), *until],
            },
            "this_home": {"facts": [(_("房屋"), place)]},
            "what_you_can_do": [
                _("同意的，请写上姓名和日期；共同买受人各签一份。"),
                _("不同意或者不答复的，都不算同意，您的权利不受影响。"),
            ],
        }
        yield PaperDraft(data, recipient_person_id=buyer.person_id, recipient_organisation_id=buyer.organisation_id)


def _means(purpose: str) -> str:
    return {
        Purpose.AMEND: _("保险合同按随附的批改稿变更，其他内容不变。"),
        Purpose.CHANGE_INSURER: _("由另一家保险公司承担保险责任，以随附的新合同为准。"),
        Purpose.TERMINATE: _("保险合同解除，解除以后这套房屋不再有这份保险。"),
        Purpose.EXEMPT_DEPOSIT: _("项目免交物业保修金；保险合同锁定，不得随意变更或者解除。"),
    }[Purpose(purpose)]


def register() -> None:
    """Register the drafter."""
    drafts("buyers_consent")(buyers_consent)
