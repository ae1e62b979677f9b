"""What stands under a step in an owner's timeline: why, until when, by which clause; in one or two short sentences.

It is said from the codes and days of the record and from the case's clocks. No words that anybody wrote, no sums and no
names: all who may see the case as owners read the same.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import reduce
from typing import Any

from django.db.models import TextChoices
from django.utils.translation import gettext as _

from claims.codes import ComplexReason, FailedVisit, LiableParty, Mode, RedeterminationReason
from claims.dates import owed_of
from claims.forms.beside import slot_words
from claims.pages.owner_clock import pauses_of
from claims.pages.wanted import paper_names
from idi_platform.deadlines.models import Clock
from idi_platform.deadlines.states import ClockKind, ClockState
from idi_platform.kernel.clock import local_date
from idi_platform.portal.chips import limit_sentence
from idi_platform.portal.words import date_words, length_words, time_words
from idi_platform.records.histories import StepTaken
from idi_platform.rulebooks.law import Law

Facts = Mapping[str, Any]
_GONE = (ClockState.ANNULLED, ClockState.NOT_DUE)
_NEXT = {
    "claim.file": "survey",
    "claim.record_survey": "determination",
    "claim.accept": "result_notice",
    "claim.accept_in_part": "result_notice",
    "claim.refuse": "refusal_notice",
    "claim.agree": "performance",
}
"""What a step lets come next, by what its limit measures."""
_ON_PAPERS = ("claim.request_supplement", "claim.supply_documents", "claim.confirm_papers")


@dataclass(frozen=True, slots=True)
class Sentence:
    """What is said, and the clause of the limit that it is about."""

    text: str
    clause: str = ""


def said_under(record: StepTaken, clocks: Sequence[Clock], law: Law, now: datetime) -> Sentence:
    """Return what stands under a step; empty where the record holds nothing that explains it.

    Args:
        record: The step as it stands after corrections.
        clocks: All clocks of its case; none where the reader is shown no limits.
        law: The home's law.
        now: Legal time.
    """
    told, known = _FACTS.get(record.name), [row for row in clocks if row.state not in _GONE]
    found = [
        Sentence(told(record.facts) if told is not None else ""),
        *_on_papers(record, known, law),
        *_extended(record, known, law, now),
        *_kept(record, known, law, now),
        *_next(record, known, law, now),
    ]
    clauses = (one.clause for one in found if one.text and one.clause)
    return Sentence(_together(one.text for one in found), next(clauses, ""))


def _together(sentences: Iterable[str]) -> str:
    """Return sentences as one text: Chinese needs no space between them, other languages do."""
    said = [one for one in sentences if one]
    return reduce(_two, said) if said else ""


def _two(first: str, then: str) -> str:
    return _("%(first)s%(then)s") % {"first": first, "then": then}


def _label(choices: type[TextChoices], code: object) -> str:
    """Return a code in words; empty where there is none, or where it says nothing (other)."""
    return str(choices(code).label) if code in choices.values and code != "other" else ""


def _day(text: object) -> str:
    return date_words(date.fromisoformat(str(text))) if text else ""


def _filed(facts: Facts) -> str:
    count = len(facts.get("photo_digests") or ())
    return _("一起交来照片、视频 %(n)d 份。") % {"n": count} if count else ""


def _asked(facts: Facts) -> str:
    papers = paper_names(facts.get("papers") or ())
    said = _("要补：%(papers)s。") % {"papers": papers} if papers else ""
    until = _("请在 %(day)s 前补交。") % {"day": _day(facts["answer_by"])} if facts.get("answer_by") else ""
    return _together((said, until, _("缺什么要一次说全，有了新情况才能再要。")))


def _came(facts: Facts) -> str:
    return _("收到的是：%(papers)s。") % {"papers": paper_names(facts.get("came") or ())}


def _lacking(facts: Facts) -> str:
    papers = paper_names(facts.get("lacking") or ())
    return _("说了手头没有的：%(papers)s。") % {"papers": papers} if papers else ""


def _arranged(facts: Facts) -> str:
    if not facts.get("from_at") or not facts.get("until_at"):
        return ""
    since, until = (datetime.fromisoformat(str(facts[name])) for name in ("from_at", "until_at"))
    return _("约在 %(since)s 到 %(until)s。") % {"since": slot_words(since), "until": time_words(until)}


def _routed(facts: Facts) -> str:
    values = {"who": _label(LiableParty, facts.get("liable")), "day": _day(facts.get("cover_starts_on"))}
    return _("保险责任从%(day)s开始，这以前的质量问题由%(who)s维修。") % values if all(values.values()) else ""


def _offered(facts: Facts) -> str:
    repair = _("保险公司来修，%(day)s前修好") % {"day": _day(facts["repair_by"])} if facts.get("repair_by") else ""
    ways = [way for way in (repair, _("赔付现金") if facts.get("cash") else "") if way]
    return _("提出的是：%(ways)s。") % {"ways": _("；或者").join(ways)} if ways else ""


def _agreed(facts: Facts) -> str:
    mode = _label(Mode, facts.get("mode"))
    return _("选的是：%(mode)s。") % {"mode": mode} if mode else ""


def _ordered(facts: Facts) -> str:
    since, until = _day(facts.get("start_on")), _day(facts.get("end_on"))
    if since and until:
        return _("计划 %(since)s 开工，%(until)s 修完。") % {"since": since, "until": until}
    return _("计划 %(until)s 修完。") % {"until": until} if until else ""


def _mended(facts: Facts) -> str:
    return _("闭水试验合格。") if facts.get("water_test_passed") else ""


def _because(choices: type[TextChoices]) -> Callable[[Facts], str]:
    def told(facts: Facts) -> str:
        reason = _label(choices, facts.get("reason"))
        return _("为什么：%(reason)s。") % {"reason": reason} if reason else ""

    return told


_FACTS: Mapping[str, Callable[[Facts], str]] = {
    "claim.file": _filed,
    "claim.route_before_cover": _routed,
    "claim.request_supplement": _asked,
    "claim.supply_part": _came,
    "claim.supply_documents": _lacking,
    "claim.schedule_survey": _arranged,
    "claim.record_failed_visit": _because(FailedVisit),
    "claim.declare_complex": _because(ComplexReason),
    "claim.redetermine": _because(RedeterminationReason),
    "claim.refuse": lambda _facts: _("理由和依据写在通知书里。"),
    "claim.accept_in_part": lambda _facts: _("哪些赔、哪些不赔、为什么，写在通知书里。"),
    "claim.offer_settlement": _offered,
    "claim.agree": _agreed,
    "claim.order_repair": _ordered,
    "claim.complete_repair": _mended,
    "claim.pay_interim": lambda _facts: _("其余的定下来再付。"),
    "claim.withdraw": lambda _facts: _("以后还可以重新报。"),
}


def _on_papers(record: StepTaken, clocks: Sequence[Clock], law: Law) -> Iterable[Sentence]:
    """Say whether the wait for papers stopped the determination's clock: while it lasts, and once they are there."""
    clock = _running(clocks, "determination", record, law) if record.name in _ON_PAPERS else None
    if clock is None or (clock.ended_at is not None and clock.ended_at < record.occurred_at):
        return
    day, pauses = local_date(record.occurred_at), pauses_of(clock)
    if record.name == "claim.request_supplement":
        if clock.state == ClockState.PAUSED and all(local_date(one.until) <= day for one in pauses):
            yield Sentence(_("补齐以前不计时，补齐以后接着算。"))
        return
    over = next((one for one in pauses if local_date(one.until) == day), None)
    if over is not None:
        yield Sentence(over.words, over.clause)
    elif record.name == "claim.supply_documents" and clock.state != ClockState.PAUSED:
        yield Sentence(_("等材料的时间照常计入期限。"))


