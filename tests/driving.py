"""Driving a lifecycle through its steps: each taken by who may, refused to who may not, and answered once.

A test gives the path as rows of (step, who, facts); the places stand in a division without a text of its own, so that
only the code and the national law speak.
"""

import itertools
from dataclasses import dataclass, field

import pytest

from idi_platform.accounts.roles import PartyRole
from idi_platform.kernel.errors import NotPermitted, NotVisible, Refused
from idi_platform.projects import actions
from idi_platform.records.models import Record, Subject
from idi_platform.workflow.lifecycles import LIFECYCLES, lifecycle_of
from idi_platform.workflow.perform import approve, perform
from idi_platform.workflow.requests import Proposed
from policies.book import read_book
from policies.opening import open_book
from tests.policies.books import bj_2

NO_TEXT = "330302"
"""A district for which no city's text is loaded."""
SITE = ("developer", "contractor", "designer", "supervisor", "lab")


@dataclass
class Driver:
    """The people of a story by the names of their roles, and the keys of what they do."""

    players: dict
    keys: itertools.count = field(default_factory=itertools.count)

    def acting(self, who):
        return self.players[who].acting

    def take(self, target, name, who, **facts):
        """Take a step as who may; a second person agrees where one is needed. Return the Record."""
        key = f"drive:{next(self.keys)}"
        done = perform(target, name, acting=self.acting(who), key=key, **facts)
        if isinstance(done, Proposed):
            record = approve(done.proposal, acting=self.acting("approver"), key=f"{key}:2").record
        else:
            record = done.record
            again = perform(target, name, acting=self.acting(who), key=key, **facts)
            assert again.record.pk == record.pk, "the same request twice is one step"
        return record

    def drive(self, target, path, outsider="owner"):
        """Take every step of a path; before each, the outsider is refused, and so is who sees it without the role."""
        definitions = lifecycle_of(type(target).kind).steps
        for name, who, facts in path:
            definition = definitions[name]
            self.is_refused(target, definition, outsider, facts)
            record = self.take(target, name, who, **facts)
            if definition.is_creating:
                target.subject = Subject.objects.get(pk=record.subject_id)
            target = type(target).objects.select_related("subject").get(pk=record.subject_id)
            assert record.name == definition.full_name
            assert definition.target in (None, target.state)
        return target

    def is_refused(self, target, definition, who, facts):
        with pytest.raises((NotPermitted, NotVisible)):
            perform(target, definition.name, acting=self.acting(who), key=f"no:{next(self.keys)}", **facts)

    def starts_nowhere_else(self, target):
        """Every step that does not start from the present state is refused as such, to whoever may take it."""
        for definition in lifecycle_of(type(target).kind).steps.values():
            if definition.is_creating or definition.is_automatic or definition.starts_from(target.state):
                continue
            who = next((role.value for role in definition.by if role.value in self.players), None)
            if who is None:
                continue
            with pytest.raises((Refused, NotVisible, NotPermitted)) as refused:
                perform(
                    target,
                    definition.name,
                    acting=self.acting(who),
                    key=f"late:{next(self.keys)}",
                    **sample(definition),
                )
            if isinstance(refused.value, Refused):
                assert [one.code for one in refused.value.refusals] == ["step.wrong_state"], definition.full_name


def sample(definition):
    """Return facts that fit a step's form, for a step that is refused before they are looked at."""
    made = {}
    for name, given in definition.facts.model_fields.items():
        if given.is_required():
            made[name] = (
                next(iter(given.annotation)) if hasattr(given.annotation, "__members__") else SAMPLES.get(name, 1)
            )
    return made


SAMPLES = {
    "on": "2026-01-05", "planned_on": "2026-01-05", "number": "N-1", "code": "c", "rectify_by": "2026-02-01",
    "amount": "100.00", "until": "2030-01-01", "lists_open_findings": True, "open_severe": 0,
    "land_condition_includes_insurance": True, "retention_amount": "0.00",
    "liability_insured_until": "2030-01-01", "measure": "circular", "organisation_id": 1,
    "valid_until": "2099-12-31", "payer": "insurer", "fee": "1.00", "why": "nobody_in",
    "at": "2026-12-05T10:00:00+08:00", "slots": ["2026-12-05T10:00:00+08:00"], "terminated_on": "2099-12-31",
    "reason": "by_agreement", "purpose": "amend",
}  # fmt: skip


def whole(kind, *paths):
    """Say that the paths together take every step of a kind that a person takes."""
    taken = {name for path in paths for name, _who, _facts in path}
    asked = {name for name, one in LIFECYCLES[kind].steps.items() if not one.is_automatic}
    assert taken >= asked, f"no path takes {sorted(asked - taken)} of {kind}"


def open_project(underwriter, players):
    """Return a project on which everybody of the site stands."""
    named = [(PartyRole[who], players[who].organisation.pk) for who in SITE]
    return actions.register_project(
        acting=underwriter.acting, key="drive:project", division=NO_TEXT, number="D-1", name="静水里（演示）",
        kind="commodity_housing", participants=named,
    )  # fmt: skip


def open_contract(players):
    """Return the book of a contract in force in a place without a text, its developer known, one home sold."""
    book = bj_2(players["underwriter"].organisation)
    book["project"]["division"] = NO_TEXT
    agreed = {"period_months": 120, "starts_on": "2022-11-20"}
    book["policy"]["items"] = [{**item, **agreed} for item in book["policy"]["items"]]
    acting, second = players["underwriter"].acting, players["approver"].acting
    opened = open_book(read_book(book), acting=acting, key="book", second_person=second)
    named = {"role": "developer", "organisation_id": players["developer"].organisation.pk, "since": "2019-06-01"}
    perform(opened.project, "name_participant", acting=acting, key="developer", **named)
    return opened


def steps_of(record_of):
    """Return the names of a subject's steps in order."""
    return list(Record.objects.filter(subject=record_of, form="step").order_by("seq").values_list("name", flat=True))
