"""Addresses of appraisals: the same pages behind the doors of developer, site, agency and appraiser."""

from django.urls import URLPattern, URLResolver, include, path

from claims.pages.appraisals import ASKING, BEHIND
from claims.views import appraisals
from idi_platform.accounts.doors import door
from idi_platform.accounts.roles import Role


def _behind(name: str, roles: tuple[Role, ...]) -> list[URLPattern]:
    entered = door(name, roles=roles)
    asking = [path("ask/", entered(appraisals.ask), name="ask")] if name in ASKING else []
    return [
        path("", entered(appraisals.listed), name="list"),
        *asking,
        path("<int:pk>/", entered(appraisals.shown), name="one"),
    ]


urlpatterns: list[URLPattern | URLResolver] = [
    path(f"{name}/appraisals/", include((_behind(name, roles), f"appraisals_{name}"))) for name, roles in BEHIND.items()
]
