"""The page where a property firm is entrusted with a compound: since when, and until which day."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from idi_platform.accounts.doors import door
from idi_platform.accounts.models import Organisation
from idi_platform.accounts.requests import DoorRequest
from idi_platform.accounts.roles import PartyRole, Role
from idi_platform.kernel import clock
from idi_platform.kernel.errors import BadInput
from idi_platform.kernel.identifiers import clean_uscc
from idi_platform.portal.components import Chip, Look
from idi_platform.portal.forms import DayInput, StepForm, shown_in
from idi_platform.portal.lists import Cell, Column, Empty, Row, Table
from idi_platform.portal.words import date_words
from idi_platform.projects.models import Project
from idi_platform.records.models import Party
from idi_platform.workflow.perform import perform

KEEPERS = (Role.underwriter,)


class MandateForm(StepForm):
    """Whom, since when, and the last day; a mandate without an end is none."""

    uscc = forms.CharField(label=gettext_lazy("物业服务企业的统一社会信用代码"), max_length=30)
    since = forms.DateField(label=gettext_lazy("从哪天起"), widget=DayInput)
    last_day = forms.DateField(
        label=gettext_lazy("受托到哪一天（含当天）"),
        help_text=gettext_lazy("过了这一天，服务台就不能再代为登记，也看不到这个小区的案件。"),
        widget=DayInput,
    )

    def clean_uscc(self) -> Organisation:
        """Return the firm with this code."""
        try:
            code = clean_uscc(self.cleaned_data["uscc"])
        except BadInput as error:
            raise forms.ValidationError(error.message) from error
        found = Organisation.objects.filter(uscc=code, kind="property_firm").first()
        if found is None:
            raise forms.ValidationError(_("没有登记过这家物业服务企业，请先请平台运营人员登记单位。"))
        return found

    def clean(self) -> dict[str, Any]:
        """Say where the days are in disorder."""
        given = super().clean()
        since, last = given.get("since"), given.get("last_day")
        if since is not None and last is not None and last < since:
            self.add_error("last_day", _("最后一天不能早于开始的那天。"))
        return given

    def named(self) -> dict[str, Any]:
        """Return the facts of the step; there the end is the first day on which it holds no more."""
        given = self.cleaned_data
        return {
            "role": PartyRole.property_firm,
            "organisation_id": given["uscc"].pk,
            "since": given["since"],
            "until": given["last_day"] + timedelta(days=1),
            "replaces_id": given["uscc"].pk,
        }


@require_http_methods(["GET", "POST"])
@door("console", roles=KEEPERS)
def mandates(request: DoorRequest, pk: int) -> HttpResponse:
    """List who was, is and will be entrusted, and give a mandate; the same firm again takes the old one's place."""
    found = get_object_or_404(Project.objects.visible_to(request.acting).select_related("subject"), pk=pk)
    form = MandateForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with shown_in(form):
            key = str(form.cleaned_data["key"])
            perform(found, "name_participant", acting=request.acting, key=key, **form.named())
            messages.success(request, _("委托登记好了，到期前三十天起会提醒服务台。"))
            return redirect("projects_mandates:mandates", pk)
    table = mandates_table(found, clock.local_date(clock.now()))
    context = {"project": found, "form": form, "table": table}
    return render(request, "projects/mandates.html", context, status=form.status())


def mandates_table(project: Project, today: date) -> Table:
    """Return every mandate of a compound, the newest first, with what it is worth today."""
    rows = Party.objects.filter(subject=project.pk, role=PartyRole.property_firm).select_related("organisation")
    made = tuple(_row(row, today) for row in rows.order_by("-since", "-pk"))
    columns = (Column(_("物业服务企业")), Column(_("从")), Column(_("到（含当天）")), Column(_("现在")))
    empty = Empty(_("还没有登记委托"), _("登记以后，物业服务台才能替业主报案。"), icon="shield")
    return Table(_("物业服务企业受托代业主报案"), columns, made, empty=empty)


def _row(row: Party, today: date) -> Row:
    if row.until is not None and row.until <= today:
        chip = Chip(Look.TARGET, _("到期了"))
    elif row.since > today:
        chip = Chip(Look.RUNNING, _("还没有开始"))
    else:
        chip = Chip(Look.MET, _("有效"))
    last = date_words(row.until - timedelta(days=1)) if row.until is not None else _("没有写终止日，请补上")
    name = row.organisation.name if row.organisation is not None else ""
    return Row((Cell(name), Cell(date_words(row.since)), Cell(last), Cell(chip=chip)))
