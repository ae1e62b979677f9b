"""Gates, and who may take a step, in words."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from idi_platform.rulebooks.predicates.conditions import condition
from idi_platform.rulebooks.predicates.naming import Naming
from idi_platform.rulebooks.schema.gates import GateDef, StepRule
from idi_platform.workflow.lifecycles import LIFECYCLES

from .said import Said, full, places


def said_of_gates(step: str, gates: Iterable[GateDef], naming: Naming) -> Said:
    """Return what the gates of a step do: each condition, and what happens where it does not hold."""
    lines = tuple(line for gate in gates for line in gate_lines(step, gate, naming))
    return Said(_("关口"), "lock", naming.step(step), lines, places([step], naming))


def gate_lines(step: str, gate: GateDef, naming: Naming) -> tuple[str, ...]:
    """Return one gate: 没有现场查勘记录，不能核定（阻止），then exactly what is asked for."""
    message = naming.label(gate.message) if gate.message is not None else ""
    effect = _effect(gate, naming)
    asked = condition(gate.check, step.partition(".")[0], naming)
    first = _("%(message)s（%(effect)s）") % {"message": message, "effect": effect} if message else ""
    second = (
        _("须：%(asked)s") % {"asked": asked}
        if message
        else _("须：%(asked)s（%(effect)s）")
        % {
            "asked": asked,
            "effect": effect,
        }
    )
    lines = [first, f"{_only_when(step, gate, naming)}{second}"]
    if gate.override is not None:
        lines.append(_("%(who)s的两个人一起可以放行") % {"who": naming.role(gate.override)})
    return tuple(full(line) for line in lines if line)


def said_of_permission(step: str, rule: StepRule, naming: Naming) -> Said:
    """Return who may take a step here, from where, and whether a second person is needed."""
    lines = []
    if rule.by:
        lines.append(_("这一步只能由%(by)s办理") % {"by": naming.roles(rule.by)})
    if rule.from_:
        kind = step.partition(".")[0]
        states = _("、").join(reached(kind, state, naming) for state in rule.from_)
        lines.append(_("只能在%(states)s之后办理") % {"states": states})
    if rule.second_person:
        lines.append(_("须由同一单位的另一个人复核后才生效"))
    if not rule.in_force:
        lines.append(_("这里没有这一步"))
    return Said(_("权限"), "user", naming.step(step), tuple(full(line) for line in lines), places([step], naming))


def reached(kind: str, state: str, naming: Naming) -> str:
    """Return a state by the steps that lead to it, in quotation marks."""
    steps = LIFECYCLES[kind].steps.values() if kind in LIFECYCLES else ()
    leading = [naming.step(step.full_name) for step in steps if step.target == state]
    return _("或").join(_("“%(step)s”") % {"step": one} for one in dict.fromkeys(leading)) or state


def _effect(gate: GateDef, naming: Naming) -> str:
    if gate.effect == "refer":
        return _("等%(who)s认定") % {"who": naming.role(str(gate.decided_by))}
    return {"block": _("阻止"), "warn": _("警示"), "hint": _("提示")}.get(gate.effect, gate.effect)


def _only_when(step: str, gate: GateDef, naming: Naming) -> str:
    if gate.when is None:
        return ""
    return _("%(when)s的，") % {"when": condition(gate.when, step.partition(".")[0], naming)}
