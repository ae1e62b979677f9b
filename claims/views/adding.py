"""Handing photos and words in to a case: the same form behind the owner's door and the service desk's."""

from django.contrib import messages
from django.utils.translation import gettext as _

from claims import actions, queries
from claims.forms.owner import AddForm
from claims.models import Claim
from claims.pages.wanted import paper_names
from idi_platform.accounts.requests import DoorRequest
from idi_platform.portal.forms import shown_in


def hand_in(request: DoorRequest, claim: Claim) -> AddForm | None:
    """Take in what was sent; return the form to show, None once it is done and said."""
    form = AddForm(request.POST or None, request.FILES or None, acting=request.acting, claim=claim)
    if request.method == "POST" and form.is_valid():
        with shown_in(form):
            actions.add_evidence(
                acting=request.acting,
                key=str(form.cleaned_data["key"]),
                claim=claim,
                files=form.cleaned_data["photos"],
                words=form.cleaned_data["words"],
                again=form.again(),
                answer=form.answer(),
            )
            left = queries.claim_for(request.acting, claim.number).papers_to_come
            still = _("还差：%(papers)s") % {"papers": paper_names(left)} if left else ""
            messages.success(request, _("收到了，已放进案件里。") + still)
            return None
    return form
