"""The log-in for all doors. Of the log-in library's own pages only these are wired, under its names."""

from django.urls import include, path

from .views.capacity import CapacityView, log_out
from .views.enrolment import qr_code, recovery_codes, set_up
from .views.owner_login import CodeView, PhoneView
from .views.staff_login import SecondFactorView, StaffLoginView

_pages = [
    path("login/staff/", StaffLoginView.as_view(), name="staff_login"),
    path("login/second-factor/set-up/", set_up, name="second_factor_setup"),
    path("login/second-factor/set-up/code.svg", qr_code, name="second_factor_qr"),
    path("login/second-factor/recovery-codes/", recovery_codes, name="recovery_codes"),
    path("login/capacity/", CapacityView.as_view(), name="capacity"),
    path("logout/", log_out, name="logout"),
]

urlpatterns = [
    path("login/", PhoneView.as_view(), name="account_login"),
    path("login/code/", CodeView.as_view(), name="account_confirm_login_code"),
    path("login/second-factor/", SecondFactorView.as_view(), name="mfa_authenticate"),
    path("", include((_pages, "accounts"))),
]
