"""Conventions that are checked when a process starts, the charts, and the database's own guard over states."""

from contextlib import contextmanager

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction
from pydantic import ValidationError

from idi_platform.accounts.roles import Role
from idi_platform.kernel.errors import BadInput
from idi_platform.records.models import Subject
from idi_platform.workflow import checks, effects, reactions
from idi_platform.workflow.charts import charts
from idi_platform.workflow.corrections import approve_correction, propose_correction
from idi_platform.workflow.facts import Facts
from idi_platform.workflow.lifecycles import LIFECYCLES, Lifecycle, step_named
from idi_platform.workflow.reactions import cycles, reaction
from tests.proofs import evidence_on


@pytest.fixture
def lifecycles(monkeypatch):
    copied = dict(LIFECYCLES)
    monkeypatch.setattr(checks, "LIFECYCLES", copied)
    return copied


@pytest.fixture
def own_reactions(monkeypatch):
    monkeypatch.setattr(reactions, "_REACTIONS", {})


def messages():
    return [error.msg for error in checks.check_lifecycles()]


def test_what_ships_passes_its_own_checks():
    assert messages() == []


def test_a_circle_of_reactions_is_an_error_that_names_it(own_reactions):
    reaction("claim.file", takes=("claim.withdraw",))(print)
    reaction("claim.withdraw", takes=("claim.close",))(print)
    assert cycles() == []
    reaction("claim.close", takes=("claim.file",))(print)
    assert ("claim.file", "claim.withdraw", "claim.close", "claim.file") in cycles()
    assert any("claim.file → claim.withdraw → claim.close → claim.file" in message for message in messages())


def test_a_reaction_to_or_through_an_unknown_step_is_an_error(own_reactions):
    reaction("claim.fiel", takes=("claim.withdraw",))(print)
    reaction("claim.file", takes=("claim.vanish",))(print)
    assert [message.split()[5].rstrip(",") for message in messages()] == ["claim.fiel", "claim.vanish"]


def test_a_notice_tied_to_an_unknown_step_is_an_error(monkeypatch):
    monkeypatch.setattr(effects, "_tellers", {"claim.fiel": []})
    assert messages() == ["A notice is tied to the step claim.fiel, which no lifecycle declares."]


def test_two_kinds_of_one_rank_are_an_error(lifecycles):
    claim = LIFECYCLES["claim"]
    lifecycles["other"] = Lifecycle("other", claim.rank, "别的", "other", claim.model)
    assert messages() == [f"other and claim share rank {claim.rank}; give each its own."]


def test_a_step_that_nobody_may_take_and_a_creation_that_waits_are_errors(lifecycles):
    from dataclasses import replace

    claim = LIFECYCLES["claim"]
    steps = {
        "note": replace(claim.steps["note"], by=frozenset()),
        "file": replace(claim.steps["file"], needs_second_person=True),
    }
    lifecycles["claim"] = Lifecycle("claim", claim.rank, claim.zh, claim.en, claim.model, steps)
    found = " ".join(messages())
    assert "Nobody may take claim.note" in found
    assert "claim.file creates its subject" in found


def test_the_charts_are_what_the_code_says():
    call_command("draw_lifecycles", "--check")


def test_a_stale_chart_is_named(settings, tmp_path):
    settings.BASE_DIR = tmp_path
    call_command("draw_lifecycles")
    folder = tmp_path / "docs" / "lifecycles"
    assert {path.name for path in folder.iterdir()} == set(charts())
    (folder / "claim.md").write_text("old")
    (folder / "gone.md").write_text("old")
    with pytest.raises(CommandError, match=r"claim\.md, gone\.md differ"):
        call_command("draw_lifecycles", "--check")
    call_command("draw_lifecycles")
    call_command("draw_lifecycles", "--check")


def test_facts_are_closed_and_frozen():
    class Small(Facts):
        """One fact."""

        number: int

    with pytest.raises(BadInput):
        Small.read({"number": 1, "state": "closed"})
    with pytest.raises(ValidationError):
        Small.read({"number": 1}).number = 2


def test_no_role_may_take_a_step_of_the_system():
    for lifecycle in LIFECYCLES.values():
        for definition in lifecycle.steps.values():
            if definition.is_automatic:
                assert not definition.by & set(Role), definition.full_name


