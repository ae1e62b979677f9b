"""Evidence as tiles, and what is kept beside its picture; links open for the reader's capacity only."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from decimal import Decimal

from django.db.models import prefetch_related_objects
from django.utils.translation import gettext as _

from idi_platform.accounts import names
from idi_platform.accounts.acting import Acting
from idi_platform.documents.models import Attachment, AttachmentState
from idi_platform.portal.components import EvidenceItem
from idi_platform.portal.lists import Fact
from idi_platform.portal.people import actor_name
from idi_platform.portal.uploads import evidence_item
from idi_platform.portal.words import full_instant_words, instant_words
from idi_platform.records.histories import StepTaken


def evidence_items(rows: Iterable[Attachment], acting: Acting) -> list[EvidenceItem]:
    """Return evidence as tiles."""
    return [evidence_item(row, acting) for row in rows]


def shown_by(steps: Iterable[StepTaken], words: Mapping[tuple[str, str], str]) -> dict[int, str]:
    """Return what each piece of evidence shows, by the step and the fact that named it; the last step has its say."""
    return {
        pk: said
        for step in steps
        for (name, fact), said in words.items()
        if name == step.name
        for pk in step.facts.get(fact) or ()
    }


def told_items(
    rows: Iterable[Attachment], acting: Acting, now: datetime, shows: Mapping[int, str]
) -> list[EvidenceItem]:
    """Return evidence as tiles that say what is shown, when it was handed in, and by whom; one query for the names."""
    kept = list(rows)
    people = {pk for row in kept if (pk := row.uploaded_by.get("person")) is not None}
    organisations = {pk for row in kept if (pk := row.uploaded_by.get("organisation")) is not None}
    found = names.names_in(names.people_called(people), names.organisations_called(organisations)) if kept else {}
    return [_told(row, acting, now, shows.get(row.pk, ""), found) for row in kept]


def _told(row: Attachment, acting: Acting, now: datetime, shows: str, found: Mapping[str, names.Names]) -> EvidenceItem:
    """Return one tile. A private person reads the firm that handed it in."""
    item = evidence_item(row, acting, when=instant_words(row.received_at, now), shows=shows)
    firm = found.get("organisation", {}).get(row.uploaded_by.get("organisation") or 0, "")
    person = actor_name(row.uploaded_by, found.get("person", {}), acting)
    who = firm if firm and acting.organisation_id is None else " ".join(part for part in (firm, person) if part)
    return replace(item, caption="　".join(part for part in (item.caption, who) if part))


def proofs_of(rows: Sequence[Attachment]) -> list[tuple[Fact, ...]]:
    """Return what is kept beside each picture: when and where it says it was taken, and the proof; one query.

    For a desk that weighs the evidence, and for nobody else: the place may be somebody's home.
    """
    prefetch_related_objects(rows, "place")
    return [_proof(row) for row in rows]


def _proof(row: Attachment) -> tuple[Fact, ...]:
    proof = (Fact(_("收到"), full_instant_words(row.received_at)), Fact(_("校验值"), row.sha256))
    if row.kind == "paper":
        return proof
    waits = row.state == AttachmentState.STORED
    place = getattr(row, "place", None)
    none = _("正在处理") if waits else _("没有注明")
    where = _where(place.latitude, place.longitude) if place is not None else none
    when = full_instant_words(row.taken_at) if row.taken_at is not None else none
    return (Fact(_("自称拍于"), when), Fact(_("自称地点"), where), *proof)


def _where(latitude: Decimal, longitude: Decimal) -> str:
    north = _("北纬 %(degrees)s°") if latitude >= 0 else _("南纬 %(degrees)s°")
    east = _("东经 %(degrees)s°") if longitude >= 0 else _("西经 %(degrees)s°")
    return _("，").join((north % {"degrees": abs(latitude)}, east % {"degrees": abs(longitude)}))
