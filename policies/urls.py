"""Pages of the contract."""

from django.urls import path

from .views.new_policy import NewPolicyView
from .views.policy import policies, policy

app_name = "policies"
urlpatterns = [
    path("console/policies/", policies, name="policies"),
    path("console/policies/new/", NewPolicyView.as_view(), name="new"),
    path("console/policies/<int:pk>/", policy, name="policy"),
]
