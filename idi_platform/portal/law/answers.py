"""What an example answers, in words: effects and states, and the answers about matters as a whole."""

import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Final

from django.utils.translation import gettext as _

from idi_platform.deadlines.states import ClockKind, ClockState
from idi_platform.rulebooks.predicates.naming import Naming, per_cent
from idi_platform.workflow.examples import Example
from idi_platform.workflow.examples.matters import NO_VALUE, SIGNING
from idi_platform.workflow.examples.running import BY, NO_LIMIT

_INSTANT = re.compile(r"^[0-9]{4}-[0-9]{2}-[0-9]{2}( [0-9]{2}:[0-9]{2}(:[0-9]{2})?)?$")
MATTERS: Final = frozenset({"term", "ground", "recourse", "agency", "credit", "panel", "premium", "retention"})
"""What examples ask of a matter as a whole."""
_BY_STEP: Final = frozenset({"agency", "panel", "premium"})
_OF_ROLES: Final = frozenset({"who", "not_who", "by", "taken_by", "engaged_by", "reports_to"})


def said(name: str, value: str) -> str:
    """Return a name with its value: 从：2029年3月12日."""
    return _("%(name)s：%(value)s") % {"name": name, "value": value}


def value_of(value: object, naming: Naming, name: str = "") -> str:
    """Return a given value in words: a day or an instant in full, several in a row."""
    fact = naming.fact_of(name) if name else None
    if isinstance(value, date):
        return naming.value(value)
    if isinstance(value, list | tuple):
        return _("、").join(value_of(one, naming, name) for one in value)
    if isinstance(value, str) and _INSTANT.match(value):
        day, __, time = value.partition(" ")
        return f"{naming.value(date.fromisoformat(day))} {time}".strip()
    return naming.value(value, fact)


def effect(value: object, naming: Naming) -> str:
    """Return what a step meets, where a defect stands, which text binds: one word of an answer."""
    if not isinstance(value, str):
        return value_of(value, naming)
    words = {
        "allowed": _("可以办"),
        "block": _("不能办"),
        "warn": _("写明理由并由另一人复核后可以办"),
        "refer": _("由专人认定"),
        "hint": _("可以办，有提示"),
        NO_VALUE: _("不能这样约定"),
        "candidate": _("暂按这一版"),
        "bound": _("适用这一版"),
        "none_in_force": _("没有有效的办法可用"),
        "undetermined": _("由专人认定"),
        "covered": _("在保险期间内"),
        "before_cover": _("保险责任开始前"),
        "ended": _("已经期满"),
        "tail": _("在期满后的延伸期内"),
        "repair_warranty": _("在维修质保期内"),
        "outside_scope": _("不在保险范围内"),
        "fund_window": _("在保障资金的期间内"),
        "law": _("条文"),
        "contract": _("合同"),
        **{str(state): str(label) for state, label in (*ClockKind.choices, *ClockState.choices)},
    }
    __, __, who = value.partition(BY)
    if who:
        return _("由%(who)s认定") % {"who": naming.role(who)}
    return words.get(value) or named(value, naming)


def named(value: str, naming: Naming) -> str:
    """Return the words of a step, a role or a section of a paper."""
    if value in naming.vocabulary.steps:
        return naming.step(value)
    return naming.role(value) if value in naming.vocabulary.roles else naming.value(value)


def answer_of(example: Example, naming: Naming) -> Iterator[str]:
    """Yield what is asked about a matter, and the answer: what it meets, whom it reaches, who engages the agency."""
    yield _matter(example, naming)
    expected = example.expect if isinstance(example.expect, Mapping) else {"meets": example.expect}
    for name, value in expected.items():
        aspect = _aspect(str(name))
        if name == "meets":
            yield effect(value, naming)
        elif aspect and value not in ([], ()):
            yield said(aspect, _worded(str(name), value, naming))


def _matter(example: Example, naming: Naming) -> str:
    subject = example.subject
    if subject in _BY_STEP:
        step = _("办理“%(name)s”") % {"name": naming.step(example.agency or SIGNING)}
        shares = _("、").join(per_cent(rate) for rate in example.panel or ())
        return said(step, _("各家份额 %(shares)s") % {"shares": shares}) if shares else step
    if subject == "term":
        words = _("合同约定“%(term)s”") if example.term in example.terms else _("合同没有约定“%(term)s”")
        return words % {"term": naming.term(example.term or "")}
    if subject == "ground":
        return _("以“%(ground)s”为由不予赔偿") % {"ground": naming.value(example.ground)}
    if subject == "recourse":
        fact = naming.fact_of("subrogation.liable_kind")
        parties = _("、").join(naming.value(one, fact) for one in example.recourse or ())
        return _("向%(parties)s追偿") % {"parties": parties}
    name = str(example.credit or example.retention)
    entries = (book.credit.get(name) if subject == "credit" else book.retention.get(name) for book in naming.books)
    return next((naming.label(entry.title) for entry in entries if entry is not None), "")


def _aspect(name: str) -> str:
    return {
        "asked": _("新保单要填"),
        "kept": _("还要保存"),
        "last_day": _("最后一天"),
        "exclusion": _("是责任免除"),
        "engaged_by": _("由谁委托"),
        "reports_to": _("报告交给"),
        "who": _("针对"),
        "not_who": _("不针对"),
        "by": _("由谁决定"),
        "step": _("通过"),
        "taken_by": _("由谁办理"),
    }.get(name, "")


def _worded(name: str, value: object, naming: Naming) -> str:
    if name in _OF_ROLES:
        return naming.roles([str(one) for one in (value if isinstance(value, list | tuple) else [value])])
    return _("还没有开始计算") if value == NO_LIMIT else effect(value, naming)
