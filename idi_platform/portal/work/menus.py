"""The entry in the operator's menu."""

from django.utils.translation import gettext_lazy as _

from idi_platform.accounts.roles import Role
from idi_platform.portal import doors


def register() -> None:
    """Register the entry; nobody but operators sees it."""
    label, roles = _("待处理的系统工作"), frozenset({Role.operator})
    doors.register_entries(doors.Entry("console", label, "work:waiting", icon="wrench", order=5, roles=roles))
