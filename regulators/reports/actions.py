"""What people do about monthly reports: an authority begins its series. Everything else is done by time."""

from django.db import IntegrityError

from idi_platform.accounts.acting import Acting
from idi_platform.kernel import clock
from idi_platform.kernel.errors import Refused
from idi_platform.records.models import Subject
from idi_platform.workflow.perform import perform
from regulators.models import MonthlyReport
from regulators.models.monthly_report import begun_already


def begin_reports(*, acting: Acting, key: str, place: str) -> None:
    """Begin the monthly reports of a division with the running month.

    Args:
        acting: a regulator or report clerk.
        key: the form's key.
        place: the code of a division of the authority.

    Raises:
        NotPermitted; Refused for a division outside the jurisdiction or one whose series has begun.
    """
    report = MonthlyReport(subject=Subject(division_id=place))
    try:
        perform(report, "begin", acting=acting, key=key, month=clock.local_date(clock.now()))
    except IntegrityError as clash:  # a colleague began in the same instant
        raise Refused([begun_already()]) from clash
