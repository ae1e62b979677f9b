"""Evidence as tiles; links open for the reader's capacity only."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime

from idi_platform.accounts import names
from idi_platform.accounts.acting import Acting
from idi_platform.documents.models import Attachment
from idi_platform.portal.components import EvidenceItem
from idi_platform.portal.people import actor_name
from idi_platform.portal.uploads import evidence_item
from idi_platform.portal.words import instant_words
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