def _extended(record: StepTaken, clocks: Sequence[Clock], law: Law, now: datetime) -> Iterable[Sentence]:
    """Say until when a claim that was declared complex is decided, and from when it counts."""
    clock = _running(clocks, "determination", record, law) if record.name == "claim.declare_complex" else None
    step = next((one for one in clock.derivation if one["what"] == "extended"), None) if clock is not None else None
    limit = _limit(clock, now)
    if clock is not None and step is not None and limit:
        text = _("告诉您赔不赔，最晚改到 %(limit)s；仍从收到报案算起，不重新计时。")
        yield Sentence(text % {"limit": limit}, step.get("source") or clock.clause)


def _kept(record: StepTaken, clocks: Sequence[Clock], law: Law, now: datetime) -> Iterable[Sentence]:
    """Say of a step that met a limit how early or late it did."""
    met = [row for row in clocks if row.met_at == record.occurred_at and record.name in row.anchor.get("met_by", ())]
    clock = _foremost(met, law)
    if clock is None or clock.due_at is None:
        return
    early = clock.due_at - record.occurred_at
    is_late = early.total_seconds() <= 0
    text = _("期限是 %(limit)s，晚了 %(length)s。") if is_late else _("期限是 %(limit)s，早了 %(length)s。")
    values = {"limit": limit_sentence(clock.due_at, now), "length": length_words(abs(early))}
    yield Sentence(text % values, clock.clause)


def _next(record: StepTaken, clocks: Sequence[Clock], law: Law, now: datetime) -> Iterable[Sentence]:
    """Say what comes next, and until when."""
    measures = _NEXT.get(record.name)
    clock = _running(clocks, measures, record, law) if measures is not None else None
    limit = _limit(clock, now)
    if clock is None or not limit or (clock.ended_at is not None and clock.ended_at <= record.occurred_at):
        return
    values = {"what": owed_of(clock, law).to_owner, "limit": limit}
    yield Sentence(_("接下来%(what)s，最晚 %(limit)s。") % values, clock.clause)


def _limit(clock: Clock | None, now: datetime) -> str:
    """Return until when; nothing while the clock stands still, for its end still moves."""
    if clock is None or clock.due_at is None or clock.state == ClockState.PAUSED:
        return ""
    words = limit_sentence(clock.due_at, now)
    return _("%(words)s（预计）") % {"words": words} if clock.provisional else words


def _running(clocks: Iterable[Clock], measures: str, record: StepTaken, law: Law) -> Clock | None:
    """Return the duty that measures something and had begun by the time of the step."""
    return _foremost([row for row in clocks if row.measures == measures and row.started_at <= record.occurred_at], law)


def _foremost(clocks: Iterable[Clock], law: Law) -> Clock | None:
    """Return the duty of several that a page speaks of: the law's, the city's own, the newest run."""
    own = law.city.clocks if law.city is not None else {}
    duties = [row for row in clocks if row.kind == ClockKind.DUTY]
    return max(duties, key=lambda row: (row.force == "law", row.name in own, row.started_at, row.pk), default=None)
