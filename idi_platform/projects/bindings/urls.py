"""Addresses on which homes are bound, behind the owner's door and the insurer's."""

from django.urls import URLPattern, URLResolver, include, path

from idi_platform.accounts.doors import door
from idi_platform.accounts.roles import Role

from . import views

_owner, _desk = door("owner"), door("console", roles=(Role.handler,))
_OWNERS: list[URLPattern] = [
    path("homes/add/", _owner(views.add), name="add"),
    path("people/", _owner(views.people), name="people"),
    path("people/<int:pk>/", _owner(views.step), name="step"),
]
_DESK: list[URLPattern] = [
    path("bindings/", _desk(views.waiting), name="waiting"),
    path("bindings/<int:pk>/", _desk(views.check), name="check"),
]
urlpatterns: list[URLPattern | URLResolver] = [
    path("owner/", include((_OWNERS, "bindings_owner"))),
    path("console/", include((_DESK, "bindings_console"))),
]
