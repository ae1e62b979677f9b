"""A project with several contracts has none that is *the* contract: no gate and no limit of a text may ask for it."""

from collections.abc import Mapping

import pytest
from pydantic import BaseModel

from idi_platform.projects.actions import register_insured_object
from idi_platform.rulebooks.shipped import load_shipped, shipped
from idi_platform.rulebooks.vocabulary import vocabulary
from policies.facts import policy_on
from policies.models import Policy


def facts_outside_sets(node):
    """Yield the facts that a predicate reads from its own subject, not from the members of a set."""
    if isinstance(node, BaseModel):
        node = node.model_dump(by_alias=True)
    if isinstance(node, Mapping):
        if isinstance(node.get("fact"), str):
            yield node["fact"]
        inner = {"where", "must"} if isinstance(node.get("of"), str) else set()
        for name, part in node.items():
            if name not in inner:
                yield from facts_outside_sets(part)
    elif isinstance(node, list | tuple):
        for part in node:
            yield from facts_outside_sets(part)


def leads_over_the_only_contract(kind, fact):
    route = vocabulary.route(kind, fact.partition(".")[0]) or ()
    return any((path.kind, path.name) == ("project", "policy") for path in route)


@pytest.mark.parametrize("code", shipped())
def test_no_gate_falls_silent_at_a_second_contract(code):
    found = {
        f"{step}.{gate.name}: {fact}; ask project.insured_objects instead"
        for step, gates in load_shipped(code).rulebook.gates.items()
        for gate in gates
        for fact in {*facts_outside_sets(gate.check), *facts_outside_sets(gate.when)}
        if leads_over_the_only_contract(step.partition(".")[0], fact)
    }
    assert not found


@pytest.mark.parametrize("code", shipped())
def test_no_limit_falls_silent_at_a_second_contract(code):
    found = {
        f"{name}: {fact}; let the policy carry it"
        for name, clock in load_shipped(code).rulebook.clocks.items()
        for fact in facts_outside_sets(clock)
        if leads_over_the_only_contract(clock.on or name.partition(".")[0], fact)
    }
    assert not found


def test_the_check_knows_the_path_that_it_looks_for():
    assert leads_over_the_only_contract("engagement", "policy.signed_on")
    assert not leads_over_the_only_contract("building", "policy.signed_on")
    check = {"count": {"of": "project.insured_objects", "where": {"fact": "policy.signed_on"}}}
    assert list(facts_outside_sets([check, {"fact": "policy.mode"}])) == ["policy.mode"]


@pytest.mark.django_db
def test_of_several_contracts_none_is_the_contract_of_the_project(opened, underwriter):
    read = vocabulary.paths["project", "policy"].read
    assert isinstance(read(opened.project), Policy)
    assert read(opened.project) == policy_on(opened.insured_object)
    register_insured_object(acting=underwriter.acting, key="second", project=opened.project, number="second")
    assert read(opened.project) is None
