"""Database triggers: what was published stays as it is."""

import pgtrigger

_REFUSE = "RAISE EXCEPTION 'rulebooks.immutable: % of % is refused', TG_OP, TG_TABLE_NAME USING ERRCODE = '42501';"


def immutable(name: str) -> tuple[pgtrigger.Trigger, ...]:
    """Refuse UPDATE, DELETE and TRUNCATE to everybody."""
    return (
        pgtrigger.Trigger(
            name=f"{name}_is_immutable",
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
