"""Addresses behind /field/, for surveyors: the day, a visit, and what lets the telephone work without a network."""

from django.urls import path

from claims.views import field, field_telephone

patterns = [
    path("field/", field.day, name="field_day"),
    path("field/visits/<str:number>/", field.visit, name="field_visit"),
    path("field/visits/<str:number>/failed/", field.failed, name="field_failed"),
    path("field/ready/", field_telephone.ready, name="field_ready"),
    path("field/offline/", field_telephone.offline, name="field_offline"),
    path("field/worker.js", field_telephone.worker, name="field_worker"),
]
