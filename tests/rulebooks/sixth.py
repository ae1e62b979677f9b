"""A small town under the sixth city's text: its place, its authority, one permit with three homes, one policy."""

import itertools
from dataclasses import dataclass

from django.core.management import call_command

from idi_platform.accounts.capacities import OWNER_KEY
from idi_platform.accounts.models import Person
from idi_platform.accounts.roles import PartyRole, Role
from idi_platform.projects.models import Unit
from idi_platform.records.models import Party, Subject
from idi_platform.rulebooks.loading import load_path
from idi_platform.rulebooks.shipped import BASE, load_shipped
from idi_platform.rulebooks.store import publish
from idi_platform.workflow.perform import approve, perform
from idi_platform.workflow.requests import Proposed
from policies.book import read_book
from policies.models import Policy
from policies.opening import open_book
from tests.cast import Player, member
from tests.rulebooks.test_sixth_city import DIVISION, SIXTH

OWNERS = (
    ("101", "甲（演示）", "13800009101"),
    ("102", "乙（演示）", "13800009102"),
    ("103", "丙（演示）", "13800009103"),
)
_keys = itertools.count(1)


def key():
    """A key that no form has used."""
    return f"sixth-{next(_keys)}"


def book_of(insurer, developer, contractor):
    """Filed on 12 November 2030, so cover begins on 12 May 2032; the keys are handed over on 10 December 2031."""
    return {
        "project": {
            "number": "SX-1", "name": "六合里（演示）", "division": "999901", "kind": "small_low_risk",
            "registered_on": "2030-04-08", "parties": {"developer": developer.uscc, "contractor": contractor.uscc},
        },
        "insured_object": {
            "number": "SX-1", "contract_price": "300000000.00", "contract_signed_on": "2030-04-12",
            "permit": {"applied_on": "2030-05-02", "issued_on": "2030-05-06", "number": "SX-P-1"},
        },
        "buildings": [{
            "number": "1", "name": "1号楼", "accepted_on": "2030-10-28", "filed_on": "2030-11-12",
            "units": [
                {
                    "number": number, "floor": 1, "sold_on": "2030-06-03", "handed_over_on": "2031-12-10",
                    "owners": [{"name": name, "phone": phone}],
                }
                for number, name, phone in OWNERS
            ],
        }],
        "policy": {
            "drafted_on": "2030-04-22", "mode": "single",
            "shares": [{"uscc": insurer.uscc, "role": "lead", "rate": "1"}],
            "items": [{"code": "frame"}, {"code": "windows"}], "is_schedule_complete": True,
            "premium_base": "300000000.00", "rate": "0.012", "premium": "3600000.00", "sum_insured": "300000000.00",
            "risk_fee": "700000.00", "explanation_recorded": True,
            "terms": {"dispute.forum": "panel", "contract.no_holiday_roll": True},
            "annexes": ["notice"], "annexes_confirmed_on": "2030-04-24", "signed_on": "2030-04-30",
            "receipts": [{"amount": "3600000.00", "received_on": "2030-05-08"}],
            "issued_on": "2030-05-20", "number": "DEMO-SX-1",
        },
    }  # fmt: skip


@dataclass
class Town:
    """The people by their roles, and what stands."""

    players: dict
    opened: object

    @property
    def homes(self):
        return list(Unit.objects.select_related("subject", "building").order_by("number"))

    @property
    def policy(self):
        return Policy.objects.select_related("subject", "insured_object").get(pk=self.opened.policy.pk)

    def acting(self, who):
        return self.players[who].acting

    def take(self, target, name, who, **facts):
        """Take a step on what stands now; an approver agrees where two persons are needed. Return the Record."""
        current = target
        if target.pk is not None and type(target).objects.filter(pk=target.pk).exists():
            current = type(target).objects.select_related("subject").get(pk=target.pk)
        done = perform(current, name, acting=self.acting(who), key=key(), **facts)
        if isinstance(done, Proposed):
            second = "second_keeper" if who == "institution" else "approver"
            done = approve(done.proposal, acting=self.acting(second), key=key())
        return done.record

    def beside(self, **links):
        """Return a new subject that hangs on the project, and on more where it is named."""
        found = self.opened.project.subject
        return Subject(division_id=found.division_id, project_id=found.pk, **links)


def publish_sixth(tmp_path):
    """Load place and text as an officer would."""
    places = tmp_path / "divisions.csv"
    places.write_text(DIVISION, "utf-8")
    call_command("load_divisions", file=places, verbosity=0)
    for loaded in (load_shipped(BASE), load_path(SIXTH)):
        publish(loaded, reason="test", approver="test")


def build(players, book_of=book_of, owners=OWNERS):
    """Enter a book and give everybody his part in it."""
    found = {who: player.organisation for who, player in players.items()}
    book = book_of(found["underwriter"], found["developer"], found["contractor"])
    opened = open_book(
        read_book(book),
        acting=players["underwriter"].acting,
        key="book:sixth",
        second_person=players["approver"].acting,
    )
    players = dict(players)
    keeper = member(Role.institution)
    players["institution"], players["second_keeper"] = keeper, member(Role.institution, keeper.organisation)
    players["regulator"] = member(Role.regulator, division="999901")
    keeps = {"role": PartyRole.institution, "organisation": keeper.organisation, "since": "2030-05-01"}
    Party.objects.create(subject_id=opened.project.pk, **keeps)
    for number, _name, phone in owners:
        person = Person.objects.filter(phone=f"+86{phone}").first() or Person.objects.get(phone=phone)
        person.phone_verified = True
        person.save()
        players[number] = Player(person, None, OWNER_KEY)
    return Town(players, opened)
