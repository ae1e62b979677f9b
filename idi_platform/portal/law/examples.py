"""Worked examples in words: what is given, what was done, and what the law says of it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from idi_platform.rulebooks.predicates.naming import Naming, lang, with_unit
from idi_platform.rulebooks.shipped import shipped
from idi_platform.workflow.examples import Example, examples_of
from idi_platform.workflow.examples.running import AFTER, NO_LIMIT

from .answers import MATTERS, answer_of, effect, said, value_of
from .sentences.cover import scope_effect
from .sentences.gates import reached

_LAST = frozenset({"owed_to", "force", "told"})
"""What is said of a time limit after its days."""
SIGNING = "policy.sign_contract"
_ALWAYS = "2099-12-31 12:00"
"""Examples without an instant of asking are asked long after everything."""


@dataclass(frozen=True, slots=True)
class Told:
    """One example: the sentence a lawyer can agree with, the case, the answer.

    Sentences are written in Chinese; in another language the answer stands over the case.
    """

    about: str
    given: tuple[str, ...]
    answer: tuple[str, ...]


def told_of(code: str, naming: Naming) -> Mapping[str, tuple[Told, ...]]:
    """Return the examples of an edition by clause; none for a text that did not ship with the platform."""
    found: dict[str, list[Told]] = {}
    for example in examples_of(code) if code in shipped() else ():
        told = _told(example, naming)
        for clause in example.clauses:
            found.setdefault(clause, []).append(told)
    return {clause: tuple(entries) for clause, entries in found.items()}


def _told(example: Example, naming: Naming) -> Told:
    answer = () if example.says else tuple(_answer(example, naming))
    given = tuple(_given(example, naming))
    if lang() == "zh":
        return Told(example.about, given, answer)
    return Told(_headed(example, naming, answer), given, ())


def _headed(example: Example, naming: Naming, answer: tuple[str, ...]) -> str:
    """Return what stands over a case in a language without a sentence for it: its answer, or its clauses' titles."""
    if answer:
        return _("；").join(answer)
    known = {clause: entry.title for book in reversed(naming.books) for clause, entry in book.clauses.items()}
    found = (known[clause] for clause in example.clauses if clause in known)
    return _("；").join(dict.fromkeys(naming.label(title) for title in found))


def _given(example: Example, naming: Naming) -> Iterator[str]:
    yield from (_fact(name, value, naming) for name, value in example.given.items())
    for name, value in example.steps.items():
        yield said(_event(name, naming), _taken(value, naming))
    for name, members in example.sets.items():
        number = len(members)
        yield said(naming.members(name), _("%(n)s 项") % {"n": number})
        yield from (_member(member, naming) for member in members if member)
    for name, value in example.terms.items():
        yield said(_("合同约定的“%(term)s”") % {"term": naming.term(name)}, naming.term_value(name, value))
    if example.schedule:
        yield said(_("承保明细"), _("、").join(naming.value(item) for item in example.schedule))
    for name in (*example.open, *example.inside):
        yield _("“%(clock)s”还在进行") % {"clock": naming.clock(name)}
    if example.at != _ALWAYS:
        yield said(_("在这时问"), value_of(example.at, naming))


def _fact(name: str, value: Any, naming: Naming) -> str:
    if name == "acts":
        return _("办了 %(n)s 次：%(days)s") % {"n": len(value), "days": _taken(value, naming)}
    if name == "active":
        periods = [_("至").join(value_of(day, naming) for day in period) for period in value]
        return _("进行期间：%(days)s") % {"days": _("、").join(periods)}
    return said(naming.fact(name) if "." in name else name, value_of(value, naming, name))


def _member(member: Mapping[str, Any], naming: Naming) -> str:
    parts = [said(naming.fact(name), value_of(value, naming, name)) for name, value in member.items() if "." in name]
    return _("其中一项：%(parts)s") % {"parts": _("，").join(parts)}


def _taken(value: object, naming: Naming) -> str:
    """Return when a step was taken, and with whom where that counts."""
    if isinstance(value, list | tuple):
        return _("、").join(_taken(one, naming) for one in value)
    if isinstance(value, Mapping):
        words = {"at": value_of(value.get("at", ""), naming), "who": naming.role(str(value.get("with", "")))}
        return (_("%(at)s，与%(who)s") if "with" in value else "%(at)s") % words
    return value_of(value, naming)


def _event(name: str, naming: Naming) -> str:
    how, colon, paper = name.partition(":")
    if colon:
        done = {"dispatched": _("%(paper)s发出"), "arrived": _("%(paper)s送达")}
        return done.get(how, "%(paper)s") % {"paper": naming.paper(paper)}
    return _("“%(step)s”") % {"step": naming.step(name)}


