"""The code's own gates on a claim: what protects the integrity of a record; what a city says stands in its rulebook."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from claims.codes import Agreeing, Mode, Reporter, WantedPaper
from claims.models.claim_facts import (
    Agree,
    CorrectReceipt,
    Evidenced,
    Excluded,
    File,
    RecordFailedVisit,
    Refuse,
    ScheduleSurvey,
    SupplyDocuments,
    SupplyPart,
)
from claims.models.statement import says_who_called
from idi_platform.accounts.roles import Role
from idi_platform.kernel.clock import local_date
from idi_platform.kernel.errors import Refusal
from idi_platform.records.governing import law_of
from idi_platform.workflow.lifecycles import Moment, asked_dry, asked_once

if TYPE_CHECKING:
    from claims.models.claim import Claim

Reasons = Iterable[Refusal]


def discovered_before_now(_claim: "Claim", facts: File, moment: Moment) -> Reasons:
    """A defect is not discovered after it is reported."""
    if facts.discovered_on is not None and facts.discovered_on > local_date(moment.occurred_at):
        yield Refusal("claim.discovered_in_future", _("发现日期不能晚于报案的那一天，请改一下日期。"))


def property_firm_files_for_others(_claim: "Claim", facts: File, moment: Moment) -> Reasons:
    """A property firm files for an owner, never in its own name.

    An owner whom the register does not know, or knows by another telephone, is received all the same: by the name or
    the number that he gave. That he claims, he confirms later.
    """
    if Role.property_desk not in _roles(moment) or facts.reporter != Reporter.OWNER:
        return
    if facts.claimant_person is None and not says_who_called(facts.statement_id):
        said = _("物业服务企业只能受托替业主报案：请选是哪一位业主，或者写下他的姓名或电话，由他以后确认。")
        yield Refusal("claim.claimant_missing", said)


@asked_dry
def list_is_open(claim: "Claim", _facts: Any, _moment: Moment) -> Reasons:
    """Papers answer a list."""
    if not claim.supplement_count:
        yield Refusal("claim.no_list", _("还没有请您补材料，照片和说明可以直接添加到案件里。"))


@asked_dry
def more_is_to_come(claim: "Claim", _facts: Any, _moment: Moment) -> Reasons:
    """A part is taken while several papers of an open list are still to come; the last one answers the list."""
    if not claim.papers_to_come:
        yield Refusal("claim.no_open_list", _("现在没有等着补的材料，照片和说明可以直接添加到案件里。"))
    elif len(claim.papers_to_come) == 1:
        yield Refusal("claim.one_to_come", _("只差最后一样了，交来请按“补交材料”登记。"))


def part_of_list(claim: "Claim", facts: SupplyPart, _moment: Moment) -> Reasons:
    """A part names papers that are still to come, and not all of them: else the list is answered."""
    missing = set(claim.papers_to_come)
    yield from _wanted_still(facts.came, missing)
    if len(missing) > 1 and set(facts.came) == missing:
        yield Refusal("claim.all_came", _("要的材料都齐了，请按“补交材料”登记。"))


def lacks_of_list(claim: "Claim", facts: SupplyDocuments, _moment: Moment) -> Reasons:
    """Only what was asked for, and has not come, can be said to be lacking."""
    yield from _wanted_still(facts.lacking, set(claim.papers_to_come))


def _wanted_still(named: Iterable[WantedPaper], missing: set[str]) -> Reasons:
    if not set(named) <= missing:
        yield Refusal("claim.not_wanted", _("勾选的材料里有没要的，或者已经交过的，请重新勾选。"))


@asked_dry
def a_limit_is_lengthened(claim: "Claim", _facts: Any, _moment: Moment) -> Reasons:
    """To call a case complex is to take a longer limit: where no text has one, the owner would be misled."""
    clocks = law_of(claim.subject).clocks.values()
    if not any(one.extended_by is not None and one.extended_by.step == "claim.declare_complex" for one in clocks):
        said = _("这里的条文没有情形复杂时更长的核定期限，不用认定；该在哪天前核定，以时限为准。")
        yield Refusal("claim.nothing_longer", said)


def visit_is_to_come(_claim: "Claim", facts: ScheduleSurvey, moment: Moment) -> Reasons:
    """An appointment lies ahead."""
    if facts.from_at < moment.occurred_at:
        yield Refusal("claim.visit_in_past", _("上门时间已经过去，请另选一个时间。"))


@asked_dry
def visit_is_arranged(claim: "Claim", _facts: Any, _moment: Moment) -> Reasons:
    """Only what was arranged is called off."""
    if claim.survey_from_at is None:
        yield Refusal("claim.no_visit", _("还没有约定上门时间，没有可以取消的。"))


def failed_visit_is_proved(_claim: "Claim", facts: RecordFailedVisit, _moment: Moment) -> Reasons:
    """A visit that came to nothing counts only with proof."""
    if not facts.evidence_ids:
        yield Refusal("claim.failed_visit_unproved", _("没能查勘要有证明，请附上到场照片或通话记录。"))


def is_proved(_claim: "Claim", facts: Evidenced, _moment: Moment) -> Reasons:
    """No determination without evidence."""
    if not facts.evidence_ids:
        yield Refusal("claim.no_evidence", _("核定要有证据，请至少选一件证据的编号。"))


def is_explained(_claim: "Claim", facts: Evidenced, _moment: Moment) -> Reasons:
    """No determination without the facts in words."""
    if facts.statement_id is None:
        yield Refusal("claim.no_reasons", _("请写明查明的事实和这样核定的理由，通知书要用。"))


def receipt_is_past(_claim: "Claim", facts: CorrectReceipt, moment: Moment) -> Reasons:
    """Nothing is received after the instant at which that is written."""
    if facts.received_at > moment.occurred_at:
        yield Refusal("claim.receipt_in_future", _("收到报案的时间不能晚于现在，请改一下时间。"))


def receipt_is_proved(_claim: "Claim", facts: CorrectReceipt, _moment: Moment) -> Reasons:
    """The instant from which everybody's limits count moves only for a reason in words, with evidence."""
    if facts.statement_id is None:
        yield Refusal("claim.receipt_unexplained", _("请写明为什么更正报案时间，复核人要看。"))
    if not facts.evidence_ids:
        yield Refusal("claim.receipt_unproved", _("更正报案时间要有证据，请至少选一件，比如录音或登记表。"))


