"""The two sides of an appraisal: which the text lets ask for one, and which of them stand over against each other."""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

from django.utils.translation import gettext as _

from claims.models.standing_for import stands_for_another
from idi_platform.accounts.roles import Role
from idi_platform.kernel.errors import Refusal
from idi_platform.kernel.languages import in_words
from idi_platform.records.governing import law_of
from idi_platform.rulebooks.law import Law
from idi_platform.rulebooks.schema.topics import AppraisalDef
from idi_platform.workflow.lifecycles import Moment

from .roles import INSURER, OWNERS

if TYPE_CHECKING:
    from .appraisal import Appraisal, RequestAppraisal

Reasons = Iterable[Refusal]
FINDING: Final = "finding"
LIABILITY: Final = "liability"


class Side(StrEnum):
    """Who may stand on one of the two sides."""

    OWNER = "owner"
    INSURER = "insurer"
    DEVELOPER = "developer"
    DESIGNER = "designer"
    CONTRACTOR = "contractor"
    SUPERVISOR = "supervisor"
    AGENCY = "agency"


ROLES: Final[Mapping[Side, frozenset[Role]]] = MappingProxyType(
    {
        Side.OWNER: OWNERS,
        Side.INSURER: INSURER,
        Side.DEVELOPER: frozenset({Role.developer}),
        Side.DESIGNER: frozenset({Role.designer}),
        Side.CONTRACTOR: frozenset({Role.contractor}),
        Side.SUPERVISOR: frozenset({Role.supervisor}),
        Side.AGENCY: frozenset({Role.agency}),
    }
)
ASKERS: Final = frozenset(role for roles in ROLES.values() for role in roles)
NAMED: Final[Mapping[str, frozenset[Side]]] = MappingProxyType(
    {
        **{side.value: frozenset({side}) for side in Side},
        "claimant": frozenset({Side.OWNER}),
        "lead_insurer": frozenset({Side.INSURER}),
        "insured": frozenset({Side.OWNER, Side.DEVELOPER}),
    }
)
"""The sides that a text's word means; where it is open who the insured is, the text's own gate refers it."""
_DECIDES: Final = frozenset({Side.INSURER, Side.AGENCY})
"""Who said what is disputed: the insurer of a claim, the agency of a finding. Everybody else is over against it."""


def side_of(roles: Iterable[str]) -> Side | None:
    """Return the side on which somebody with these roles stands; None for those who stand on none."""
    held = {str(role) for role in roles}
    return next((side for side, its in ROLES.items() if not held.isdisjoint(its)), None)


def may_ask(entry: AppraisalDef | None) -> frozenset[Side]:
    """Return who may ask for an appraisal of a matter; nobody where the text has none, or leaves it to the contract."""
    if entry is None or entry.chosen == "by_contract":
        return frozenset()
    return frozenset(side for name in entry.asked_by for side in NAMED.get(name, ()))


def owner_may_ask(law: Law, matter: str = "liability") -> bool:
    """Say whether the text lets an owner bring a matter before a body chosen together; national law has no such way."""
    known = law.city.appraisal if law.city is not None else {}
    return Side.OWNER in may_ask(known.get(matter))


def sides_for(appraisal: "Appraisal") -> frozenset[Side]:
    """Return everybody who may speak for one of the two sides: who asked, and whoever stands over against him."""
    asker = Side(appraisal.asked_by or Side.OWNER)
    if appraisal.matter == FINDING:
        others = texts_sides(law_of(appraisal.subject), FINDING)
    else:
        others = frozenset({Side.OWNER, Side.INSURER})
    return frozenset({asker}) | frozenset(side for side in others if are_opposed(side, asker))


def are_opposed(one: Side, other: Side) -> bool:
    """Say whether two stand on different sides."""
    return (one in _DECIDES) != (other in _DECIDES)


def texts_sides(law: Law, matter: str) -> frozenset[Side]:
    """Return who may ask under a law; where no city's text speaks, owner and insurer may agree on it about a claim."""
    if law.city is None:
        return frozenset() if matter == FINDING else frozenset({Side.OWNER, Side.INSURER})
    return may_ask(law.city.appraisal.get(matter))


