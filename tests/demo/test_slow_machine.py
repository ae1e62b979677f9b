"""How long a machine takes for an act changes nothing of what stands in law: legal time stands still meanwhile."""

from datetime import UTC, timedelta

import pytest

from idi_platform.deadlines.models import Clock
from idi_platform.deadlines.offset import begin_at
from idi_platform.demo.legal_time import on_stage
from idi_platform.demo.stories import STORIES
from idi_platform.kernel import clock
from idi_platform.kernel.errors import PlatformError
from idi_platform.portal import time_travel
from idi_platform.records.models import IdempotencyKey
from riskmgmt.models import Test
from tests.demo.conftest import instant
from tests.demo.reading import in_project


@pytest.fixture
def slow(monkeypatch):
    """A machine on which three seconds pass whenever somebody looks at the watch."""
    watch = {"at": clock.machine_now()}

    def look():
        watch["at"] += timedelta(seconds=3)
        return watch["at"]

    monkeypatch.setattr(clock, "machine_now", look)


@pytest.mark.usefixtures("copy_of_the_story", "slow")
def test_every_act_on_the_way_stands_at_its_own_second():
    goal = instant("2026-10-01 09:41")
    time_travel.go(goal)
    assert clock.now() >= goal
    acts = {act.code: act.at.astimezone(UTC) for story in STORIES for act in story.acts if not act.is_history}
    taken = IdempotencyKey.objects.filter(record__isnull=False, key__startswith="demo:s")
    found = {
        (key.split(":")[1], at)
        for key, at in taken.values_list("key", "record__recorded_at")
        if key.split(":")[1] in acts
    }
    assert {"s10.failed", "s10.told"} <= {code for code, _at in found}
    assert all(at == acts[code] for code, at in found)
    told = Clock.objects.get(subject=in_project(Test, "SH-2").get().pk, name="test.result_notice")
    assert (told.met_at, told.due_at) == (instant("2026-10-01 09:20"), instant("2026-10-01 09:40:01"))


@pytest.mark.django_db
@pytest.mark.usefixtures("slow")
def test_legal_time_stands_on_the_stage_goes_forward_only_and_runs_on_afterwards():
    first, later = instant("2026-10-01 09:20"), instant("2026-10-01 09:41")
    with on_stage(first) as stage:
        assert clock.now() == clock.now() == first
        stage.to(later)
        stage.to(first)
        assert clock.now() == clock.now() == later
    begin_at(later)
    before = clock.now()
    assert clock.now() > before


def test_there_is_no_stage_outside_a_demonstration(settings):
    settings.DEMO = False
    with pytest.raises(PlatformError, match="only in a demonstration"), on_stage():
        pass
