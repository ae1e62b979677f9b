"""Inviting: the invitation and the message that carries its link, in one transaction."""

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from idi_platform.accounts.acting import Acting
from idi_platform.accounts.organising import Invited, invite
from idi_platform.accounts.roles import ROLE_TABLE, Role
from idi_platform.celery import nudge
from idi_platform.notifications.models import Channel
from idi_platform.notifications.owing import owe_to_address
from idi_platform.notifications.wordings import wording_of

from .forms import InviteForm

_TEMPLATE = "accounts.invitation"


@transaction.atomic
def ask(acting: Acting, form: InviteForm) -> Invited:
    """Invite whom the form names and owe the link to the address; the same form again sends nothing more."""
    given = form.cleaned_data
    made = invite(
        acting=acting,
        form_key=given["key"],
        name=given["name"],
        address=given["address"],
        role=given["role"],
        division_code=given.get("division") or None,
        is_administrator=given["is_administrator"],
    )
    if made.token:
        _send(made)
    return made


def _send(made: Invited) -> None:
    row = made.invitation
    link = f"{settings.PUBLIC_ADDRESS}{reverse('organisation:join', args=[made.token])}"
    if len(link) > wording_of(_TEMPLATE).lengths["link"]:
        raise ImproperlyConfigured("IDI_PUBLIC_ADDRESS is too long for a link in one text message; use a shorter one.")
    channel = Channel.EMAIL if "@" in row.address else Channel.SMS
    data = {"organisation": row.organisation.name, "role": _(ROLE_TABLE[Role(row.role)].zh), "link": link}
    owe_to_address(_TEMPLATE, data, channel=channel, address=row.address, cause=f"invitation:{row.pk}")
    nudge("notifications.send_owed")
