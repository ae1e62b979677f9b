"""Clocks in words: from when, how long, what meets them, how days are counted, who owes them, what follows a breach."""

from django.utils.translation import gettext as _

from idi_platform.rulebooks.predicates.conditions import condition
from idi_platform.rulebooks.predicates.naming import Naming
from idi_platform.rulebooks.predicates.sentences import length_words
from idi_platform.rulebooks.schema.base import Edge, Trigger
from idi_platform.rulebooks.schema.clocks import ClockDef, Length, MetBy

from .said import Said, full, places

_ROLLED = frozenset({"days", "months", "years"})


def said_of_clock(name: str, clock: ClockDef, naming: Naming) -> Said:
    """Return what a clock does: 收到报案后 7 天内核定；遇节假日顺延；义务人：主承保公司."""
    what = {"window": _("期间"), "automatic": _("自动办理"), "reminder": _("提醒")}.get(clock.kind, _("时限"))
    lines = [_sentence(name, clock, naming), *_more(name, clock, naming)]
    icon = {"window": "calendar", "automatic": "sync"}.get(clock.kind, "clock")
    return Said(what, icon, naming.clock(name), tuple(full(line) for line in lines if line), _where(clock, naming))


def said_of_part(name: str, clock: ClockDef, clause: str, naming: Naming) -> Said | None:
    """Return what a clause adds to another's clock, its extension or its pause; None where it adds neither."""
    kind = kind_of(name, clock)
    part = ""
    if clock.clause != clause and clock.extended_by is not None and clock.extended_by.clause == clause:
        part = _extension(clock, naming, kind)
    elif clock.clause != clause and clock.paused_by is not None and clock.paused_by.clause == clause:
        part = _pause(clock, kind, naming)
    if not part:
        return None
    steps = [clock.extended_by.step] if clock.extended_by is not None and clock.extended_by.clause == clause else []
    whole = _("它所改变的时限：%(said)s") % {"said": _sentence(name, clock, naming)}
    return Said(_("时限"), "clock", naming.clock(name), (full(part), full(whole)), places(steps, naming))


def length_in_words(length: Length, naming: Naming, kind: str | None = None) -> str:
    """Return a length: 7 天, 当天, 合同约定的时限, 按结果."""
    duration = length.duration
    if duration is not None:
        return length_words(duration)
    if length.same_day:
        return _("当天")
    if length.term is not None:
        return _("合同约定的“%(term)s”") % {"term": naming.term(length.term)}
    if length.fact is not None:
        return _("到%(fact)s为止") % {"fact": naming.fact(length.fact, kind)}
    by = str(length.by)
    fact = naming.fact_of(by, kind)
    rows = [
        _("“%(case)s”的 %(length)s") % {"case": naming.value(case, fact), "length": length_in_words(row, naming, kind)}
        for case, row in (length.table or {}).items()
    ]
    return _("按%(fact)s，%(rows)s") % {"fact": naming.fact(by, kind), "rows": _("、").join(rows)}


def kind_of(name: str, clock: ClockDef) -> str:
    """Return the kind of subject that carries a clock."""
    return clock.on or name.partition(".")[0]


def short_limit(name: str, clock: ClockDef, naming: Naming) -> str:
    """Return the limit alone, for a comparison: 7 天（情形复杂 30 天）."""
    kind = kind_of(name, clock)
    if clock.kind == "window" and clock.within is None:
        return _window(clock, kind, naming)
    if clock.before is not None:
        return _before(clock, kind, naming)
    if clock.starts is None:
        return ""
    start = _instant(clock.starts, kind, naming)
    if clock.within is None:
        return _("从%(start)s起，没有定天数") % {"start": start}
    return _("从%(start)s起 %(length)s") % {"start": start, "length": length_in_words(clock.within, naming, kind)}


