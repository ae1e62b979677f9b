"""Addresses of the shell; those of the demonstration answer 404 elsewhere."""

from django.urls import path

from . import switches
from .views import demo, health, home

app_name = "portal"

urlpatterns = [
    path("", home.home, name="home"),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("switch/view/", switches.view, name="switch_view"),
    path("switch/language/", switches.language, name="switch_language"),
    path("demo/time/", demo.time_page, name="demo_time"),
    path("demo/time/progress/", demo.time_progress, name="demo_time_progress"),
    path("demo/components/", demo.components, name="demo_components"),
]
