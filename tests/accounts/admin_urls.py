"""The admin of reference data behind the console's door."""

from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("console/data/", admin.site.urls),
    path("", include("idi_platform.urls")),
]
