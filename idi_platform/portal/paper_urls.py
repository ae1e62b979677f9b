"""Addresses of the papers that are addressed to an organisation, behind the doors whose pages show no case's papers."""

from django.urls import URLPattern, URLResolver, include, path

from idi_platform.accounts.doors import door

from .papers import DOORS
from .views import papers


def _behind(name: str) -> list[URLPattern]:
    entered = door(name)
    return [
        path("", entered(papers.papers), name="papers"),
        path("<int:pk>/", entered(papers.paper), name="paper"),
    ]


urlpatterns: list[URLPattern | URLResolver] = [
    path(f"{name}/papers/", include((_behind(name), f"papers_{name}"))) for name in DOORS
]
