"""The papers of performance: the agreement, and the notice of payment with the insurers' shares."""

from collections.abc import Iterator
from functools import partial
from typing import Any

from django.utils.translation import gettext as _

from claims.codes import DEDUCTIONS, Agreeing, LineKind, Mode
from claims.given import facts_of
from claims.models import Claim
from claims.models.claim_facts import Agree, Pay
from claims.papers import frames
from claims.reactions import shares_of
from claims.words import full_title_of
from idi_platform.accounts.names import organisation_name, person_name
from idi_platform.accounts.roles import PartyRole
from idi_platform.kernel.clock import local_date
from idi_platform.kernel.display import show_amount, show_date, show_instant
from idi_platform.kernel.money import rmb_capitals
from idi_platform.records.standing import carriers_of, in_role
from idi_platform.workflow.effects import PaperDraft, drafts
from idi_platform.workflow.reactions import Happened
from idi_platform.workflow.world import SubjectWorld

_AGREEMENT = "settlement_agreement"


def settlement_agreement(happened: Happened, world: SubjectWorld) -> Iterator[PaperDraft]:
    """Say what was agreed, by whom and when; what is not settled stays open, nothing is waived in general."""
    claim, facts = happened.aggregate, facts_of(happened, Agree)
    is_cash = facts.mode is Mode.CASH
    dates = [(_("开工"), facts.repair_from), (_("完工"), facts.repair_by)]
    by = person_name(happened.moment.acting.get("person")) or organisation_name(
        happened.moment.acting.get("organisation")
    )
    data: dict[str, Any] = {
        "plain_words": _("您选了：%(mode)s。") % {"mode": str(Mode(facts.mode).label)},
        "scope_of_work": [
            {"facts": [(_("部位和问题"), full_title_of(claim, world.rulebook))]},
            {"text": frames.words_of(claim.offer_id)},
        ],
        "schedule": {"facts": [(label, show_date(day)) for label, day in dates if day is not None]},
        "acceptance_test": ""
        if is_cash
        else _("修好后请您验收；防水维修要做闭水试验。验收只说明修好了，不等于放弃其他权利。"),
        "not_settled": _("本协议只解决上面写明的问题；没有写明的，您的权利不受影响。"),
        "who_agreed": {
            "facts": [
                (str(Agreeing(facts.party).label), by),
                (_("同意时间"), show_instant(happened.moment.occurred_at, seconds=True)),
            ]
        },
        "signatories": list(_signing(claim, happened, world)),
    }
    naming = frames.naming_nobody
    if is_cash and facts.amount is not None:
        said = f"{show_amount(facts.amount)}（{rmb_capitals(facts.amount)}）"
        naming = partial(_to_payee, claim, (_("金额"), said))
    yield from frames.to_claimants_and_insured(_AGREEMENT, claim, data, world, naming)


def _signing(claim: Claim, happened: Happened, world: SubjectWorld) -> Iterator[dict[str, Any]]:
    """Yield everybody between whom it is agreed, each with a place of his own to sign; organisations put a seal."""
    for person_id, organisation_id in frames.claimant_side(claim) or [(None, None)]:
        name = organisation_name(organisation_id) or person_name(person_id)
        yield {"side": str(Agreeing.OWNER.label), "name": name, "seals": organisation_id is not None}
    for organisation_id in frames.insured_beside(_AGREEMENT, claim, world):
        yield {"side": str(Agreeing.INSURED.label), "name": organisation_name(organisation_id), "seals": True}
    day = local_date(happened.moment.occurred_at)
    insurers = in_role(carriers_of([claim.subject]), PartyRole.lead_insurer, day)
    for organisation_id in dict.fromkeys(party.organisation_id for party in insurers):
        yield {"side": _("保险公司"), "name": organisation_name(organisation_id), "seals": True}


def _to_payee(claim: Claim, money: tuple[str, str], reader_id: int | None) -> dict[str, Any]:
    """Return the section that says what is paid to whom."""
    return {"sum_and_payee": {"facts": [money, (_("收款人"), frames.claimant_line(claim, reader_id))]}}


def payment_notice(happened: Happened, world: SubjectWorld) -> Iterator[PaperDraft]:
    """Say what was paid, line by line, and what each insurer bears."""
    claim, facts = happened.aggregate, facts_of(happened, Pay)
    lines = [(str(LineKind(line.kind).label), show_amount(line.amount), line.kind) for line in facts.lines]
    shares = [
        [organisation_name(share.organisation_id), f"{share.rate:.2%}", show_amount(amount)]
        for share, amount in shares_of(claim, facts.amount)
    ]
    interim = happened.record.name == "claim.pay_interim"
    data: dict[str, Any] = {
        "plain_words": _("已付 %(sum)s。") % {"sum": show_amount(facts.amount)},
        "lines_of_payment": {"facts": [(label, amount) for label, amount, kind in lines if kind not in DEDUCTIONS]},
        "deductions": {"facts": [(label, amount) for label, amount, kind in lines if kind in DEDUCTIONS]},
        "amount_in_capitals": rmb_capitals(facts.amount),
        "interim_or_final": _("先付能确定的部分，其余定下来再付。") if interim else _("这是本协议的最终付款。"),
        "shares": {"table": {"head": [_("保险公司"), _("份额"), _("分摊")], "rows": shares}} if shares else "",
    }
    naming = partial(_to_payee, claim, (_("实付"), show_amount(facts.amount)))
    yield from frames.to_claimants(claim, data, naming)
    followers = [share for share, _amount in shares_of(claim, facts.amount) if share.role != "lead"]
    for share in followers:
        yield PaperDraft({**data, **naming(None)}, recipient_organisation_id=share.organisation_id)


def register() -> None:
    """Register the drafters."""
    drafts(_AGREEMENT)(settlement_agreement)
    drafts("payment_notice")(payment_notice)
