"""The two papers of a determination: the notice of its result, and the refusal."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from claims.codes import Benchmark, Cause, Ground, Outcome
from claims.dates import open_duties
from claims.models import Claim, Determination
from claims.models.claim_facts import Accept, AcceptInPart, Refuse
from claims.papers import frames
from claims.words import text_words
from idi_platform.accounts.names import person_name
from idi_platform.kernel.display import show_amount, show_date
from idi_platform.rulebooks.items import item_title
from idi_platform.rulebooks.law import Law
from idi_platform.workflow.effects import PaperDraft, drafts
from idi_platform.workflow.reactions import Happened
from idi_platform.workflow.sectioned import fills
from idi_platform.workflow.world import SubjectWorld
from policies.models import CoverRow

_PROVED_BY_INSURER = frozenset({Ground.MISUSE, Ground.THIRD_PARTY, Ground.FORCE_MAJEURE, Ground.FALSE_PART})


@dataclass(frozen=True, slots=True)
class Decided:
    """A determination as a paper tells it, whether it stands or is still proposed."""

    outcome: Outcome
    item: str
    clauses: Sequence[str]
    evidence: Sequence[int]
    statement_id: int | None
    cause: str = ""
    benchmark: str = ""
    ground: str = ""
    assessed_amount: Decimal | None = None
    items: Sequence[Mapping[str, Any]] = ()
    version: int = 1
    author: int | None = None
    second_person: int | None = None
    why_id: int | None = None
    is_proposed: bool = False


def latest(claim: Claim) -> Decided | None:
    """Return the newest determination that stands."""
    row = Determination.objects.filter(claim=claim, superseded_at__isnull=True).order_by("version").last()
    if row is None:
        return None
    return Decided(
        outcome=Outcome(row.outcome),
        item=row.item,
        clauses=row.clauses,
        evidence=row.evidence,
        statement_id=row.statement_id,
        cause=row.cause,
        benchmark=row.benchmark,
        ground=row.ground,
        assessed_amount=row.assessed_amount,
        items=row.items,
        version=row.version,
        author=row.author,
        second_person=row.second_person,
        why_id=row.why_id,
    )


def told_by(happened: Happened) -> Decided | None:
    """Return the determination of a step: one that is proposed speaks from its facts, one that stands from its row."""
    claim, facts = happened.aggregate, happened.facts
    if not isinstance(facts, Accept | AcceptInPart | Refuse):
        return latest(claim)
    return Decided(
        outcome=Outcome(facts.outcome),
        item=facts.item or claim.item_code,
        clauses=facts.clauses,
        evidence=facts.evidence_ids,
        statement_id=facts.statement_id,
        cause=facts.cause or claim.cause,
        benchmark=getattr(facts, "benchmark", ""),
        ground=getattr(facts, "ground", ""),
        assessed_amount=getattr(facts, "assessed_amount", None),
        items=[item.as_json() for item in getattr(facts, "items", ())],
        version=claim.determination_version + 1,
        author=happened.moment.acting.get("person"),
        why_id=getattr(facts, "why_id", None),
        is_proposed=True,
    )


def result_content(claim: Claim, decided: Decided, law: Law) -> dict[str, Any]:
    """Return the sections of the notice of a positive or partial result."""
    duties = open_duties(claim.pk, law)
    return {
        "plain_words": _RESULT[decided.outcome],
        "articles": list(decided.clauses),
        "facts_found": frames.words_of(decided.statement_id),
        "item_and_clause": {
            "facts": [
                *_item(claim, decided, law),
                (_("依据"), "；".join(law.clause_title(clause) for clause in decided.clauses)),
            ]
        },
        "cause": {"facts": [row for row in (*_cause(decided), _assessed(decided)) if row[1]]},
        "covered_parts": _parts(decided, law),
        "evidence": frames.evidence_lines(decided.evidence),
        "offer": _offer(claim),
        "schedule": {"facts": [(duty.title, duty.until) for duty in duties]},
        "what_you_can_do": [_("维修还是赔付，请您在案件页选；看清楚再选，不用着急。"), *frames.how_to_object(law)],
        "signers": _signers(decided),
        "footnote": _("第 %(n)d 次核定。") % {"n": decided.version},
    }


def refusal_content(claim: Claim, decided: Decided, law: Law) -> dict[str, Any]:
    """Return the sections of a refusal: result, facts, ground with its clause, why here, what the owner can do."""
    ground = Ground(decided.ground) if decided.ground in Ground.values else None
    whose = (
        _("这个理由成立不成立，由保险公司拿证据证明，不用您来证明。")
        if ground in _PROVED_BY_INSURER
        else _("保险公司依据的证据见上，您可以要求看原件。")
    )
    label = str(ground.label) if ground is not None else ""
    in_short = _("这一次不予赔偿，原因：%(ground)s。您不同意，可以按下面的办法提出。")
    if decided.outcome is Outcome.IN_PART:
        in_short = _("其中一部分不予赔偿，原因：%(ground)s。您不同意，可以按下面的办法提出。")
    return {
        "plain_words": in_short % {"ground": label},
        "articles": list(decided.clauses),
        "facts_found": frames.words_of(decided.statement_id),
        "ground_and_clause": {
            "facts": [
                *_item(claim, decided, law),
                (_("理由"), label),
                (_("依据"), "；".join(law.clause_title(clause) for clause in decided.clauses)),
            ]
        },
        "why_here": frames.words_of(decided.why_id),
        "evidence": frames.evidence_lines(decided.evidence),
        "burden_of_proof": whose,
        "what_you_can_do": frames.how_to_object(law),
        "others_responsible": _OTHERS.get(ground, "") if ground is not None else "",
        "signers": _signers(decided),
    }


def _item(claim: Claim, decided: Decided, law: Law) -> list[tuple[str, str]]:
    """Return what was decided on, in the words of the text; nothing where nobody has said which item it is."""
    text = text_words(law, decided.item, claim.defect)
    return [(_("承保项目"), text)] if text else []


def _cause(decided: Decided) -> list[tuple[str, str]]:
    cause = str(Cause(decided.cause).label) if decided.cause in Cause.values else ""
    benchmark = str(Benchmark(decided.benchmark).label) if decided.benchmark in Benchmark.values else ""
    return [(_("原因"), cause), (_("不符合"), benchmark)]


def _assessed(decided: Decided) -> tuple[str, str]:
    """Return what the damage is assessed at; the settlement is agreed with the owner on its own."""
    known = decided.assessed_amount
    return _("损失估算"), show_amount(known) if known is not None else ""


def _parts(decided: Decided, law: Law) -> Any:
    if decided.items:
        rows = [
            [
                item_title(law, entry.get("item", "")),
                str(Outcome(entry["outcome"]).label),
                str(Ground(entry["ground"]).label) if entry.get("ground") else "",
            ]
            for entry in decided.items
        ]
        return {"table": {"head": [_("承保项目"), _("结果"), _("理由")], "rows": rows}}
    if decided.outcome is Outcome.IN_PART:
        return _("其中一部分不属于保险责任，理由：%(ground)s；不赔的部分另发书面通知。") % {
            "ground": str(Ground(decided.ground).label)
        }
    return _("报案的部位全部属于保险责任。")


def _offer(claim: Claim) -> Any:
    if claim.offered_at is None:
        return _("维修或赔付的方案随后给您，可以在案件页看到。")
    facts = []
    if claim.offered_repair_by is not None:
        facts.append((_("我们来修"), _("最晚 %(day)s 修好") % {"day": show_date(claim.offered_repair_by)}))
    if claim.offered_cash is not None:
        facts.append((_("赔付现金"), show_amount(claim.offered_cash)))
    row = CoverRow.objects.filter(
        policy=claim.subject.policy_id, building=claim.subject.building_id, item=claim.item_code
    ).first()
    deductible = row.deductible if row is not None else None
    facts.append((_("免赔额"), show_amount(deductible) if deductible else _("没有")))
    return [{"facts": facts}, {"text": frames.words_of(claim.offer_id)}]


def _signers(decided: Decided) -> list[str]:
    second = _("待复核") if decided.is_proposed else person_name(decided.second_person)
    return [name for name in (person_name(decided.author), second) if name]


_RESULT = {
    Outcome.COVERED: "这一次属于保险责任。",
    Outcome.IN_PART: "这一次有一部分属于保险责任，另一部分不属于，理由写在下面。",
    Outcome.NOT_COVERED: "这一次不予赔偿，理由写在另外的通知书里。",
}
_OTHERS = {
    Ground.THIRD_PARTY: "造成损坏的人可能要负责，您可以向对方提出；需要查勘记录的，我们提供。",
    Ground.ENDED: "法定保修期可能还没有到，屋面、卫生间等防水五年，主体结构为设计使用年限；可以找建设单位。",
    Ground.OUTSIDE_SCOPE: "不在保险范围内的问题，可能仍在建设单位的保修范围内，可以找建设单位。",
    Ground.LEFTOVER: "保险责任开始前就有的问题，由建设单位继续负责修好。",
    Ground.KNOWN_AT_ACCEPTANCE: "竣工验收时已经记录的问题，由建设单位负责整改。",
}


def determination_notice(happened: Happened, world: SubjectWorld) -> Iterator[PaperDraft]:
    """Draw the notice of the newest determination."""
    claim: Claim = happened.aggregate
    decided = told_by(happened)
    if decided is not None:
        content = result_content(claim, decided, world.rulebook)
        yield from frames.to_claimants_and_insured("determination_notice", claim, content, world)


def refusal_notice(happened: Happened, world: SubjectWorld) -> Iterator[PaperDraft]:
    """Draw the refusal of the newest determination."""
    claim: Claim = happened.aggregate
    decided = told_by(happened)
    if decided is not None:
        yield from frames.to_claimants(claim, refusal_content(claim, decided, world.rulebook))


def sections(happened: Happened, world: SubjectWorld) -> Mapping[str, Any]:
    """Return what a text's own paper about a claim may say: what its determination says, once there is one."""
    decided = told_by(happened)
    if decided is None:
        return {}
    content = refusal_content if decided.outcome is Outcome.NOT_COVERED else result_content
    return content(happened.aggregate, decided, world.rulebook)


def register() -> None:
    """Register the drafters."""
    fills("claim", owners=frames.claimant_side)(sections)
    drafts("determination_notice", foretold_by=("claim.accept", "claim.accept_in_part"))(determination_notice)
    drafts("refusal_notice", foretold_by=("claim.refuse", "claim.accept_in_part"))(refusal_notice)
