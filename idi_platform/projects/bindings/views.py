"""Binding homes: the owner's pages, and the desk's page for what waits."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from idi_platform.accounts.requests import DoorRequest
from idi_platform.kernel import clock
from idi_platform.portal.doors import behind, landing_of
from idi_platform.portal.forms import shown_in
from idi_platform.portal.keyset import page_of
from idi_platform.projects.models import HomeBinding
from idi_platform.projects.models.home_binding import BoundAs, Method

from . import asking
from .forms import BindForm, CodeForm, InviteForm, RejectForm, StepNameForm
from .pages import comparison, desk_rows, desk_table, own_units, powers_of, registered_otherwise, unit_words


@require_http_methods(["GET", "POST"])
def add(request: DoorRequest) -> HttpResponse:
    """Ask for a home by the code on its notice."""
    name = request.user.name if request.user.is_authenticated else ""
    form = CodeForm(request.POST or None, initial={"code": request.GET.get("code", "")[:40], "name": name})
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        with shown_in(form):
            asking.ask_by_code(
                acting=request.acting,
                key=str(given["key"]),
                code=given["code"],
                name=given["name"],
                bound_as=BoundAs(given["bound_as"]),
            )
            messages.success(request, _("收到申请。核对好了会告诉您，房屋就会出现在“我的房屋”里。"))
            return redirect(_home())
    return render(request, "bindings/add.html", {"form": form, "home": _home()}, status=form.status())


@require_http_methods(["GET", "POST"])
def people(request: DoorRequest) -> HttpResponse:
    """Show who helps an owner and whom he helps, and take an invitation."""
    acting = request.acting
    units = {unit.pk: unit for unit in own_units(acting, clock.local_date(clock.now()))}
    homes = [(pk, unit_words(unit)) for pk, unit in units.items()]
    form = InviteForm(request.POST or None, homes=homes)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        with shown_in(form):
            asking.invite_agent(
                acting=acting,
                key=str(given["key"]),
                unit=units[given["home"]],
                name=given["name"],
                phone=given["phone"],
                until=given["until"],
                powers=given["powers"],
                limit=given["limit"],
            )
            messages.success(request, _("请他用这个手机号登录，接受以后就能帮您办。"))
            return redirect("bindings_owner:people")
    given_powers, held = powers_of(acting)
    context = {"form": form, "given": given_powers, "held": held, "may_invite": bool(homes), "home": _home()}
    return render(request, "bindings/people.html", context, status=form.status())


@require_POST
def step(request: DoorRequest, pk: int) -> HttpResponse:
    """Accept an invitation, give up, or end a power, as the form says."""
    binding = get_object_or_404(HomeBinding.objects.visible_to(request.acting).select_related("subject"), pk=pk)
    form = StepNameForm(request.POST)
    if form.is_valid():
        name = form.cleaned_data["step"]
        asking.take(acting=request.acting, key=str(form.cleaned_data["key"]), binding=binding, step=name)
        messages.success(request, _("记下了。"))
        return redirect("bindings_owner:people")
    messages.error(request, _("表单不完整，请重新打开这一页再填。"))
    return redirect("bindings_owner:people")


@require_safe
def waiting(request: DoorRequest) -> HttpResponse:
    """List the bindings that wait for a check, the oldest first."""
    page = page_of(desk_rows(request.acting), by=("pk",), query=request.GET)
    return render(request, "bindings/waiting.html", {"table": desk_table(page, clock.now()), "page": page})


@require_http_methods(["GET", "POST"])
def check(request: DoorRequest, pk: int) -> HttpResponse:
    """Compare the asker with the register; bind, or say why not."""
    binding = get_object_or_404(desk_rows(request.acting).select_related("subject"), pk=pk)
    is_rejection = "rejected_for" in request.POST or request.POST.get("reject") == "1"
    sent, now = request.POST or None, clock.now()
    today = clock.local_date(now)
    owners = registered_otherwise(binding, today)
    bind = BindForm(None if is_rejection else sent, initial={} if owners else {"method": binding.method}, owners=owners)
    refuse = RejectForm(sent if is_rejection else None)
    form = refuse if is_rejection else bind
    if request.method == "POST" and form.is_valid():
        key = str(form.cleaned_data["key"])
        with shown_in(form):
            if is_rejection:
                why = refuse.cleaned_data["rejected_for"]
                asking.reject(acting=request.acting, key=key, binding=binding, why=why)
            else:
                method = Method(bind.cleaned_data["method"])
                owner = bind.cleaned_data.get("in_place_of")
                asking.check_and_bind(acting=request.acting, key=key, binding=binding, method=method, in_place_of=owner)
            messages.success(request, _("记下了。"))
            return redirect("bindings_console:waiting")
    context = {"compared": comparison(binding, today, now), "bind": bind, "refuse": refuse}
    return render(request, "bindings/check.html", context, status=form.status())


def _home() -> str:
    return landing_of(behind("owner"))
