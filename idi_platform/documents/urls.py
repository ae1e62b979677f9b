"""Addresses of papers and evidence."""

from django.urls import path

from . import views

app_name = "documents"
urlpatterns = [
    path("verify/", views.verify, name="verify"),
    path("verify/<str:code>", views.verify, name="verify_code"),
    path("files/<str:door>/<str:token>", views.evidence, name="evidence"),
]
