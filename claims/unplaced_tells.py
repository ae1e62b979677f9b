"""Who is told of a report that opens no claim, or none yet: whoever reported, and the desk that finds the home."""

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from claims.callers import second_reporter
from claims.given import facts_of
from claims.models import Intake
from claims.models.intake import Join
from idi_platform.accounts.roles import PartyRole, Role
from idi_platform.kernel.clock import local_date
from idi_platform.notifications.wordings import word
from idi_platform.records.models import Party
from idi_platform.workflow.effects import NoticeDraft, tells
from idi_platform.workflow.reactions import Happened

_CASE = {"case": 18}
_ENDS = {"intake.join": "intake.joined", "intake.advise_only": "intake.advised"}


def _received(happened: Happened) -> Iterable[NoticeDraft]:
    intake: Intake = happened.aggregate
    data = {"case": intake.number}
    if intake.received_by_organisation is None and intake.received_by_person is not None:
        yield NoticeDraft("intake.unplaced", data, person_id=intake.received_by_person, channels=("in_app", "sms"))
    held = Party.objects.on(local_date(happened.moment.occurred_at)).filter(
        subject_id=intake.subject.policy_id or 0, role=PartyRole.lead_insurer, organisation__isnull=False
    )
    for organisation_id in held.values_list("organisation_id", flat=True):
        yield NoticeDraft("intake.unplaced_desk", data, organisation_id=organisation_id, role=Role.handler)


def _ended(happened: Happened) -> Iterable[NoticeDraft]:
    """Tell whoever reported before his home was known how his report ended; of the claim it followed, nothing."""
    intake: Intake = happened.aggregate
    if intake.is_unplaced and intake.received_by_person is not None and intake.received_by_organisation is None:
        data, template = {"case": intake.number}, _ENDS[happened.record.name]
        yield NoticeDraft(template, data, person_id=intake.received_by_person, channels=("in_app", "sms"))


def _joined(happened: Happened) -> Iterable[NoticeDraft]:
    """Tell the owner who called a desk that what he reported is being handled already."""
    intake: Intake = happened.aggregate
    if facts_of(happened, Join).chosen_by_reporter or intake.claim is None:
        return
    if (person := second_reporter(intake, intake.claim)) is not None:
        yield NoticeDraft("intake.joined", {"case": intake.number}, person_id=person, channels=("in_app", "sms"))


def register() -> None:
    """Register who is told, and in which words."""
    tells("intake.receive_unplaced")(_received)
    tells(*_ENDS)(_ended)
    tells("intake.join")(_joined)
    word(
        "intake.joined",
        title=_("报案 %(case)s 归到已有案件"),
        body=_("报案 %(case)s：核对下来是已经在办的问题，归到那里一起办。打开报案可以看到说明。"),
        sms=_("报案%(case)s归到已在办的案件，说明请登录平台查看。"),
        lengths=_CASE,
    )
    word(
        "intake.advised",
        title=_("报案 %(case)s 有答复了"),
        body=_("报案 %(case)s：保险公司有答复，这次不立案。不同意可以重新报案、打电话或者投诉。"),
        sms=_("报案%(case)s：有答复，请登录平台查看；不同意可以再报。"),
        lengths=_CASE,
    )
    word(
        "intake.unplaced",
        title=_("已收到报案 %(case)s"),
        body=_("已收到您的报案，编号 %(case)s。我们先对应房屋，再把案件编号和最晚日期发给您；期限从收到时算。"),
        sms=_("已收到您的报案，编号%(case)s，期限从收到时算，进展请登录平台查看。"),
        lengths=_CASE,
    )
    word(
        "intake.unplaced_desk",
        title=_("报案 %(case)s 待对应房屋"),
        body=_("报案 %(case)s：业主的房屋还没有绑定，期限已经在走，请先对应房屋。"),
        lengths=_CASE,
    )
