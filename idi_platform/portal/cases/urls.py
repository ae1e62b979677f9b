"""Addresses: the same pages behind the insurer's door and behind the authority's."""

from collections.abc import Iterable

from django.urls import URLPattern, URLResolver, include, path

from idi_platform.accounts.doors import door
from idi_platform.accounts.roles import Role

from .addresses import READERS
from .views import attempts, breaches, corrections, decisions, proposals, reviews, subjects


def _behind(name: str, roles: Iterable[Role]) -> list[URLPattern]:
    entered = door(name, roles=roles)
    return [
        path("subjects/<int:pk>/", entered(subjects.subject), name="subject"),
        path("subjects/<int:pk>/decide/", entered(decisions.decide), name="decide"),
        path("subjects/<int:pk>/breach/<str:step>/", entered(breaches.breach), name="breach"),
        path("records/<int:pk>/correct/", entered(corrections.correct), name="correct"),
        path("corrections/", entered(proposals.waiting), name="waiting"),
        path("corrections/<int:pk>/", entered(proposals.proposal), name="proposal"),
        path("corrections/<int:pk>/agree/", entered(proposals.agree), name="agree"),
        path("corrections/<int:pk>/count/", entered(proposals.count), name="count"),
        path("corrections/<int:pk>/give-back/", entered(proposals.give_back), name="give_back"),
        path("decisions/", entered(decisions.decisions), name="decisions"),
        path("reviews/", entered(reviews.reviews), name="reviews"),
        path("reviews/<int:pk>/", entered(reviews.review), name="review"),
        path("violations/", entered(breaches.violations), name="violations"),
        path("attempts/", entered(attempts.attempts), name="attempts"),
    ]


urlpatterns: list[URLPattern | URLResolver] = [
    path(f"{name}/", include((_behind(name, roles), f"cases_{name}"))) for name, roles in READERS.items()
]