def _answer(example: Example, naming: Naming) -> Iterator[str]:
    expected = example.expect
    if example.subject in MATTERS:
        yield from answer_of(example, naming)
        return
    if not isinstance(expected, Mapping):
        yield _subject(example, naming)
        effects = expected if isinstance(expected, list) else [expected]
        yield _("、").join(effect(one, naming) for one in effects)
        return
    yield _subject(example, naming)
    for name, value in sorted(expected.items(), key=lambda entry: entry[0] in _LAST):
        aspect = _aspect(str(name), example.subject)
        if aspect and value not in ([], ()):
            yield said(aspect, _worded(example, str(name), value, naming))


def _worded(example: Example, name: str, value: object, naming: Naming) -> str:
    if name == "due" and value == NO_LIMIT:
        return _("没有期限")
    if name == "effect" and example.subject == "binding":
        return scope_effect(str(value))
    if name == "told" and isinstance(value, list | tuple):
        return _("；").join(_told_of_breach(str(one), naming) for one in value)
    return _states(example, value, naming) if name == "from" else _answered(value, naming)


def _told_of_breach(said: str, naming: Naming) -> str:
    """Return one consequence of a breach: who is told, or the step that the system takes, and how long after."""
    who, __, later = said.partition(AFTER)
    named = naming.step(who) if who in naming.vocabulary.steps else naming.roles(who.split("+"))
    if not later:
        return named
    number, __, unit = later.partition(" ")
    return _("%(later)s后：%(named)s") % {"later": with_unit(int(number), unit), "named": named}


def _states(example: Example, value: object, naming: Naming) -> str:
    """Return the beginning of a window, or the states from which a step may be taken, by the steps that lead there."""
    if example.permission is None:
        return _answered(value, naming)
    kind = example.permission.partition(".")[0]
    names = value if isinstance(value, list | tuple) else (value,)
    return _("、").join(reached(kind, str(name), naming) for name in names)


def _subject(example: Example, naming: Naming) -> str:
    subject = example.subject
    name = SIGNING if subject == "schedule" else getattr(example, subject)
    if subject == "clock":
        return _("时限“%(name)s”") % {"name": naming.clock(name)}
    if subject in {"gate", "permission", "schedule"}:
        return _("办理“%(name)s”") % {"name": naming.step(name)}
    if subject == "binding":
        return _("适用哪一版（%(kind)s）") % {"kind": naming.value(name, naming.fact_of("project.kind"))}
    if subject == "cover":
        return _("、").join(naming.value(item) for item in name)
    if subject == "appraisal":
        matter = naming.value(name, naming.fact_of("appraisal.matter"))
        return _("申请鉴定“%(matter)s”") % {"matter": matter}
    if subject == "filing":
        return naming.value(name)
    named = {"quota": naming.quota, "figure": naming.figure, "paper": naming.paper}
    return named[subject](name) if subject in named else ""


def _answered(value: object, naming: Naming) -> str:
    if isinstance(value, list | tuple):
        return _("、").join(_answered(one, naming) for one in value)
    return effect(value, naming) if isinstance(value, str) else value_of(value, naming)


def _aspect(name: str, subject: str) -> str:
    if subject == "quota" and name[:1].isdigit():
        return name
    if subject == "binding" and name == "effect":
        return _("这类项目")
    if subject == "filing" and name in ("by", "to", "on"):
        return {"by": _("义务人"), "to": _("交给"), "on": _("在此之后要报")}[name]
    if subject == "paper" and name == "to":
        return _("交给")
    if subject == "permission" and name == "from":
        return _("只能在此之后")
    return _word(name)


def _word(name: str) -> str:
    return {
        "target": _("按条文的最后一天"),
        "due": _("依法最晚"),
        "opens": _("开始"),
        "closes": _("结束"),
        "state": _("结果"),
        "owed_by": _("义务人"),
        "owed_to": _("对象"),
        "told": _("逾期后告知"),
        "runs": _("是否起算"),
        "liable": _("由谁负责"),
        "from": _("从"),
        "to": _("到（不含当天）"),
        "by": _("可以由"),
        "not_by": _("不可以由"),
        "second_person": _("须第二人复核"),
        "sections": _("写有"),
        "required": _("必须写有"),
        "on": _("在此之后出具"),
        "value": _("数值"),
        "effect": _("超出的"),
        "kind": _("性质"),
        "force": _("来自"),
        "two_signatures": _("须两人签字"),
        "last_day": _("最后一天"),
        "provisional": _("暂定，那一年的日历还没有公布"),
        "outcome": _("结果"),
        "told_too": _("同时告知"),
        "owed": _("是否要报"),
        "paid_by": _("鉴定费由谁出"),
        "unlicensed": _("没有规定资质的机构"),
        "unwritten": _("没有书面提出的"),
        "takes": _("系统自动"),
        "takes_at": _("系统办理的时间"),
    }.get(name, "")