@asked_dry
def refused_part_is_served(claim: "Claim", _facts: Agree, _moment: Moment) -> Reasons:
    """What was accepted in part goes on once the refusal of the rest has left."""
    if claim.is_refused_part_open:
        yield Refusal("claim.refused_part_open", _("不赔的那一部分还没有发出书面通知，请先发出通知再签协议。"))


def party_may_agree(claim: "Claim", facts: Agree, moment: Moment) -> Reasons:
    """Each party agrees for itself, the insured after the owner; a desk records a signed paper as evidence."""
    roles = _roles(moment)
    if facts.party is Agreeing.OWNER and claim.agreed_at is not None:
        yield Refusal("claim.agreed_already", _("业主已经同意过了，请刷新页面看最新情况。"))
    if facts.party is Agreeing.OWNER and Role.developer in roles:
        yield Refusal("claim.not_your_agreement", _("这里要业主本人同意，建设单位不能代替。"))
    if facts.party is Agreeing.INSURED and roles & {Role.owner, Role.agent}:
        yield Refusal("claim.not_your_agreement", _("这里要被保险人同意，业主不能代替。"))
    if facts.party is Agreeing.INSURED and claim.agreed_at is None:
        yield Refusal("claim.owner_first", _("业主还没有同意，请等业主同意以后再确认。"))
    if Role.handler in roles and not facts.evidence_ids:
        yield Refusal("claim.agreement_unproved", _("代为登记同意要附上签字的协议，请先上传。"))


def is_as_offered(claim: "Claim", facts: Agree, _moment: Moment) -> Reasons:
    """An agreement takes up what was offered."""
    if claim.offered_at is None:
        yield Refusal("claim.no_offer", _("保险公司还没有给出方案，请等方案出来再选。"))
    elif facts.mode is Mode.CASH and facts.amount != claim.offered_cash:
        yield Refusal("claim.not_as_offered", _("金额和方案不一致，请刷新页面看最新的方案。"))
    elif facts.mode is Mode.REPAIR and claim.offered_repair_by is None:
        yield Refusal("claim.not_as_offered", _("方案里没有维修这一项，请选方案里有的方式。"))


@asked_dry
def is_repair(claim: "Claim", _facts: Any, _moment: Moment) -> Reasons:
    """A repair is ordered where a repair was agreed."""
    if claim.mode != Mode.REPAIR:
        yield Refusal("claim.not_a_repair", _("协议约定的是赔付现金，不用派工；请改做支付。"))


def proves_exclusion(claim: "Claim", facts: Refuse, moment: Moment) -> Reasons:
    """A refusal rests on evidence and words like any determination, and says why its ground applies here."""
    yield from is_proved(claim, facts, moment)
    yield from is_explained(claim, facts, moment)
    yield from says_why_here(claim, facts, moment)


def says_why_here(claim: "Claim", facts: Excluded, _moment: Moment) -> Reasons:
    """Whoever refuses, wholly or in part, says in words why the clause applies to this case (Insurance Law 24)."""
    if facts.why_id is None:
        clause = law_of(claim.subject).clause_of("claim.refusal_notice_national")
        yield Refusal("claim.no_why_here", _("请写明这个理由为什么适用于本案，不予赔偿通知书要用。"), clause)


@asked_dry
def no_dispute(claim: "Claim", _facts: Any, _moment: Moment) -> Reasons:
    """A claim in dispute stays open."""
    if claim.in_dispute:
        yield Refusal("claim.in_dispute", _("鉴定或争议还没有结束，案件先不能结案。"))


@asked_once
def works_are_right(claim: "Claim", _facts: Any, _moment: Moment) -> Reasons:
    """Works that the owner says are not right stay open until he accepts them, or an appraiser has looked at them."""
    if claim.state != "performed" or not claim.repairs.filter(state="completed", is_disputed=True).exists():
        return
    if not claim.appraisals.filter(matter="repair_result", concluded_at__isnull=False).exists():
        said = _("业主说没有修好，还没有验收，案件先不能结案。请先修好，再由业主验收。")
        yield Refusal("claim.works_disputed", said)


def _roles(moment: Moment) -> frozenset[str]:
    return frozenset(moment.acting.get("roles", ()))
