"""What an owner reads of reports that were made from his telephone about homes that are not bound to him yet."""

from django.urls import reverse
from django.utils.translation import gettext as _

from claims.models import Intake
from claims.taking_over import number_of, waiting_for
from idi_platform.accounts.acting import Acting
from idi_platform.portal.components import Action, Look, Note
from idi_platform.portal.words import full_instant_words


def call_notes(phone: str | None, acting: Acting) -> list[Note]:
    """Return a note for each, with the way to bind the home; it says no more than the link of the text message does."""
    return [_note(report) for report in waiting_for(phone, acting)]


def _note(report: Intake) -> Note:
    when = full_instant_words(report.received_at) if report.received_at is not None else ""
    said = _("%(number)s，%(when)s 收到。绑定房屋以后就能接手、看进展。") % {"number": number_of(report), "when": when}
    action = Action(_("绑定房屋"), reverse("claims:take_over", args=[report.claim_id]))
    return Note(said, strong=_("用您的手机号报的案："), look=Look.RUNNING, shape="phone", action=action)
