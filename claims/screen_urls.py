"""Addresses of one claim at the insurer's desk, and of what waits for a second person."""

from django.urls import path

from claims.views import approvals, orders, same, screen, steps

patterns = [
    path("console/claims/<str:number>/", screen.claim, name="console_claim"),
    path("console/claims/<str:number>/evidence/", screen.evidence, name="console_evidence"),
    path("console/claims/<str:number>/near/", screen.near, name="console_near"),
    path("console/claims/<str:number>/chain/", screen.chain, name="console_chain"),
    path("console/claims/<str:number>/phone/", screen.phone, name="console_phone"),
    path("console/claims/<str:number>/again/", same.call, name="console_call"),
    path("console/claims/<str:number>/link_earlier/", same.earlier, name="console_earlier"),
    path("console/claims/<str:number>/<str:name>/", steps.step, name="console_step"),
    path("console/orders/<int:pk>/", orders.at_desk, name="console_order"),
    path("console/approvals/", approvals.approvals, name="console_approvals"),
    path("console/approvals/<int:pk>/", approvals.approval, name="console_approval"),
    path("console/approvals/<int:pk>/drafts/<str:code>/", approvals.draft, name="console_draft"),
    path("console/approvals/<int:pk>/approve/", approvals.approve, name="console_approve"),
    path("console/approvals/<int:pk>/decline/", approvals.decline, name="console_decline"),
]
