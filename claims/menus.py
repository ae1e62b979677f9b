"""The doors that claims open, and their entries in the menus."""

from django.utils.translation import gettext_lazy as _

from claims.pages.roster import claims_in_hand
from idi_platform.accounts.roles import Role
from idi_platform.portal import doors
from idi_platform.portal.organisation.work import tells_work

DESK = frozenset({Role.handler, Role.approver})
HANDLERS = frozenset({Role.handler})


def register() -> None:
    """Register landings and entries."""
    doors.register_landing("first_aid", "claims:first_aid")
    _owners()
    _desks()
    _field()
    _console()
    tells_work(claims_in_hand)


def _owners() -> None:
    doors.register_landing("owner", "claims:owner_home")
    doors.register_entries(
        doors.Entry("owner", _("房屋"), "claims:owner_home", icon="home", order=10),
        doors.Entry(
            "owner",
            _("报案记录"),
            "claims:owner_claims",
            icon="list",
            order=20,
            also=("/owner/appraisals/", "/owner/tickets/"),
        ),
        doors.Entry("owner", _("投诉"), "claims:owner_complaints", icon="chat", order=30),
    )


def _desks() -> None:
    doors.register_landing("service", "claims:service_home")
    doors.register_entries(
        doors.Entry("service", _("服务台"), "claims:service_home", icon="home", order=10),
        doors.Entry("service", _("登记"), "claims:service_report", icon="phone", order=20),
        doors.Entry("service", _("今天谁来"), "claims:service_visits", icon="calendar", order=30),
        doors.Entry("service", _("转交和期限"), "claims:service_passed_on", icon="clock", order=40),
        doors.Entry("service", _("月度清单"), "claims:service_month", icon="list", order=50),
    )


def _field() -> None:
    doors.register_landing("field", "claims:field_day")
    doors.register_entries(doors.Entry("field", _("今天"), "claims:field_day", icon="pin", order=10))


def _console() -> None:
    doors.register_landing("console", "claims:console_queue")
    doors.register_search("console", "claims:console_queue", DESK)
    doors.register_entries(
        doors.Entry("console", _("理赔"), "claims:console_queue", icon="list", order=10, roles=DESK),
        doors.Entry("console", _("待对应房屋"), "claims:console_placing", icon="home", order=15, roles=DESK),
        doors.Entry("console", _("复核"), "claims:console_approvals", icon="check", order=20, roles=DESK),
        doors.Entry("console", _("上门"), "claims:console_visits", icon="calendar", order=22, roles=DESK),
        doors.Entry(
            "console",
            _("分派和值班"),
            "claims:console_rules",
            icon="user",
            order=24,
            roles=DESK,
            also=("claims:console_duty", "claims:console_assign"),
        ),
        doors.Entry(
            "console",
            _("投诉和鉴定"),
            "claims:console_complaints",
            icon="chat",
            order=40,
            roles=HANDLERS,
            also=("claims:console_appraisals",),
        ),
        doors.Entry("console", _("房屋绑定"), "bindings_console:waiting", icon="home", order=50, roles=HANDLERS),
    )
