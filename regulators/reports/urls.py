"""Addresses of monthly reports behind the authority's door."""

from django.urls import URLPattern, URLResolver, include, path

from idi_platform.accounts.doors import door
from idi_platform.projects.roles import SUPERVISION

from . import views

_entered = door("regulator", roles=SUPERVISION)
_PAGES = [
    path("", _entered(views.reports), name="reports"),
    path("<int:pk>/", _entered(views.report), name="report"),
    path("<int:pk>/csv/", _entered(views.report_file), name="report_file"),
    path("<int:pk>/<str:code>/<str:line>/", _entered(views.figure), name="figure"),
    path("<int:pk>/<str:code>/<str:line>/csv/", _entered(views.figure_file), name="figure_file"),
]
urlpatterns: list[URLPattern | URLResolver] = [path("regulator/reports/", include((_PAGES, "reports")))]