# --- A state changes only by a step ---


@contextmanager
def refused_jump():
    with pytest.raises(DatabaseError, match=r"workflow\.jump"), transaction.atomic():
        yield


def moves_no_step_makes(kind):
    lifecycle = LIFECYCLES[kind]
    return [
        (source, target)
        for source in lifecycle.states
        for target in lifecycle.states
        if source != target and (source, target) not in lifecycle.moves
    ]


@pytest.mark.django_db
@pytest.mark.parametrize("kind", sorted(LIFECYCLES))
def test_the_database_has_the_guard_of_every_lifecycle_as_the_code_has_it(kind):
    table = LIFECYCLES[kind].model._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_get_functiondef(t.tgfoid) FROM pg_trigger t WHERE t.tgrelid = %s::regclass AND NOT tgisinternal "
            "AND pg_get_functiondef(t.tgfoid) LIKE '%%workflow.jump%%'",
            [table],
        )
        ((source,),) = cursor.fetchall()
    for before, after in LIFECYCLES[kind].moves:
        if before:
            assert f"('{before}', '{after}')" in source, f"{table} does not let {before} become {after}; makemigrations"
    for before, after in moves_no_step_makes(kind):
        assert f"('{before}', '{after}')" not in source


@pytest.mark.django_db
def test_a_jump_by_sql_is_refused_to_the_app_itself(claim):
    for kind in ("claim", "intake", "unit", "building", "common_part", "policy", "insured_object", "project"):
        model = LIFECYCLES[kind].model
        row = model.objects.exclude(state="").first()
        assert row is not None, kind
        forbidden = [target for source, target in moves_no_step_makes(kind) if source == row.state] or ["nowhere"]
        statement = f"UPDATE {model._meta.db_table} SET state = %s WHERE subject_id = %s"
        for target in (*forbidden, "nowhere"):
            with (
                pytest.raises(DatabaseError, match=r"workflow\.jump"),
                transaction.atomic(),
                connection.cursor() as sql,
            ):
                sql.execute(statement, [target, row.pk])
        row.refresh_from_db()


@pytest.mark.django_db
def test_a_row_is_not_born_in_the_middle_of_its_life(claim):
    model = LIFECYCLES["common_part"].model
    part = model.objects.first()
    subject = Subject.objects.create(kind="common_part", division_id="110105")
    born = model(subject=subject, building_id=part.building_id, number="x", part="roof", name="x", state="sold")
    with refused_jump():
        born.save(force_insert=True)


@pytest.mark.django_db
def test_our_own_code_cannot_set_a_state_past_the_steps(claim):
    with pytest.raises(ValueError, match="perform"):
        type(claim).objects.filter(pk=claim.pk).update(state="closed")
    with pytest.raises(AttributeError):
        claim.state = "closed"


@pytest.mark.django_db
def test_a_correction_is_the_warrant_of_a_way_back_and_only_its_own_transaction(home, underwriter, approver):
    from idi_platform.records.models import Record

    assert ("handed_over", "sold") not in LIFECYCLES["unit"].moves
    keys = Record.objects.get(subject=home.pk, name="unit.hand_over")
    proposal = propose_correction(
        keys, acting=underwriter.acting, reason="没有交房", evidence=evidence_on(home.pk), annul=True
    )
    approve_correction(proposal, acting=approver.acting)
    home.refresh_from_db()
    assert home.state == "sold"
    assert step_named("unit.hand_over").target == "handed_over"


@pytest.mark.django_db(transaction=True)
def test_yesterdays_correction_is_no_warrant(home, underwriter, approver):
    from idi_platform.records.models import Record

    keys = Record.objects.get(subject=home.pk, name="unit.hand_over")
    proposal = propose_correction(
        keys, acting=underwriter.acting, reason="没有交房", evidence=evidence_on(home.pk), annul=True
    )
    approve_correction(proposal, acting=approver.acting)
    with refused_jump(), connection.cursor() as cursor:
        cursor.execute("UPDATE projects_unit SET state = 'unsold' WHERE subject_id = %s", [home.pk])
