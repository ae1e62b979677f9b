"""Addresses of the texts behind the insurer's door and the authority's."""

from collections.abc import Iterable

from django.urls import URLPattern, URLResolver, include, path

from idi_platform.accounts.doors import door
from idi_platform.accounts.roles import Role
from idi_platform.portal.cases.addresses import READERS

from . import views


def _behind(name: str, roles: Iterable[Role]) -> list[URLPattern]:
    entered = door(name, roles=roles)
    return [
        path("texts/", entered(views.texts), name="texts"),
        path("texts/objects/<int:pk>/decide/", entered(views.decide), name="decide"),
        path("texts/<str:code>/", entered(views.text), name="text"),
        path("texts/<str:code>/adopt/", entered(views.adopt), name="adopt"),
        path("texts/<str:code>/agree/", entered(views.agree), name="agree"),
        path("texts/<str:code>/extend/", entered(views.extend), name="extend"),
    ]


urlpatterns: list[URLPattern | URLResolver] = [
    path(f"{name}/", include((_behind(name, roles), f"texts_{name}"))) for name, roles in READERS.items()
]
