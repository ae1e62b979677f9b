"""Addresses behind /service/, for property desks, owners' committees and hotlines."""

from django.urls import path

from claims.views import service, service_lists

patterns = [
    path("service/", service_lists.home, name="service_home"),
    path("service/report/", service.report, name="service_report"),
    path("service/visits/", service_lists.visits, name="service_visits"),
    path("service/passed-on/", service_lists.passed_on, name="service_passed_on"),
    path("service/month/", service_lists.month, name="service_month"),
    path("service/month/file/", service_lists.month_file, name="service_month_file"),
    path("service/claims/<str:number>/", service.claim, name="service_claim"),
    path("service/claims/<str:number>/photos/", service.photos, name="service_photos"),
    path("service/claims/<str:number>/qr/", service.qr, name="service_qr"),
    path("service/papers/<int:pk>/", service.paper, name="service_paper"),
]
