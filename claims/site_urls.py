"""Addresses behind /site/: a contractor's work orders, and what was told to it before cover."""

from django.urls import path

from claims.views import orders

patterns = [
    path("site/orders/", orders.orders, name="site_orders"),
    path("site/orders/<int:pk>/", orders.order, name="site_order"),
    path("site/tickets/", orders.tickets, name="site_tickets"),
    path("site/tickets/<str:number>/", orders.ticket, name="site_ticket"),
]
