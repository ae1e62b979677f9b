"""A subject with a record, and papers owed on it."""

from datetime import UTC, datetime
from types import SimpleNamespace

import pytest

from idi_platform.accounts.roles import PartyRole
from idi_platform.documents import frame, producing
from idi_platform.documents.owing import owe_paper
from idi_platform.kernel import clock
from idi_platform.records import chain
from idi_platform.records.models import Party, Record, Subject

from . import samples

AT = datetime(2026, 3, 4, 8, 20, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _files_of_this_test(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture(autouse=True)
def told(monkeypatch):
    """Those who follow a paper, without those that other apps register."""
    followers = SimpleNamespace(dispatched=[], withheld=[], arrived=[])
    monkeypatch.setattr(producing, "_on_dispatched", [followers.dispatched.append])
    monkeypatch.setattr(producing, "_on_withheld", [followers.withheld.append])
    monkeypatch.setattr(producing, "_on_arrived", [followers.arrived.append])
    monkeypatch.setattr(frame, "_describers", [])
    return followers


@pytest.fixture
def at(monkeypatch):
    """Set legal time."""

    def set_to(moment):
        monkeypatch.setattr(clock, "now", lambda: moment)

    set_to(AT)
    return set_to


@pytest.fixture
def subject(db, insurer_organisation):
    policy = Subject.objects.create(kind="policy", division_id="110106")
    policy.policy = policy
    policy.save()
    Party.objects.create(
        subject=policy, organisation=insurer_organisation, role=PartyRole.lead_insurer, since=AT.date()
    )
    return Subject.objects.create(kind="claim", division_id="110106", policy=policy)


@pytest.fixture
def record(subject):
    link = chain.Link(subject.pk, "step", "claim.refuse", {"kind": "system", "organisation": None}, AT, AT)
    return Record.objects.select_related("subject").get(pk=chain.append(link).record_id)


@pytest.fixture
def owe(record, at, owner):
    """Owe a paper to the owner."""

    def owed(definition=samples.REFUSAL, data=None, code="refusal_notice", **given):
        data = samples.refusal_data() if data is None else data
        to = given.pop("to", owner.person)
        draft = samples.Draft(data, recipient_person_id=to.pk if to else None)
        return owe_paper(record=record, code=code, definition=definition, law=samples.Law(), draft=draft, **given)

    return owed
