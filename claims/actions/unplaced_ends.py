"""How else a report ends whose home was not known: it follows a claim that is there, or it asked for advice alone."""

from django.utils.translation import gettext as _

from claims.actions.unplaced import into_the_file
from claims.models import Claim, Intake, StatementKind
from claims.statements import write_statement
from idi_platform.accounts.acting import Acting
from idi_platform.documents.models import Attachment
from idi_platform.kernel.errors import NotVisible
from idi_platform.records.models import IdempotencyKey
from idi_platform.workflow.perform import in_one_transaction, perform


def join_report(*, acting: Acting, key: str, intake: Intake, claim: Claim) -> Claim:
    """Say as a desk that a report is of a defect that is handled already; its photos go into that claim's file.

    Raises:
        NotVisible, NotPermitted, KeyReused; Refused where the claim lies elsewhere or is over, or the report is.
    """
    check_visible(acting, intake)
    if not Claim.objects.visible_to(acting).filter(pk=claim.pk).exists():
        raise _no_case()

    def work() -> Claim:
        is_repeat = IdempotencyKey.objects.filter(owner=acting.owner_key, key=f"{key}:joined").exists()
        photos = list(Attachment.objects.filter(subject=intake.pk).order_by("number"))
        perform(intake, "join", acting=acting, key=f"{key}:joined", claim_id=claim.pk)
        if not is_repeat:
            into_the_file(photos, claim, acting)
        return claim

    return in_one_transaction(work)


def close_with_advice(*, acting: Acting, key: str, intake: Intake, words: str) -> Intake:
    """Close a report with an answer in words, which whoever reported reads; no claim opens, and he may report again.

    Raises:
        BadInput without words; NotVisible, NotPermitted, Refused, KeyReused.
    """
    check_visible(acting, intake)

    def work() -> Intake:
        write_statement(acting=acting, key=key, kind=StatementKind.NOTE, body=words, subject_id=intake.pk)
        perform(intake, "advise_only", acting=acting, key=f"{key}:advised")
        return Intake.objects.select_related("subject").get(pk=intake.pk)

    return in_one_transaction(work)


def check_visible(acting: Acting, intake: Intake) -> None:
    """Raise NotVisible where the capacity sees no such report."""
    if not Intake.objects.visible_to(acting).filter(pk=intake.pk, is_unplaced=True).exists():
        raise NotVisible("intake.not_visible", _("没有找到这次报案。请核对编号，或从列表重新进入。"))


def _no_case() -> NotVisible:
    return NotVisible("claim.not_visible", _("没有找到这个案件。请核对编号，或从列表重新进入。"))
