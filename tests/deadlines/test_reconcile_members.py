"""Clocks of members, and clocks that look at another subject."""

from datetime import date

import pytest

from idi_platform.deadlines import books
from idi_platform.deadlines.derive import QuotaCase, quotas
from idi_platform.deadlines.models import Clock, FollowUp
from idi_platform.deadlines.reconcile import reconcile
from idi_platform.deadlines.sweep import sweep
from idi_platform.rulebooks.schema.book import QuotaDef
from idi_platform.rulebooks.vocabulary import Vocabulary

from .calendars import china
from .stage import SmallLaw, Thing, law, new_subject
from .worlds import SmallWorld, at, end_of

pytestmark = pytest.mark.django_db

NOTICE = {
    "kind": "duty", "on": "project", "per": "project.units", "starts": "project.announce", "within": {"days": 30},
    "met_by": "unit.notify", "owed_by": "developer", "clause": "SH-7-7a",
}  # fmt: skip
BEFORE_COVER = {
    "kind": "duty", "on": "unit", "before": {"fact": "building.cover_starts_on"}, "at_least": {"months": 1},
    "met_by": "unit.notify", "owed_by": "developer", "clause": "SH-9-1-7a",
}  # fmt: skip


@pytest.fixture(autouse=True)
def words(monkeypatch):
    found = Vocabulary()
    for kind in ("project", "building", "unit", "stage", "inspection"):
        found.kind(kind, zh=kind, en=kind)
    found.members("project.units", member="unit", zh="房屋", en="units")
    found.members("building.units", member="unit", zh="房屋", en="units")
    found.members("project.stages", member="stage", zh="阶段", en="stages")
    found.path("inspection", "stage", "stage", read=lambda thing: thing.stage)
    monkeypatch.setattr(books, "registered", found)
    return found


def world_on(subject, rules: SmallLaw, now: str, **facts):
    return SmallWorld(kind=subject.kind, now=at(now), facts=facts, rulebook=rules, thing=Thing(subject, subject.kind))


def bring(world: SmallWorld):
    return reconcile([world.thing], world_for=lambda _thing: world, now=world.now, calendar=china())


def test_three_hundred_units_start_in_one_insert(django_assert_max_num_queries) -> None:
    rules = law(unit__notice=NOTICE)
    project = world_on(new_subject("project"), rules, "2026-03-02")
    units = [world_on(new_subject("unit"), rules, "2026-03-02") for _ in range(300)]
    for unit in units:
        unit.far_steps["project.announce"] = at("2026-03-02")
    project.sets["project.units"] = units

    with django_assert_max_num_queries(7) as queries:
        changes = bring(project)

    inserts = [query for query in queries.captured_queries if query["sql"].startswith("INSERT")]
    assert (len(changes), len(inserts)) == (300, 1)
    assert set(Clock.objects.values_list("due_at", flat=True)) == {end_of("2026-04-01")}
    assert sweep(end_of("2026-04-01")).events == 300


def test_a_date_of_the_building_moves_the_clocks_of_its_units() -> None:
    rules = law(unit__notice_before_cover=BEFORE_COVER)
    subject = new_subject("unit")

    def moved_to(day: date):
        building = world_on(new_subject("building"), rules, "2026-03-02")
        unit = world_on(subject, rules, "2026-03-02", **{"building.cover_starts_on": day})
        building.sets["building.units"] = [unit]
        return bring(building)

    assert [change.what for change in moved_to(date(2027, 5, 1))] == ["started"]
    assert [change.what for change in moved_to(date(2027, 6, 1))] == ["moved"]

    clock = Clock.objects.get(subject=subject)
    assert clock.due_at == end_of("2027-05-01")
    assert clock.history[0]["from"]["due_at"] == end_of("2027-04-01").isoformat()


def test_an_inspection_counts_for_the_quota_of_its_stage(monkeypatch) -> None:
    quota = QuotaDef.model_validate(
        {"count": "inspection.carry_out", "each": "project.stages", "every": "calendar_month", "at_least": 2,
         "owed_by": "agency", "clause": "HZ-G-3.3a"}
    )  # fmt: skip
    rules = SmallLaw(quotas={"inspection.process": quota})
    stage_subject = new_subject("stage")
    acts = []
    case = QuotaCase([(at("2026-03-02"), None)], acts)
    monkeypatch.setitem(quotas._sources, "inspection.carry_out", lambda _stage: case)

    def inspect(day: str):
        inspection = world_on(new_subject("inspection"), rules, day)
        acts.append((at(day), inspection))
        stage = world_on(stage_subject, rules, day)
        inspection.thing.stage = stage.thing
        worlds = {inspection.thing.pk: inspection, stage_subject.pk: stage}
        return reconcile([inspection.thing], world_for=lambda thing: worlds[thing.pk], now=at(day), calendar=china())

    inspect("2026-03-05")
    assert Clock.objects.get(subject=stage_subject).state == "open"
    inspect("2026-03-20")
    assert Clock.objects.get(subject=stage_subject).state == "met"

    sweep(end_of("2026-03-31"))
    assert [(row.act, row.event) for row in FollowUp.objects.all()] == [("derive", "period_over")]
    bring(world_on(stage_subject, rules, "2026-04-01"))
    assert list(Clock.objects.order_by("period").values_list("period", "state")) == [
        ("2026-03", "met"), ("2026-04", "open"),
    ]  # fmt: skip