def _sentence(name: str, clock: ClockDef, naming: Naming) -> str:
    kind = kind_of(name, clock)
    limit = short_limit(name, clock, naming)
    if clock.kind == "automatic":
        words = {
            "limit": limit if clock.within else _instant(clock.starts, kind, naming),
            "step": naming.step(str(clock.takes)),
        }
        return _("到%(limit)s，系统自动“%(step)s”，不因任何一方没办完别的事而推迟") % words
    if clock.kind == "window":
        return _("%(limit)s内有效；过了这段时间即结束，不顺延，也不算谁违规") % {"limit": limit}
    met = _met(clock.met_by, naming) if clock.met_by else ""
    if clock.within is None and clock.before is None:
        return _("%(limit)s，直到%(met)s为止一直提醒") % {"limit": limit, "met": met}
    ends_on_a_day = clock.before is not None or (clock.within is not None and clock.within.fact is not None)
    inside = "" if ends_on_a_day else _("内")
    return _("%(limit)s%(inside)s，须%(met)s") % {"limit": limit, "inside": inside, "met": met}


def _more(name: str, clock: ClockDef, naming: Naming) -> list[str]:
    kind = kind_of(name, clock)
    return [
        _only_when(clock, kind, naming),
        _counting(clock),
        _holders(clock, naming),
        _tightened(clock, naming),
        _extension(clock, naming, kind),
        _pause(clock, kind, naming),
        _void(clock, naming),
        _breach(clock, naming),
    ]


def _only_when(clock: ClockDef, kind: str, naming: Naming) -> str:
    return _("只在这种情形下起算：%(when)s") % {"when": condition(clock.when, kind, naming)} if clock.when else ""


def _counting(clock: ClockDef) -> str:
    if clock.kind not in {"duty", "reminder"} or clock.within is None:
        return ""
    duration = clock.within.duration
    if duration is None:
        return ""
    if duration.unit == "hours":
        return _("按小时连续计算，夜间和节假日不扣除")
    if duration.unit == "working_days":
        return _("按国务院公布的工作日计算，调休上班日算工作日")
    if duration.unit in _ROLLED and clock.not_rolled_by is not None:
        return _("开始的当天不算；最后一天是节假日的顺延到其后第一个工作日，合同约定不顺延的除外")
    if duration.unit in _ROLLED and not clock.not_rolled:
        return _("开始的当天不算；最后一天是节假日的，顺延到节假日后的第一个工作日")
    return _("开始的当天不算，遇节假日不顺延")


def _holders(clock: ClockDef, naming: Naming) -> str:
    if clock.owed_by is None:
        return ""
    words = {"who": naming.role(clock.owed_by), "whom": naming.role(clock.owed_to) if clock.owed_to else ""}
    return (_("义务人：%(who)s；对象：%(whom)s") if clock.owed_to else _("义务人：%(who)s")) % words


def _tightened(clock: ClockDef, naming: Naming) -> str:
    term = clock.within.tightened_by if clock.within else None
    if clock.force == "contract":
        return _("这是合同约定的时限，办法没有给出数字")
    return _("合同可以用“%(term)s”约定得更短，不能更长") % {"term": naming.term(term)} if term else ""


def _extension(clock: ClockDef, naming: Naming, kind: str) -> str:
    if clock.extended_by is None:
        return ""
    words = {"step": naming.step(clock.extended_by.step), "to": length_in_words(clock.extended_by.to, naming, kind)}
    return _("在时限内“%(step)s”的，改为 %(to)s，仍从原来的起点算") % words


def _pause(clock: ClockDef, kind: str, naming: Naming) -> str:
    pause = clock.paused_by
    if pause is None:
        return ""
    words = {"from": _instant(pause.from_, kind, naming), "until": _instant(pause.until, kind, naming)}
    said = _("从%(from)s到%(until)s之间的整天数扣除不算") % words
    if pause.asked is not None:
        said = _("%(said)s（到达以前已经答复的不扣除）") % {"said": said}
    if pause.when is None:
        return said
    grounds = [_("三十天的时限")] if pause.when.limit else []
    if pause.when.or_term:
        grounds.append(_("合同另有约定（“%(term)s”）的") % {"term": naming.term(pause.when.or_term)})
    return _("%(said)s，只适用于%(grounds)s") % {"said": said, "grounds": _("或").join(grounds)}


