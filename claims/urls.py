"""Addresses of claims, at the owner's door and at the insurer's."""

from django.urls import path

from claims.desk_urls import patterns as desk_patterns
from claims.developer_urls import patterns as developer_patterns
from claims.field_urls import patterns as field_patterns
from claims.owner_urls import patterns as owner_patterns
from claims.report_urls import patterns as report_patterns
from claims.screen_urls import patterns as screen_patterns
from claims.service_urls import patterns as service_patterns
from claims.site_urls import patterns as site_patterns
from claims.views import console, owner

app_name = "claims"
urlpatterns = [
    *report_patterns,
    *owner_patterns,
    path("owner/claims/<str:number>/", owner.claim, name="owner_claim"),
    path("owner/claims/<str:number>/withdraw/", owner.withdraw, name="owner_withdraw"),
    path("owner/claims/<str:number>/take-up/", owner.take_up, name="owner_take_up"),
    path("owner/claims/<str:number>/offer/", owner.offer, name="owner_offer"),
    path("owner/claims/<str:number>/add/", owner.add, name="owner_add"),
    path("owner/tickets/<str:number>/", owner.ticket, name="owner_ticket"),
    path("owner/tickets/<str:number>/<str:name>/", owner.ticket_step, name="owner_ticket_step"),
    path("owner/papers/<int:pk>/", owner.paper, name="owner_paper"),
    *desk_patterns,
    *developer_patterns,
    *service_patterns,
    *field_patterns,
    *site_patterns,
    *screen_patterns,
    path("console/papers/<int:pk>/", console.paper, name="console_paper"),
]
