"""A gate sees what its own step is about to set: under the name under which the step is given it, or never."""

import ast
import inspect
import textwrap

import pytest

from idi_platform.rulebooks.shipped import load_shipped, shipped
from idi_platform.workflow.lifecycles import LIFECYCLES, step_named


def facts_of(said):
    """Every fact that a gate asks for."""
    if isinstance(said, dict):
        yield from [said["fact"]] if isinstance(said.get("fact"), str) else []
        said = list(said.values())
    for inner in said if isinstance(said, list | tuple) else ():
        yield from facts_of(inner)


def set_by(kind):
    """Which steps of a kind assign which columns; to empty one is not to set it."""
    found = {}
    lifecycle = LIFECYCLES[kind]
    for verb in lifecycle.steps:
        body = ast.parse(textwrap.dedent(inspect.getsource(inspect.unwrap(getattr(lifecycle.model, verb)))))
        emptied = {
            id(target)
            for node in ast.walk(body)
            if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant) and node.value.value is None
            for target in node.targets
        }
        for node in ast.walk(body):
            if id(node) in emptied:
                continue
            if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store):
                found.setdefault(node.attr, set()).add(f"{kind}.{verb}")
    return found


@pytest.mark.parametrize("code", shipped())
def test_no_gate_waits_for_what_only_its_own_step_sets_under_another_name(code):
    blind = []
    for step, gates in load_shipped(code).rulebook.gates.items():
        kind, given = step.partition(".")[0], step_named(step).facts.model_fields
        setters = set_by(kind)
        for gate in gates:
            names = {name for name in facts_of(gate.model_dump(mode="python", by_alias=True)) if name.startswith(kind)}
            columns = {name.partition(".")[2] for name in names if name.partition(".")[0] == kind}
            blind += [f"{step} {gate.code}: {name}" for name in columns - {*given} if setters.get(name) == {step}]
    assert blind == []
