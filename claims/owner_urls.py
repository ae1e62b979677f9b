"""Addresses of the owner's homes, cases, visits, objections and complaints, and of the desk that answers them."""

from django.urls import path

from claims.views import matters
from claims.views import owner_beside as beside
from claims.views import owner_homes as homes
from claims.views import owner_works as works

patterns = [
    path("owner/", homes.home, name="owner_home"),
    path("owner/claims/", homes.cases, name="owner_claims"),
    path("owner/homes/<int:pk>/cover/", homes.cover, name="owner_cover"),
    path("owner/claims/<str:number>/visit/", beside.visit, name="owner_visit"),
    path("owner/claims/<str:number>/works/<str:name>/", works.step, name="owner_works"),
    path("owner/claims/<str:number>/object/", beside.objection, name="owner_object"),
    path("owner/appraisals/<int:pk>/", beside.appraisal, name="owner_appraisal"),
    path("owner/complaints/", beside.complaints, name="owner_complaints"),
    path("owner/complaints/<int:pk>/", beside.complaint, name="owner_complaint"),
    path("owner/complaints/<int:pk>/<str:name>/", beside.complaint_step, name="owner_complaint_step"),
    path("console/complaints/", matters.complaints, name="console_complaints"),
    path("console/complaints/<int:pk>/", matters.complaint, name="console_complaint"),
    path("console/appraisals/", matters.appraisals, name="console_appraisals"),
    path("console/appraisals/<int:pk>/", matters.appraisal, name="console_appraisal"),
    path("console/claims/<str:number>/slots/", matters.slots, name="console_slots"),
]
