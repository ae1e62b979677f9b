"""What an owner says of works on his claim: right, not right, or broken again while their warranty runs.

An acceptance says that this is mended and gives nothing else up; where a text or the policy warrants repairs, the
warranty counts from it.
"""

from collections.abc import Mapping
from typing import Final

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _later

from claims.models import Claim, Repair
from claims.models.beside.repair import WARRANTY
from claims.pages.owner import Asked
from claims.pages.whose_turn import OWNER, Turn, Whose
from claims.queries import lead_insurer_of
from idi_platform.accounts.names import organisation_name
from idi_platform.deadlines.explain import last_good
from idi_platform.deadlines.models import Clock
from idi_platform.portal.articles import article_of
from idi_platform.portal.components import Ball, Check, Look, Note
from idi_platform.portal.lists import LinkRow

ASKED: Final[Mapping[str, Asked]] = {
    "accept": Asked(
        _later("修好了，验收"),
        _later("看过、试过没问题再点"),
        _later("您看过、试过，确认这次修好了？验收只说明修好了，不放弃您的其他权利。"),
        "check",
    ),
    "dispute_result": Asked(
        _later("没有修好"),
        _later("写一写哪里不对，保险公司会再来看"),
        _later("哪里没有修好？保险公司和维修单位会马上收到；修好以前不用验收。"),
        "breach",
    ),
    "reopen_under_warranty": Asked(
        _later("同一处又坏了，请再修"),
        _later("在质保期内，不用重新报案"),
        _later("确认修过的地方又出了同样的问题？还是这个案件，按维修质保再修。"),
        "wrench",
    ),
}
_ENDED = ("performed", "closed")


def open_to(claim: Claim, repair: Repair | None) -> tuple[str, ...]:
    """Return what the owner may say of the works now."""
    if repair is None or claim.is_unclaimed:
        return ()
    if repair.state == "completed":
        return ("accept",) if repair.is_disputed else ("accept", "dispute_result")
    return ("reopen_under_warranty",) if repair.state == "under_warranty" and claim.state in _ENDED else ()


def water_test(claim: Claim, repair: Repair) -> list[Check]:
    """Return whether the closed-water test was passed: of these works, or as the desk entered them with the claim."""
    passed = claim.water_test_passed if repair.water_test_passed is None else repair.water_test_passed
    if passed is None:
        return []
    return [Check.yes(_("闭水试验合格")) if passed else Check.no(_("闭水试验不合格"))]


def acts_of(claim: Claim, repair: Repair | None) -> list[LinkRow]:
    """Return the same as rows; once a claim is closed and nothing is warranted, the way to a new report."""
    rows = []
    for name in open_to(claim, repair):
        said, address = ASKED[name], reverse("claims:owner_works", args=[claim.number, name])
        rows.append(LinkRow(str(said.label), address, str(said.hint), said.icon))
    if claim.state == "closed" and not rows and claim.subject.unit_id is not None:
        address = f"{reverse('claims:owner_report')}?home={claim.subject.unit_id}"
        rows.append(LinkRow(_("又出问题了，再报一次"), address, _("同一处或者别处，重新算时间"), "plus"))
    return rows


def whose_turn(claim: Claim, repair: Repair | None) -> Whose | None:
    """Return whose turn it is while works wait to be accepted: the owner's, or the insurer's after he said no."""
    if repair is None or repair.state != "completed" or claim.state not in _ENDED:
        return None
    if repair.is_disputed:
        return Whose("lead_insurer", _("再来看您说没有修好的地方"))
    return Whose(OWNER, _("您验收"), after=_("，看看修好没有"))


def turn_of(claim: Claim, repair: Repair | None) -> Turn | None:
    """Return the same in large, with the way to accept."""
    whose = whose_turn(claim, repair)
    if whose is None:
        return None
    if not whose.is_mine:
        insurer = organisation_name(lead_insurer_of(claim)) or whose.who
        note = _("条文没有规定这一步几天办完。等久了可以打电话催，我们会记录。")
        return Turn(Ball(_("现在轮到"), insurer, _("：").join(("", whose.act)), icon="shield"), note=note)
    address = reverse("claims:owner_works", args=[claim.number, "accept"])
    return Turn(Ball(_("现在轮到"), whose.act, whose.after, you=True, href=address))


def warranty_notes(repair: Repair | None) -> list[Note]:
    """Say until when what was repaired is warranted, and by which article; nothing is asked where no warranty runs."""
    if repair is None or repair.state != "under_warranty":
        return []
    runs = Clock.objects.filter(subject=repair.pk, measures=WARRANTY, due_at__isnull=False).order_by("pk").last()
    if runs is None or runs.due_at is None:
        return []
    said = _("质保到 %(until)s，同一处再坏不用重新报案。") % {"until": last_good(runs.due_at)}
    return [Note(said, strong=_("修过的地方："), look=Look.MET, shape="shield", article=article_of(runs.clause))]
