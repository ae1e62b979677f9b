"""The code's own gates of a policy: what no city allows. What a city asks besides stands in its rulebook."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as _noop

from idi_platform.accounts.models import Organisation
from idi_platform.kernel.clock import local_date
from idi_platform.kernel.errors import Refusal
from idi_platform.kernel.money import to_fen
from idi_platform.projects.guards import are_entered
from idi_platform.projects.models import Building
from idi_platform.workflow.lifecycles import Moment, asked_once

from .contract import (
    Amend,
    ConfirmAnnexes,
    DraftPolicy,
    EndsOn,
    IssuePolicy,
    ItemFacts,
    ReceivePremium,
    SignContract,
)
from .row_days import NEVER, dates_of_rows, days_of_buildings
from .rules.schedule import problems_of, shortened
from .rules.shares import faults_of
from .text import ContractText, edition_refusal, text_for, text_if_signed

if TYPE_CHECKING:
    from .models.policy import Policy

_SENTENCES = {
    "policy.one_lead": _noop("要有且只有一家主承保公司，请核对共保份额。"),
    "policy.insurer_twice": _noop("同一家保险公司只能出现一次，请合并它的份额。"),
    "policy.empty_share": _noop("每家的份额都要大于零，请核对共保份额。"),
    "policy.shares_not_whole": _noop("各家份额之和必须正好是百分之百，请核对共保份额。"),
    "policy.single_has_one_insurer": _noop("单独承保只能有一家保险公司；几家共保请选“共保”。"),
    "policy.panel_has_several": _noop("共保至少要有两家保险公司；只有一家请选“单独承保”。"),
    "policy.item_missing": _noop("缺少必保项目“%(item)s”，请补上。"),
    "policy.period_missing": _noop("“%(item)s”没有写保险期间，请按合同填写。"),
    "policy.period_not_as_text": _noop("“%(item)s”的保险期间不符合规定，请按规定的年数填写。"),
    "policy.deductible_forbidden": _noop("“%(item)s”不得设免赔，请把免赔额改为零。"),
    "policy.printed_too_early": _noop("“%(item)s”印在保单上的最后一天早于规定的期间，请改为不早于规定的日期。"),
    "policy.start_has_come": _noop(
        "“%(item)s”的保险责任开始日已经到了，不能用批单改动；当时记错了的，请更正原来那一步。"
    ),
    "policy.end_has_come": _noop(
        "“%(item)s”的保险期间已经结束（或改后早已结束），不能用批单改；记错的请更正原来那一步。"
    ),
    "policy.start_missing": _noop("“%(item)s”没有写保险责任从哪天开始，请按合同填写。"),
}


def _refusal(code: str, clause: str = "", item: str = "") -> Refusal:
    return Refusal(code, _(_SENTENCES[code]) % {"item": item}, clause)


def sound_draft(policy: "Policy", facts: DraftPolicy, moment: Moment) -> Iterable[Refusal]:
    """Refuse a draft whose panel, buildings or premium cannot stand under any text."""
    shares = [share.share() for share in facts.shares]
    for code in faults_of(facts.mode, shares):
        yield _refusal(code)
    lead = next((share.organisation_id for share in shares if share.role == "lead"), None)
    organisation = moment.acting.get("organisation")
    if lead is not None and organisation is not None and organisation != lead:
        yield Refusal("policy.lead_drafts", _("由主承保公司拟定保单，请用主承保公司的身份办理。"))
    yield from are_entered("policy.no_insurer", Organisation, [share.organisation_id for share in shares])
    own = set(Building.objects.filter(insured_object_id=policy.insured_object_id).values_list("pk", flat=True))
    if not set(facts.building_ids) <= own:
        yield Refusal("policy.foreign_building", _("有楼栋不属于这个保险标的，请重新选择楼栋。"))
    if len({item.code for item in facts.items}) != len(facts.items):
        yield Refusal("policy.item_twice", _("同一个承保项目只能写一行，请删去重复的行。"))
    yield from premium_as_computed(facts.premium_base, facts.rate, facts.premium)


def premium_as_computed(base: Decimal | None, rate: Decimal | None, premium: Decimal) -> Iterable[Refusal]:
    """Refuse a premium that is not its base times its rate, where both are known."""
    if base is not None and rate is not None and (computed := to_fen(base * rate)) != premium:
        sentence = _("保险费应为计费基数乘费率，即 %(premium)s 元，请核对。") % {"premium": computed}
        yield Refusal("policy.premium_not_as_computed", sentence)


def contract_may_stand(policy: "Policy", facts: SignContract, moment: Moment) -> Iterable[Refusal]:
    """Refuse a contract that no text in force carries, or whose schedule its text forbids."""
    if facts.signed_on > local_date(moment.recorded_at):
        yield Refusal("report.in_future", _("日期不能晚于今天，请填写实际发生的日期。"))
    if not policy.shares.exists():
        yield Refusal("policy.no_panel", _("保单没有承保份额，请先补全草稿。"))
    refusal = edition_refusal(policy, signed_on=facts.signed_on)
    if refusal is not None:
        yield refusal
        return
    yield from _schedule_may_stand(policy, policy.items(), text_if_signed(policy, facts.signed_on))


def _schedule_may_stand(policy: "Policy", items: Sequence[ItemFacts], text: ContractText) -> Iterable[Refusal]:
    """Refuse what the text forbids in a schedule, and a printed last day that is too early (rule 8 of counting)."""
    for problem in problems_of([item.agreed() for item in items], text.items, text.start):
        yield _refusal(problem.code, problem.clause, text.title(problem.item))
    for item in items:
        line = text.items.get(item.code)
        if any(
            shortened(item.agreed(), line, text.start, days) for days in days_of_buildings(policy.building_ids).values()
        ):
            yield _refusal("policy.printed_too_early", line.clause if line else "", text.title(item.code))


def endorsed_schedule_may_stand(policy: "Policy", facts: Amend, _moment: Moment) -> Iterable[Refusal]:
    """Refuse an endorsement after which the schedule would be one that its text forbids."""
    if facts.items is not None:
        yield from _schedule_may_stand(
            policy, facts.items, text_for(policy.insured_object_id, _terms_after(policy, facts))
        )


@asked_once
def begun_cover_stays(policy: "Policy", facts: Amend, moment: Moment) -> Iterable[Refusal]:
    """Refuse an endorsement that moves a first or last day of cover which has come, or moves one to a day before today.

    Time has taken its step on that day: cover has begun, or an item has ended, once. A day that was written down
    wrongly is corrected; only a day that still lies ahead may be agreed anew.
    """
    if facts.items is None and facts.terms is None:
        return
    items = facts.items if facts.items is not None else policy.items()
    text = text_for(policy.insured_object_id, _terms_after(policy, facts))
    agreed = dates_of_rows(policy.building_ids, items, text)
    today = local_date(moment.recorded_at)
    for row in policy.rows.all():
        then = agreed.get((row.building_id, row.item), NEVER)
        if _is_moved(row.starts_on, then.starts_on, today):
            yield Refusal(
                "policy.start_has_come", _(_SENTENCES["policy.start_has_come"]) % {"item": text.title(row.item)}
            )
        elif _is_moved(row.ends_on, then.ends_on, today):
            yield Refusal("policy.end_has_come", _(_SENTENCES["policy.end_has_come"]) % {"item": text.title(row.item)})


def _is_moved(known: date | None, then: date | None, today: date) -> bool:
    """Say whether a day moves that has come by today, or moves to such a day; both days are the first of a state."""
    if known == then:
        return False
    return any(day is not None and day <= today for day in (known, then))


@asked_once
def ends_no_earlier_than_today(_aggregate: Any, facts: EndsOn, moment: Moment) -> Iterable[Refusal]:
    """Refuse a termination that is dated back: cover that has run is not taken away from the owners afterwards."""
    if facts.terminated_on < local_date(moment.recorded_at):
        yield Refusal("policy.terminated_back", _("合同终止日期不能早于今天，已经承担的保险责任不能事后取消。"))


def _terms_after(policy: "Policy", facts: Amend) -> Mapping[str, Any]:
    return policy.terms if facts.terms is None else facts.terms


def annexes_are_named(_policy: "Policy", facts: ConfirmAnnexes, _moment: Moment) -> Iterable[Refusal]:
    """Refuse the same annex named twice."""
    if len(set(facts.annexes)) != len(facts.annexes):
        yield Refusal("policy.annex_twice", _("同一份附件只写一次，请删去重复的一项。"))


def not_overpaid(policy: "Policy", facts: ReceivePremium, moment: Moment) -> Iterable[Refusal]:
    """Refuse money that did not arrive yet, or more than is still open."""
    if facts.received_on > local_date(moment.recorded_at):
        yield Refusal("report.in_future", _("日期不能晚于今天，请填写实际发生的日期。"))
    left = (policy.premium or 0) - policy.premium_received
    if facts.amount > left:
        sentence = _("这笔钱比未收保险费 %(left)s 元还多，请核对金额。") % {"left": left}
        yield Refusal("policy.overpaid", sentence)


def second_policy(policy: "Policy", _facts: Any, _moment: Moment) -> Iterable[Refusal]:
    """Refuse a second contract on an insured object that already has one."""
    live = type(policy).objects.filter(insured_object_id=policy.insured_object_id).exclude(pk=policy.pk)
    if live.exclude(state__in=("terminated", "expired", "drafted")).exists():
        yield Refusal("policy.insured_already", _("这个保险标的已有保险合同，一个标的只订一份合同。"))


def number_is_new(policy: "Policy", facts: IssuePolicy, _moment: Moment) -> Iterable[Refusal]:
    """Refuse a policy number that was given before."""
    if type(policy).objects.exclude(pk=policy.pk).filter(number=facts.number).exists():
        yield Refusal("policy.number_taken", _("这个保单号已经用过，请核对保单号。"))
