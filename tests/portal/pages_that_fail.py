"""Addresses whose views raise the platform's errors."""

from django.http import HttpResponse
from django.urls import include, path

from idi_platform.kernel.errors import BadInput, KeyReused, NotPermitted, NotVisible, PlatformError, Refusal, Refused


def _raising(error):
    def view(request):
        raise error

    return view


def fine(request):
    return HttpResponse("fine")


urlpatterns = [
    path("hidden/", _raising(NotVisible("claim.not_visible", "报案 42 属于别的业主。"))),
    path("forbidden/", _raising(NotPermitted("claim.not_permitted", "核定由保险公司办。"))),
    path(
        "refused/",
        _raising(
            Refused(
                [
                    Refusal("claim.no_clause", "没有选依据", "bj-8"),
                    Refusal("claim.no_evidence", "没有引用证据 <b>E-01</b>"),
                ]
            )
        ),
    ),
    path("reused/", _raising(KeyReused("key.reused", "同一键用过。"))),
    path("bad/", _raising(BadInput("claim.bad", "填错了", {"phone": "电话少了一位"}))),
    path("other/", _raising(PlatformError("time.backward", "时间只能往前。"))),
    path("broken/", _raising(RuntimeError("secret of the house"))),
    path("api/v1/refused/", _raising(Refused([Refusal("claim.no_clause", "没有选依据", "bj-8")]))),
    path("console/data/fine/", fine),
    path("fine/", fine),
    path("", include("idi_platform.urls")),
]

handler400 = "idi_platform.portal.errors.bad_request"
handler403 = "idi_platform.portal.errors.permission_denied"
handler404 = "idi_platform.portal.errors.page_not_found"
handler500 = "idi_platform.portal.errors.server_error"
