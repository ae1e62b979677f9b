"""Addresses of the law; open to everybody, nothing is ever posted to them."""

from django.urls import path

from . import views

app_name = "law"

urlpatterns = [
    path("law/", views.texts, name="texts"),
    path("law/compare/", views.compare, name="compare"),
    path("law/search/", views.search, name="search"),
    path("law/encouraged/", views.encouraged, name="encouraged"),
    path("law/<str:code>/", views.text, name="text"),
]