def text_gives_it(appraisal: "Appraisal", facts: "RequestAppraisal", moment: Moment) -> Reasons:
    """Refuse a request that the city's text does not give, or not to this side; with its article."""
    law = law_of(appraisal.subject)
    if side_of(moment.acting["roles"]) in texts_sides(law, facts.matter.value):
        return
    known = law.city.appraisal if law.city is not None else {}
    entry = known.get(facts.matter.value)
    if entry is None:
        clause = next((one.clause for one in known.values()), "")
        yield Refusal("appraisal.no_text", _("当地没有规定对这类争议进行共同鉴定，按合同约定的方式解决。"), clause)
        return
    words = {"matter": in_words(entry.title)}
    if entry.chosen == "by_contract":
        said = _("“%(matter)s”按合同约定的方式解决，当地没有规定共同鉴定。")
        yield Refusal("appraisal.by_contract", said % words, entry.clause)
    else:
        said = _("“%(matter)s”不由您这一方申请，条文写明了可以申请的各方。")
        yield Refusal("appraisal.not_asked_by", said % words, entry.clause)


def has_its_object(appraisal: "Appraisal", facts: "RequestAppraisal", _moment: Moment) -> Reasons:
    """A finding is disputed about a finding that is open in the same project, everything else about a claim."""
    finding = appraisal.finding
    if (facts.matter.value == FINDING) != (finding is not None) or (finding is None) == (appraisal.claim_id is None):
        yield Refusal("appraisal.wrong_object", _("申请的事项和对象对不上：风险检查问题选问题，其他事项选案件。"))
    elif finding is not None and finding.subject.project_id != appraisal.subject.project_id:
        yield Refusal("appraisal.foreign_finding", _("这个问题不属于本项目，请选本项目的问题。"))


def is_one_of_the_sides(appraisal: "Appraisal", _facts: Any, moment: Moment) -> Reasons:
    """Refuse whoever stands on neither side of this appraisal."""
    if side_of(moment.acting["roles"]) not in sides_for(appraisal):
        yield Refusal("appraisal.no_side", _("这项鉴定由申请的一方和对方办理，您不是其中一方。"))


def is_who_asked(appraisal: "Appraisal", _facts: Any, moment: Moment) -> Reasons:
    """Refuse to take back what another side has asked for."""
    if side_of(moment.acting["roles"]) != appraisal.asked_by:
        yield Refusal("appraisal.not_your_request", _("鉴定申请只能由申请的一方撤回。"))


def owner_speaks_himself(appraisal: "Appraisal", _facts: Any, moment: Moment) -> Reasons:
    """Refuse an owner's agent: what a power does not name he may not do, and the fee may fall on its giver (CC 165)."""
    claim, acting = appraisal.claim, moment.acting
    if claim is not None and stands_for_another(claim.subject.unit_id, acting.get("person"), moment.day):
        said = _("委托里没有鉴定这一项，鉴定费还可能由业主承担，请业主本人办理。")
        yield Refusal("appraisal.not_entrusted", said)


def is_in_dispute(appraisal: "Appraisal", facts: "RequestAppraisal", moment: Moment) -> Reasons:
    """Refuse an owner who brings before a third party what was decided for him and he has agreed to."""
    claim = appraisal.claim
    if claim is None or facts.matter.value != LIABILITY or side_of(moment.acting["roles"]) is not Side.OWNER:
        return
    if claim.is_liability_settled:
        said = _("保险公司已经认定全部属于保险责任，这件事没有争议；对金额或维修不满意的，请选那一项。")
        yield Refusal("appraisal.nothing_disputed", said)


def asked_by_the_other_side(appraisal: "Appraisal", _facts: Any, moment: Moment) -> Reasons:
    """Refuse the agreement of the side that made the proposal: the appraiser is chosen jointly."""
    side = side_of(moment.acting["roles"])
    if side is None or not are_opposed(side, Side(appraisal.proposed_by)):
        yield Refusal("appraisal.own_proposal", _("鉴定机构要双方共同选定，请由对方确认您提出的机构。"))


def is_about_a_claim(appraisal: "Appraisal", _facts: Any, _moment: Moment) -> Reasons:
    """Liability is confirmed of a claim; a finding has none."""
    if appraisal.claim_id is None:
        yield Refusal("appraisal.no_liability", _("风险检查问题的鉴定不涉及保险责任，不用确认。"))
