"""Settling a review: a person has looked at a decision that would come out otherwise after a correction."""

from django.db import transaction
from django.utils.translation import gettext as _

from idi_platform.accounts.acting import Acting
from idi_platform.accounts.roles import Role
from idi_platform.kernel import clock
from idi_platform.kernel.errors import BadInput, NotPermitted, NotVisible, Refusal, Refused
from idi_platform.records import words
from idi_platform.records.access import access_of

from .models import Review

SETTLERS = frozenset({Role.handler, Role.approver, Role.underwriter})
"""Who looks again: the insurer's desk, whose decision it was."""


def settle_review(*, review: Review, acting: Acting, outcome: str) -> Review:
    """Write down what a person concluded; nothing is undone by it, further steps are taken on the case itself.

    Raises:
        BadInput without words, NotVisible, NotPermitted; Refused when it was settled meanwhile.
    """
    if not access_of(review.subject.kind).may_see(acting, review.subject_id):
        raise NotVisible("subject.not_visible", _("没有找到这一项。请检查网址，或从首页重新进入。"))
    if acting.person_id is None or acting.roles.isdisjoint(SETTLERS):
        raise NotPermitted("review.not_permitted", _("您的身份不能办结复查，请交给保险公司经办的同事。"))
    said = words.cleaned({"outcome": outcome}).get("outcome")
    if said is None:
        sentence = _("请写明看过以后的结论：维持，还是另行办理什么。")
        raise BadInput("review.no_words", sentence, {"outcome": sentence})
    with transaction.atomic():
        held = Review.objects.select_for_update(of=("self",)).get(pk=review.pk)
        if held.settled_at is not None:
            raise Refused([Refusal("review.settled", _("这一项已经有人办结了，请刷新页面看结论。"))])
        held.settled_at = now = clock.now()
        held.settled_by_id = acting.person_id
        held.outcome_words = words.keep(said, subject_id=held.subject_id, acting=acting, at=now)
        held.save(update_fields=["settled_at", "settled_by", "outcome_words"])
    return held
