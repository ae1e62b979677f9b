"""Earlier records of the same defect on a desk's pages: what is linked, what may be, what to choose from."""

from collections.abc import Mapping

from django.utils.translation import gettext as _

from claims.cover import is_mended
from claims.earlier import Earlier, earlier_cases
from claims.models import Claim
from claims.models.claim_handling import OPEN
from claims.words import titles_of
from idi_platform.portal.components import Check
from idi_platform.portal.forms import Choice
from idi_platform.portal.words import date_words
from idi_platform.records.histories import StepTaken, effective_steps

NONE = "none"


def earlier_checks(claim: Claim, numbers: Mapping[int, str]) -> list[Check]:
    """Return what the verdict on cover rests on: the earlier case that is linked, or those to look at.

    `numbers` holds the number of the linked case.
    """
    if claim.earlier_id is not None:
        if is_mended(claim.earlier_id):
            return [Check.open(_("以前关联的记录已经修好，不再计入"))]
        linked = {"number": numbers.get(claim.earlier_id, "")}
        return [Check.open(_("和更早的 %(number)s 是同一问题") % linked, _how(claim))]
    if claim.state not in OPEN or _links(claim):
        return []
    unsure = [one for one in earlier_cases(claim) if one.may_be_same]
    return [Check.open(_("可能和更早的 %(number)s 是同一问题，请核对") % _said(one), "") for one in unsure[:3]]


def choices(found: list[Earlier]) -> list[tuple[str, Choice]]:
    """Return the earlier cases to choose from, and none of them."""
    titles = titles_of([one.case for one in found])
    rows = [
        (
            str(one.case.pk),
            Choice(titles[one.case.pk], _("%(number)s，最早 %(day)s 知道") % _said(one)),
        )
        for one in found
    ]
    return [*rows, (NONE, Choice(_("都不是，这是新的问题"), _("按本案自己的日期认定")))]


def _said(one: Earlier) -> dict[str, str]:
    return {"number": one.case.number, "day": date_words(one.known_on)}


def _how(claim: Claim) -> str:
    if any(step.facts.get("by_rule") for step in _links(claim)[-1:]):
        return _("部位和项目都相同，自动关联，可以更正")
    return _("人工认定")


def _links(claim: Claim) -> list[StepTaken]:
    return [step for step in effective_steps(claim.pk) if step.name == "claim.link_earlier"]