def _void(clock: ClockDef, naming: Naming) -> str:
    if not clock.void_by:
        return ""
    steps = _("、").join(_("“%(step)s”") % {"step": naming.step(step)} for step in clock.void_by)
    return _("%(steps)s之后不再计时") % {"steps": steps}


def _breach(clock: ClockDef, naming: Naming) -> str:
    if clock.kind == "reminder":
        return _("只作提醒，逾期不记为违规")
    told = dict.fromkeys(route for one in clock.on_breach for route in one.notify)
    steps = [naming.step(one.take) for one in clock.on_breach if one.take]
    parts = []
    if told:
        parts.append(_("告知%(told)s") % {"told": naming.roles(list(told))})
    parts += [_("系统自动“%(step)s”") % {"step": step} for step in steps]
    return _("逾期记为违规，并%(parts)s") % {"parts": _("，").join(parts)} if parts else ""


def _before(clock: ClockDef, kind: str, naming: Naming) -> str:
    if clock.before is None:
        return ""
    event = _instant(clock.before, kind, naming)
    if clock.at_least is None:
        return _("在%(event)s之前") % {"event": event}
    return _("最迟在%(event)s之前 %(length)s") % {
        "event": event,
        "length": length_in_words(clock.at_least, naming, kind),
    }


def _window(clock: ClockDef, kind: str, naming: Naming) -> str:
    if clock.opens is None or clock.closes is None:
        return ""
    return _("从%(opens)s到%(closes)s") % {
        "opens": _edge(clock.opens, kind, naming),
        "closes": _edge(clock.closes, kind, naming),
    }


def _edge(edge: Edge, kind: str, naming: Naming) -> str:
    said = _instant(edge.trigger, kind, naming)
    if edge.plus is not None:
        return _("%(said)s之后 %(length)s") % {"said": said, "length": length_words(edge.plus)}
    if edge.minus is not None:
        return _("%(said)s之前 %(length)s") % {"said": said, "length": length_words(edge.minus)}
    return said


def _instant(trigger: Trigger | None, kind: str, naming: Naming) -> str:
    if trigger is None:
        return ""
    if trigger.steps:
        said = _("或者").join(_("“%(step)s”") % {"step": naming.step(step)} for step in trigger.steps)
    elif trigger.fact is not None:
        said = naming.fact(trigger.fact, kind)
    elif trigger.dispatched is not None:
        said = _("%(paper)s发出") % {"paper": naming.paper(trigger.dispatched)}
    else:
        said = _("%(paper)s送达") % {"paper": naming.paper(str(trigger.arrived))}
    return _("%(said)s（以%(who)s为准）") % {"said": said, "who": naming.role(trigger.with_)} if trigger.with_ else said


def _met(met_by: MetBy, naming: Naming) -> str:
    joint = _("并且") if met_by.all else _("或者")
    return joint.join(_act(trigger, naming) for trigger in (*met_by.any, *met_by.all))


def _act(trigger: Trigger, naming: Naming) -> str:
    if trigger.step is not None:
        return _("“%(step)s”") % {"step": naming.step(trigger.step)}
    if trigger.dispatched is not None:
        return _("发出%(paper)s") % {"paper": naming.paper(trigger.dispatched)}
    if trigger.arrived is not None:
        return _("送达%(paper)s") % {"paper": naming.paper(trigger.arrived)}
    return _("登记%(fact)s") % {"fact": naming.fact(str(trigger.fact))}


def _where(clock: ClockDef, naming: Naming) -> tuple[str, ...]:
    met = clock.met_by
    steps = [trigger.step for trigger in (*met.any, *met.all) if trigger.step] if met else []
    return places([*steps, *([clock.takes] if clock.takes else [])], naming)
