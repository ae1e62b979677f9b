"""How the insurer's desk is run: rules of assignment, colleagues, duty roster, absences."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from claims.desk import keeping
from claims.desk.colleagues import handlers_of, settings_of
from claims.forms.desk import AbsenceForm, DeskPersonForm, DutyForm, RuleForm, SettingsForm
from claims.models import DeskPerson
from claims.pages import roster as page
from claims.views.queue import CLAIMS
from idi_platform.accounts.doors import door
from idi_platform.accounts.requests import DoorRequest
from idi_platform.kernel import clock
from idi_platform.kernel.clock import local_date
from idi_platform.kernel.errors import NotVisible
from idi_platform.portal.forms import shown_in


@require_http_methods(["GET", "POST"])
@door("console", roles=CLAIMS)
def rules(request: DoorRequest) -> HttpResponse:
    """Show the rules in their order, the colleagues and the settings; change them where one may."""
    acting, today = request.acting, local_date(clock.now())
    people = handlers_of(acting.organisation_id or 0, today)
    act = request.POST.get("act", "")
    if act in _ON_RULES and request.method == "POST":
        _ON_RULES[act](acting, _pk(request))
        return redirect("claims:console_rules")
    settings = settings_of(acting.organisation_id or 0)
    known = {"assigns_by_rule": settings.assigns_by_rule, "alarm_after": settings.alarm_after}
    sent = request.POST or None
    choices = page.choices_for(acting)
    form = RuleForm(sent if act == "add" else None, people=people, **choices)
    setting = SettingsForm(sent if act == "set" else None, initial=known)
    if form.is_bound and form.is_valid():
        with shown_in(form):
            keeping.add_rule(acting, form.values())
            return _said(request, "claims:console_rules")
    if setting.is_bound and setting.is_valid():
        with shown_in(setting):
            keeping.set_desk(acting, **setting.cleaned_data)
            return _said(request, "claims:console_rules")
    context = {
        "form": form,
        "setting": setting,
        "may_keep": keeping.may_keep(acting),
        "settings": settings,
        **page.rules_context(acting, people, choices["items"], today),
    }
    return render(request, "claims/console_rules.html", context, status=max(form.status(), setting.status()))


_ON_RULES: dict[str, Callable[..., None]] = {"stop": keeping.stop_rule, "raise": keeping.raise_rule}


def _pk(request: DoorRequest) -> int:
    text = request.POST.get("pk", "")
    if not (text.isdigit() and len(text) < 12):
        raise NotVisible("desk.no_row", _("没有找到这一行，请刷新页面再试。"))
    return int(text)


def _said(request: DoorRequest, to: str) -> HttpResponse:
    messages.success(request, _("已保存。"))
    return redirect(to)


@require_http_methods(["GET", "POST"])
@door("console", roles=CLAIMS)
def person(request: DoorRequest, pk: int) -> HttpResponse:
    """Change what the desk knows of a colleague."""
    acting = request.acting
    people = handlers_of(acting.organisation_id or 0, local_date(clock.now()))
    if pk not in people:
        raise NotVisible("desk.no_person", _("没有找到这位同事，请从列表重新进入。"))
    row = DeskPerson.objects.filter(organisation=acting.organisation_id, person=pk).first()
    known = {"team": row.team, "skills": "，".join(row.skills), "most_open": row.most_open} if row is not None else {}
    form = DeskPersonForm(request.POST or None, initial=known)
    if request.method == "POST" and form.is_valid():
        with shown_in(form):
            keeping.set_person(acting, pk, **form.cleaned_data)
            return _said(request, "claims:console_rules")
    context = {"form": form, "who": people[pk], "pk": pk, "may_keep": keeping.may_keep(acting)}
    return render(request, "claims/console_person.html", context, status=form.status())


@require_http_methods(["GET", "POST"])
@door("console", roles=CLAIMS)
def duty(request: DoorRequest) -> HttpResponse:
    """Show a month of the duty roster and who is away; change them where one may."""
    acting, today = request.acting, local_date(clock.now())
    people = handlers_of(acting.organisation_id or 0, today)
    act, sent = request.POST.get("act", ""), request.POST or None
    if act == "off":
        keeping.take_off_duty(acting, _pk(request))
        return redirect(request.get_full_path())
    if act == "back":
        keeping.end_absence(acting, _pk(request), today)
        return redirect(request.get_full_path())
    on = DutyForm(sent if act == "on" else None, people=people, initial={"since": today})
    away = AbsenceForm(sent if act == "away" else None, people=people, initial={"since": today}, auto_id="away_%s")
    for form, keep in ((on, keeping.put_on_duty), (away, keeping.note_absence)):
        if form.is_bound and form.is_valid():
            with shown_in(form):
                keep(acting, **_numbers(form.cleaned_data))
                return _said(request, request.get_full_path())
    month = _month(request.GET.get("month", ""), today)
    context = {
        "on": on,
        "away": away,
        "may_keep": keeping.may_keep(acting),
        **page.month_context(acting, month, today),
    }
    return render(request, "claims/console_duty.html", context, status=max(on.status(), away.status()))


def _numbers(data: dict[str, Any]) -> dict[str, Any]:
    return {name: int(value) if name in {"person", "substitute"} else value for name, value in data.items()}


def _month(text: str, today: date) -> date:
    """Return the first day of the month asked for, within two years; else of this one."""
    try:
        asked = date.fromisoformat(f"{text}-01")
    except ValueError:
        return today.replace(day=1)
    return asked if abs(asked - today) < timedelta(days=731) else today.replace(day=1)
