"""The link of a text message about a report that a desk took in: it leads whoever logs in to where he goes on."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from claims.models import Claim
from claims.taking_over import number_of, reported_from
from idi_platform.accounts.doors import door
from idi_platform.accounts.requests import DoorRequest
from idi_platform.kernel.errors import NotVisible
from idi_platform.portal.words import full_instant_words


@require_safe
@door("owner")
def take_over(request: DoorRequest, pk: int) -> HttpResponse:
    """Open the claim; lead the caller whose home is not bound yet to binding it, and say that his report stands."""
    claim = Claim.objects.visible_to(request.acting).filter(pk=pk).first()
    if claim is not None:
        return redirect("claims:owner_claim", claim.number)
    report = reported_from(getattr(request.user, "phone", None), pk)
    if report is None or report.received_at is None:
        raise NotVisible("claim.not_visible", _("没有找到这个案件。请核对编号，或从列表重新进入。"))
    said = _(
        "报案 %(number)s 收到了，收到时间 %(when)s，期限从那时算。"
        "您是业主的，绑定房屋以后就能接手、看进展；替别人打的电话，请业主来接手。"
    )
    messages.info(request, said % {"number": number_of(report), "when": full_instant_words(report.received_at)})
    return redirect("bindings_owner:add")
