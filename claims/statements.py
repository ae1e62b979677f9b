"""Writing words down beside the log: one row per form, so that the same form sent twice is the same words."""

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from claims.models import Statement, StatementKind
from idi_platform.accounts.acting import Acting
from idi_platform.kernel import clock
from idi_platform.kernel.errors import KeyReused
from idi_platform.kernel.identifiers import clean_phone
from idi_platform.kernel.names import clean_name, clean_text


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
    found = _find(acting, key, kind)
    if found is None:
        try:
            with transaction.atomic():
                return Statement.objects.create(
                    owner=acting.owner_key, key=key, kind=kind, subject_id=subject_id, written_at=clock.now(), **said
                )
        except IntegrityError:
            found = Statement.objects.get(owner=acting.owner_key, key=key, kind=kind)
    if any(getattr(found, name) != value for name, value in said.items()):
        raise KeyReused("key.reused", _("这个页面已经提交过另一份内容。请刷新页面，再填一次。"))
    return found


def _find(acting: Acting, key: str, kind: StatementKind) -> Statement | None:
    return Statement.objects.filter(owner=acting.owner_key, key=key, kind=kind).first()
