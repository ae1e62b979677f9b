"""Addresses of the operator's pages."""

from django.urls import path

from . import views

app_name = "work"

urlpatterns = [
    path("console/work/", views.waiting, name="waiting"),
    path("console/work/<str:kind>/<int:pk>/", views.row, name="row"),
    path("console/work/<str:kind>/<int:pk>/again/", views.again, name="again"),
]
