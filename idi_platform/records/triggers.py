"""Database triggers: what was written stays, and the hash is made in one place."""

import pgtrigger

_REFUSE = "RAISE EXCEPTION 'records.append_only: % of % is refused', TG_OP, TG_TABLE_NAME USING ERRCODE = '42501';"


def append_only(name: str) -> tuple[pgtrigger.Trigger, ...]:
    """Refuse UPDATE, DELETE and TRUNCATE to everybody, the owner of the table included."""
    return (
        pgtrigger.Trigger(
            name=f"{name}_is_append_only",
            when=pgtrigger.Before,
            operation=pgtrigger.Update | pgtrigger.Delete,
            func=_REFUSE,
        ),
        pgtrigger.Trigger(
            name=f"{name}_is_never_emptied",
            level=pgtrigger.Statement,
            when=pgtrigger.Before,
            operation=pgtrigger.Truncate,
            func=_REFUSE,
        ),
    )


def written_once(name: str) -> tuple[pgtrigger.Trigger, ...]:
    """Refuse UPDATE and TRUNCATE; a row may be deleted when it has been kept long enough."""
    _deletes, empties = append_only(name)
    changes = pgtrigger.Trigger(
        name=f"{name}_is_written_once", when=pgtrigger.Before, operation=pgtrigger.Update, func=_REFUSE
    )
    return changes, empties


def erased_only(name: str, *, kept: tuple[str, ...]) -> tuple[pgtrigger.Trigger, ...]:
    """Refuse DELETE and TRUNCATE, and every UPDATE but the one that erases; `kept` columns stay even then."""
    deletes, empties = append_only(name)
    same = " AND ".join(f"NEW.{column} IS NOT DISTINCT FROM OLD.{column}" for column in ("id", *kept))
    refusal = deletes.func
    return (
        pgtrigger.Trigger(
            name=f"{name}_are_only_erased",
            when=pgtrigger.Before,
            operation=pgtrigger.Update | pgtrigger.Delete,
            func=(
                "IF TG_OP = 'UPDATE' AND OLD.erased_at IS NULL AND NEW.erased_at IS NOT NULL AND "
                f"{same} THEN RETURN NEW; END IF; {refusal}"
            ),
        ),
        empties,
    )


RECORD_TRIGGERS = (
    *append_only("record"),
    pgtrigger.Trigger(
        name="record_is_sealed",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert,
        func=(
            "NEW.hash := record_hash(NEW.prev, NEW.subject_id, NEW.seq, NEW.form, NEW.name, NEW.source, NEW.target,"
            " NEW.acting, NEW.occurred_at, NEW.recorded_at, NEW.facts, NEW.reasons, NEW.revision_id, NEW.clauses,"
            " NEW.cause_id, NEW.corrects_id); RETURN NEW;"
        ),
    ),
)
