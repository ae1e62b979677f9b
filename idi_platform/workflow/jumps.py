"""The database's own guard over states: no jump that no step makes."""

from collections.abc import Iterable

import pgtrigger


def jump_trigger(kind: str, moves: Iterable[tuple[str, str]]) -> pgtrigger.Trigger:
    """Refuse a change of state outside `moves`, unless this very transaction has corrected the subject's records.

    A correction rebuilds the subject by replay and may lead back to an earlier state; its Record is the warrant.
    """
    ordered = sorted(moves)
    born = ", ".join(f"'{target}'" for source, target in ordered if source == "") or "NULL"
    allowed = ", ".join(f"('{source}', '{target}')" for source, target in ordered) or "(NULL, NULL)"
    return pgtrigger.Trigger(
        name=f"{kind}_makes_no_jump",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.UpdateOf("state"),  # type: ignore[no-untyped-call]
        func=(
            f"IF TG_OP = 'INSERT' AND NEW.state IN ({born}) THEN RETURN NEW; END IF; "  # noqa: S608  names in code
            f"IF TG_OP = 'UPDATE' AND (OLD.state = NEW.state OR (OLD.state, NEW.state) IN ({allowed})) "
            "THEN RETURN NEW; END IF; "
            "IF EXISTS (SELECT 1 FROM records_record r WHERE r.subject_id = NEW.subject_id "
            "AND r.form = 'correction' AND r.written_in = pg_current_xact_id()::text::bigint) "
            "THEN RETURN NEW; END IF; "
            "RAISE EXCEPTION 'workflow.jump: % may not become %', TG_TABLE_NAME, NEW.state "
            "USING ERRCODE = '42501';"
        ),
    )
