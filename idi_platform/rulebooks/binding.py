"""Which text an insured object falls under: pure rules on dates and places."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from .schema.book import Rulebook

Answer = Literal["bound", "candidate", "none_in_force", "undetermined"]

_SENTENCES = {
    "bound": "{day}在办法有效期内。",
    "waiting": "还没有{trigger}的日期，先按候选办法办理。",
    "no_text_for_place": "这个地方没有已收录的办法。",
    "kind_not_covered": "这类项目不在办法的适用范围内。",
    "by_reference": "办法对这类项目只是“参照执行”，需由有权的人认定。",
    "kind_unclear": "办法没有写明是否包括这类项目，需由有权的人认定。",
    "kind_unknown": "项目类别还没有登记。",
    "effective_date_unknown": "办法的施行日期未知，需由主管部门录入日期和出处。",
    "lapsed": "办法已于{to}期满，{day}的新合同不再适用。",
    "not_yet": "{day}早于办法施行日{from_}。",
    "older_than_loaded": "{day}早于所有已收录的办法。",
    "permit_across_boundary": "施工许可证的申领和核发分处办法有效期界限两侧。",
    "contract_after_expiry": "施工许可证在有效期内申领，但合同签订时办法已期满。",
    "several_texts": "同时有几个办法适用。",
    "extended_later": "{day}在办法期满之后、延期文件生效之前，是否适用需由有权的人认定。",
    "decided": "由有权的人认定，文号{document}。",
}


@dataclass(frozen=True, slots=True)
class Text:
    """One edition as the binding rules see it. Both ends of the window are included, in Shanghai days.

    Attributes:
        edition: Its code.
        division: The division it is of.
        since: The first day in force; None means unknown: never in force by itself.
        until: The last day in force; None means open or unknown: never expired by itself.
        binds_on: The step or fact whose day binds.
        scope: What the text says of each kind of project.
        boundary: Other days that must lie on the same side: their name, and what to say if they do not.
        gaps: First and last days that lie between an end and the document that later carried the text on.
    """

    edition: str
    division: str
    since: date | None
    until: date | None
    binds_on: str
    scope: Mapping[str, str]
    boundary: Mapping[str, str]
    gaps: tuple[tuple[date, date], ...] = ()


@dataclass(frozen=True, slots=True)
class Why:
    """One reason, as a stable code and a sentence."""

    code: str
    sentence: str
    edition: str = ""


@dataclass(frozen=True, slots=True)
class Bound:
    """What the rules answer. `edition` is the text bound, or the candidate, or the one that was tried."""

    answer: Answer
    edition: str | None
    why: tuple[Why, ...]


def text_of_book(book: Rulebook) -> Text:
    """Return an edition as its own rulebook tells it, without anything recorded later."""
    trigger, window = book.binds_on, book.in_force
    return Text(
        edition=book.id,
        division=book.division or "",
        since=window.from_ if isinstance(window.from_, date) else None,
        until=window.to if isinstance(window.to, date) else None,
        binds_on=(trigger.step or trigger.fact or "") if trigger is not None else "",
        scope={kind: rule.effect for kind, rule in book.scope.items()},
        boundary=dict(book.boundary),
    )


def decide(
    texts: Sequence[Text], divisions: Collection[str], project_kind: str | None, days: Mapping[str, date | None]
) -> Bound:
    """Return which text binds.

    Args:
        texts: All loaded editions but the national base.
        divisions: The insured object's division and all above it.
        project_kind: The registered kind of the project; None if not known yet.
        days: The days of binding steps and facts by name, and of the other boundary facts; None or absent: not known.
    """
    here = [text for text in texts if text.division in divisions]
    if not here:
        return Bound("undetermined", None, (_why("no_text_for_place"),))
    verdicts = [_try(text, project_kind, days) for text in here]
    hits = [verdict for verdict in verdicts if verdict.answer == "bound"]
    if len(hits) > 1:
        return Bound("undetermined", None, (*(why for hit in hits for why in hit.why), _why("several_texts")))
    for answer in ("bound", "undetermined", "candidate"):
        found = [verdict for verdict in verdicts if verdict.answer == answer]
        if found:
            return found[0]
    return _missed(here, verdicts, days)


def candidate(texts: Sequence[Text], divisions: Collection[str], project_kind: str | None, day: date) -> str | None:
    """Return the edition that an object registered on `day` would fall under, as things stand; None if unclear."""
    supposed = [decide([text], divisions, project_kind, {text.binds_on: day}) for text in texts]
    found = [bound.edition for bound in supposed if bound.answer == "bound"]
    return found[0] if len(found) == 1 else None


def _try(text: Text, project_kind: str | None, days: Mapping[str, date | None]) -> Bound:
    excluded = _scope(text, project_kind)
    if excluded is not None:
        return excluded
    if text.since is None:
        return _answer("undetermined", text, "effective_date_unknown")
    day = days.get(text.binds_on)
    if day is None:
        return _answer("candidate", text, "waiting", trigger=text.binds_on)
    missed = _outside(text, day)
    if missed is not None:
        return missed
    for name, code in text.boundary.items():
        other = days.get(name)
        if other is not None and not _inside(other, text):
            return _answer("undetermined", text, code, day=day)
    return _answer("bound", text, "bound", day=day)


def _outside(text: Text, day: date) -> Bound | None:
    """Return what is said of a day outside the window, or in a gap of it; None where it lies inside."""
    if text.since is not None and day < text.since:
        return _answer("none_in_force", text, "not_yet", day=day, from_=text.since)
    if text.until is not None and day > text.until:
        return _answer("none_in_force", text, "lapsed", day=day, to=text.until)
    if any(first <= day <= last for first, last in text.gaps):
        return _answer("undetermined", text, "extended_later", day=day)
    return None


def _scope(text: Text, project_kind: str | None) -> Bound | None:
    if project_kind is None:
        return _answer("candidate", text, "kind_unknown")
    effect = text.scope.get(project_kind, "not_covered")
    if effect == "not_covered":
        return _answer("none_in_force", text, "kind_not_covered")
    if effect == "by_reference":
        return _answer("undetermined", text, "by_reference")
    if effect == "unclear":
        return _answer("undetermined", text, "kind_unclear")
    return None


def _missed(texts: Sequence[Text], verdicts: Sequence[Bound], days: Mapping[str, date | None]) -> Bound:
    """Return none in force, or undetermined for an object older than every text that is loaded for its place."""
    whys = tuple(why for verdict in verdicts for why in verdict.why)
    early = [verdict for verdict in verdicts if verdict.why[0].code == "not_yet"]
    if early and len(early) == len(verdicts):
        day = days.get(texts[0].binds_on)
        return Bound("undetermined", None, (*whys, _why("older_than_loaded", day=day)))
    return Bound("none_in_force", verdicts[0].edition, whys)


def _inside(day: date, text: Text) -> bool:
    return text.since is not None and day >= text.since and (text.until is None or day <= text.until)


def _answer(answer: Answer, text: Text, code: str, **values: object) -> Bound:
    return Bound(answer, text.edition, (_why(code, text.edition, **values),))


def by_decision(edition: str, document: str) -> Why:
    """Return the reason of a binding that a person has decided."""
    return _why("decided", edition, document=document)


def _why(code: str, edition: str = "", **values: object) -> Why:
    said = {name: _day(value) if isinstance(value, date) else value for name, value in values.items()}
    return Why(code, _SENTENCES[code].format(**said), edition)


def _day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"
