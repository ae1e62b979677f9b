"""Addresses of filing: the report, its receipt, what to do at once, and reports whose home is not known yet."""

from django.urls import path

from claims.views import placing, receipt, report, taking_over, unplaced

patterns = [
    path("first-aid/", receipt.first_aid, name="first_aid"),
    path("owner/claims/new/", report.report, name="owner_report"),
    path("owner/claims/new/saved/", report.save, name="owner_report_save"),
    path("owner/claims/<str:number>/receipt/", receipt.receipt, name="owner_receipt"),
    path("c/<int:pk>/", taking_over.take_over, name="take_over"),
    path("owner/reports/new/", unplaced.unplaced, name="owner_unplaced"),
    path("owner/reports/<str:number>/", unplaced.receipt, name="owner_unplaced_receipt"),
    path("console/reports/", placing.waiting, name="console_placing"),
    path("console/reports/<str:number>/", placing.place, name="console_placing_one"),
]
