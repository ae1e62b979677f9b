"""Addresses behind /developer/: read only."""

from django.urls import path

from claims.views import developer

patterns = [
    path("developer/", developer.home, name="developer_home"),
    path("developer/tickets/", developer.tickets, name="developer_tickets"),
]
