"""What an insured object's text says about cover, read from its rulebook into the words of the rules."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from idi_platform.deadlines.rules.deadline import Length, Unit
from idi_platform.kernel.errors import Refusal
from idi_platform.projects.edition import outcome_if
from idi_platform.rulebooks.items import item_title
from idi_platform.rulebooks.law import Law, national_law, rulebook_for
from idi_platform.rulebooks.schema.base import Duration
from idi_platform.rulebooks.schema.clocks import ClockDef
from idi_platform.rulebooks.schema.cover import CoverDef, ItemDef, SegmentDef
from idi_platform.rulebooks.store import newest, parsed

from .row_world import row_condition
from .rules.schedule import Bound, ItemText, StartText
from .rules.terms_of_cover import CoverState, CoverText, Liable, Segment, Test

if TYPE_CHECKING:
    from .models.policy import Policy

SIGNED = "policy.sign_contract"
_STATES = {
    "before_cover": CoverState.BEFORE_COVER,
    "tail": CoverState.TAIL,
    "fund_window": CoverState.FUND_WINDOW,
}


@dataclass(frozen=True)
class ContractText:
    """The text's side of a contract: items, start, cover; empty where no city's text applies."""

    law: Law
    items: Mapping[str, ItemText] = field(default_factory=dict)
    start: StartText = field(default_factory=StartText)
    cover: CoverText = field(default_factory=CoverText)

    def title(self, code: str) -> str:
        """Return the item's name, also where the text leaves items to the contract."""
        return item_title(self.law, code)


def text_for(insured_object_id: int, terms: Mapping[str, Any] | None = None) -> ContractText:
    """Return the text of an insured object; `terms` are the contract's, where the text leaves something to them."""
    return read_text(rulebook_for(insured_object_id), terms or {})


def text_if_signed(policy: Policy, signed_on: date) -> ContractText:
    """Return the text that a contract signed on a day would fall under."""
    found = outcome_if(policy.insured_object, {SIGNED: signed_on})
    if found.answer != "bound" or found.edition is None:
        return text_for(policy.insured_object_id, policy.terms)
    revision = newest(found.edition)
    law = Law(national_law(signed_on).base, parsed(revision.pk, revision.sha256), revision.pk)
    return read_text(law, policy.terms)


def read_text(law: Law, terms: Mapping[str, Any]) -> ContractText:
    """Return a law's side of a contract with these terms."""
    cover = law.cover
    if cover is None:
        return ContractText(law)
    items = {code: item_text(code, item) for code, item in cover.items.items()}
    return ContractText(law, items, _start(cover, law, terms), _cover(cover, items, law.clocks))


def edition_refusal(policy: Policy, *, signed_on: date) -> Refusal | None:
    """Return why no new contract may be concluded on a day: no text is in force for this object; None if one may."""
    found = outcome_if(policy.insured_object, {SIGNED: signed_on})
    if found.answer != "none_in_force":
        return None
    because = " ".join(why.sentence for why in found.why)
    sentence = _("现在不能订立新的保险合同：%(because)s") % {"because": because}
    return Refusal("edition.none_in_force", sentence, "")


def item_text(code: str, item: ItemDef) -> ItemText:
    """Return what the text says about one item, in the words of the rules."""
    bound, period = Bound.POLICY, None
    if item.for_ is not None:
        bound, period = Bound.EXACT, _length(item.for_)
    elif item.at_least is not None:
        bound, period = Bound.AT_LEAST, _length(item.at_least)
    return ItemText(
        code=code,
        group=item.group,
        period=period,
        bound=bound,
        is_rider=not item.required,
        no_deductible=item.deductible == "none",
        starts_by_contract=item.source == "contract" and item.at_least is None,
        clause=item.period_clause or item.clause,
    )


def _length(duration: Duration) -> Length:
    return Length(Unit(duration.unit), duration.number)


def _start(cover: CoverDef, law: Law, terms: Mapping[str, Any]) -> StartText:
    """Return from where the start is counted; a start left to a term counts from where the time before cover begins."""
    start, clause = cover.starts, cover.starts.clause or ""
    if start.source == "text":
        return StartText(start.fact or "", _length(start.after) if start.after else None, clause)
    if start.source == "term" and start.term is not None:
        since = next((segment.from_ for segment in cover.segments if segment.name == "before_cover"), "")
        value = terms.get(start.term)
        unit = law.term_unit(start.term) or "months"
        after = Length(Unit(unit), int(value)) if value is not None and unit in ("months", "years", "days") else None
        return StartText(since, after, clause)
    return StartText("", None, clause)


def _cover(cover: CoverDef, items: Mapping[str, ItemText], clocks: Mapping[str, ClockDef]) -> CoverText:
    test = Test(cover.test)
    covered = next((segment for segment in cover.segments if segment.name == "covered"), None)
    repaired = next((segment for segment in cover.segments if segment.name == "repair_warranty"), None)
    before = next((segment for segment in cover.segments if segment.name == "before_cover"), None)
    warranty = repaired.for_ if repaired is not None and isinstance(repaired.for_, Duration) else None
    since = cover.starts.fact or (before.from_ if before and cover.starts.source == "term" else "")
    return CoverText(
        test=test if cover.test_clause else None,
        test_clause=cover.test_clause or "",
        starts_from=since,
        covered_clause=covered.clause if covered else "",
        segments=tuple(_segment(segment, clocks, test) for segment in cover.segments if segment.name in _STATES),
        leftover=cover.leftover,
        leftover_clause=getattr(cover, "leftover_clause", None) or "",
        several_items=cover.several_items,
        repair_warranty=_length(warranty) if warranty else None,
        repair_warranty_clause=repaired.clause if repaired else "",
        fresh_after_warranty_repair=repaired is not None and repaired.renewed_by_repair,
        riders=frozenset(code for code, item in items.items() if item.is_rider),
    )


def _segment(segment: SegmentDef, clocks: Mapping[str, ClockDef], test: Test) -> Segment:
    lasts = _length(segment.for_) if isinstance(segment.for_, Duration) else None
    is_cut = segment.name == "before_cover" and lasts is not None  # a stretch up to cover, not a window after an event
    opens_after = getattr(segment, "opens_after", None)
    return Segment(
        name=segment.name,
        state=_STATES[segment.name],
        liable=Liable(segment.liable),
        since=segment.from_,
        opens_after=_length(opens_after) if opens_after is not None else None,
        until=segment.from_ if is_cut else segment.to or "",
        until_after=lasts if is_cut else None,
        lasts=None if is_cut else lasts,
        clause=segment.clause,
        when=row_condition(segment.when, clocks, test) if segment.when is not None else None,
        is_for_units="unit." in f"{segment.from_} {segment.to}",
    )
