"""The list of homes with their notices: printed by whoever hands over, made by the insurer."""

from django import forms
from django.contrib import messages
from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from idi_platform.accounts.requests import DoorRequest
from idi_platform.documents.responses import paper_response
from idi_platform.kernel import clock
from idi_platform.kernel.errors import PlatformError
from idi_platform.portal.forms import StepForm
from idi_platform.portal.keyset import page_of
from idi_platform.projects.actions import issue_notice

from .pages import MISSING, homes_of, listed, may_issue, notices_of, notices_table

_SHOWN = 50


class IssueForm(StepForm):
    """The homes of the page that have no notice yet."""

    homes = forms.CharField(widget=forms.HiddenInput, max_length=2000)

    def clean_homes(self) -> list[int]:
        """Return the numbers of the homes."""
        return [int(one) for one in self.cleaned_data["homes"].split() if one.isdigit()][:_SHOWN]


@require_safe
def notices(request: DoorRequest) -> HttpResponse:
    """List homes with their notices; who makes them finds a button for those of the page that are missing."""
    acting = request.acting
    page = page_of(homes_of(acting, request.GET.dict()), by=("pk",), query=request.GET, size=_SHOWN)
    found = listed(page.items, acting, clock.local_date(clock.now()))
    without = found.without if may_issue(acting) else []
    context = {
        "table": notices_table(found, acting),
        "page": page,
        "typed": request.GET.get("q", "")[:40],
        "missing": request.GET.get("show") == MISSING,
        "without": len(without),
        "form": IssueForm(initial={"homes": " ".join(str(unit.pk) for unit in without)}) if without else None,
    }
    return render(request, "projects/notices.html", context)


@require_safe
def notice(request: DoorRequest, pk: int) -> FileResponse:
    """Open a home's notice, to print it."""
    return paper_response(get_object_or_404(notices_of(request.acting).readable(), pk=pk))


@require_POST
def issue(request: DoorRequest) -> HttpResponse:
    """Make notices one by one; what stands against one home does not stop the others."""
    acting, form = request.acting, IssueForm(request.POST)
    done, against = 0, ""
    if not form.is_valid():
        against = _("表单不完整，请重新打开这一页再填。")
    for unit in homes_of(acting, {}).filter(pk__in=form.cleaned_data.get("homes", ())).order_by("pk"):
        try:
            issue_notice(acting=acting, key=f"{form.cleaned_data['key']}:{unit.pk}", unit=unit)
            done += 1
        except PlatformError as error:
            against = f"{unit.number}：{error.message}"
    if done:
        made = ngettext("出具了 %(n)s 户的告知书，一会儿就能打印。", "出具了 %(n)s 户的告知书，一会儿就能打印。", done)
        messages.success(request, made % {"n": done})
    if against:
        messages.error(request, against)
    return redirect("notices_console:notices")
