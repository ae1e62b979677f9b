"""Writing words down beside the log: one row per form, so that the same form sent twice is the same words."""

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from claims.models import Statement, StatementKind
from idi_platform.accounts.acting import Acting
from idi_platform.kernel import clock
from idi_platform.kernel.errors import KeyReused
from idi_platform.kernel.identifiers import clean_phone
from idi_platform.kernel.names import clean_name, clean_text
from idi_platform.kernel.once import once, tell
from idi_platform.kernel.prepared import ask
from idi_platform.kernel.questions import question

_COLUMNS = (
    "owner", "key", "kind", "subject_id", "body", "reporter_name", "reporter_phone", "salt", "written_at"
)  # fmt: skip
_WRITE = f"""
INSERT INTO claims_statement ({", ".join(_COLUMNS)}) VALUES ({", ".join(["%s"] * len(_COLUMNS))})
ON CONFLICT (owner, key, kind) DO NOTHING RETURNING id
"""  # noqa: S608  the names are the ones above


@once(of="claims_statement")
def body_of(statement_id: int) -> str:
    """Return the words of a statement; empty where they were erased."""
    return next(iter(_bodies(statement_id)), "")


@question
def _bodies(statement_id: int) -> "QuerySet[Statement, str]":
    return Statement.objects.filter(pk=statement_id).values_list("body", flat=True)


def hang_on(statement: Statement, subject_id: int) -> None:
    """Let words belong to the case that they have led to; whoever writes it down meanwhile knows what they say."""
    statement.subject_id = subject_id
    statement.save(update_fields=["subject_id"])
    tell(body_of, statement.body, statement.pk)


def write_statement(
    *,
    acting: Acting,
    key: str,
    kind: StatementKind,
    body: str,
    subject_id: int | None = None,
    reporter_name: str = "",
    reporter_phone: str = "",
) -> Statement:
    """Keep the words under the key of their form; the same key gives the same row.

    Raises:
        KeyReused: The form came before with other words.
        BadInput: The telephone number is not one, or the words hold what can't be printed.
    """
    phone = clean_phone(reporter_phone) if reporter_phone.strip() else ""
    name = clean_name(reporter_name) if reporter_name.strip() else ""
    said = {"body": clean_text(body), "reporter_name": name, "reporter_phone": phone}
    form = {"owner": acting.owner_key, "key": key, "kind": kind}
    new = Statement(**form, subject_id=subject_id, written_at=clock.now(), **said)
    written = ask(_WRITE, [getattr(new, name) for name in _COLUMNS])
    if written:
        new.pk = written[0][0]
        new._state.adding = False
        tell(body_of, new.body, new.pk)
        return new
    found = Statement.objects.get(**form)
    if any(getattr(found, name) != value for name, value in said.items()):
        raise KeyReused("key.reused", _("这个页面已经提交过另一份内容。请刷新页面，再填一次。"))
    return found
