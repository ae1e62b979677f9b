"""Addresses of the insurer's desk beside the single claim: lists, handing over, rules, roster, visits."""

from django.urls import path

from claims.views import assigning, desk, queue, visits

patterns = [
    path("console/", queue.queue, name="console_queue"),
    path("console/assign/", assigning.assign, name="console_assign"),
    path("console/assign/<int:pk>/", assigning.run, name="console_run"),
    path("console/rules/", desk.rules, name="console_rules"),
    path("console/rules/people/<int:pk>/", desk.person, name="console_person"),
    path("console/duty/", desk.duty, name="console_duty"),
    path("console/visits/", visits.calendar, name="console_visits"),
]
