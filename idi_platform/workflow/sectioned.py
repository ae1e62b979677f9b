"""Papers that no app draws: a text's own, filled section by section with what is known, in the generic layout.

A text may name a paper that nobody wrote code for. It is drawn where everything that the text demands of it can be
filled: from the step, from the time limits that it leaves running, and from what the app of its kind adds (`fills`).
Where something is missing, or the text demands nothing, it stays a paper that people make themselves.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from idi_platform.accounts.roles import PartyRole
from idi_platform.deadlines.explain import last_good
from idi_platform.deadlines.queries import next_duties
from idi_platform.documents.blocks import blocks
from idi_platform.documents.sections import FRAMED
from idi_platform.kernel.clock import local_date
from idi_platform.kernel.display import show_date
from idi_platform.records.models import Party, Subject
from idi_platform.rulebooks.schema.papers import PaperDef
from idi_platform.rulebooks.vocabulary import vocabulary

from .effects import Drafter, PaperDraft, drafter_of
from .escalation import engagements_of
from .reactions import Happened
from .world import SubjectWorld

Addressee = tuple[int | None, int | None]
"""A person, or an organisation."""
Fill = Callable[[Happened, SubjectWorld], Mapping[str, Any]]
_OF_THE_FRAME = ("articles", "signers", "signatories", "footnote")
_SAME = {"insured": PartyRole.developer, "claimant": PartyRole.owner}
"""Recipients by what they are in the matter, and the party that this is."""


@dataclass(frozen=True, slots=True)
class _Filler:
    fill: Fill
    owners: Callable[[Any], Iterable[Addressee]]


_fillers: dict[str, _Filler] = {}


def fills(kind: str, *, owners: Callable[[Any], Iterable[Addressee]]) -> Callable[[Fill], Fill]:
    """Register what an app knows for the sections of papers about its kind, and who stands on the owner's side."""

    def decorate(fill: Fill) -> Fill:
        _fillers[kind] = _Filler(fill, owners)
        return fill

    return decorate


def drafter_for(code: str, paper: PaperDef) -> Drafter | None:
    """Return who gathers a paper's data: an app's own drafter, else its sections one by one; None where neither can."""
    own = drafter_of(code)
    return own if own is not None or not paper.required else _by_sections(paper)


def _by_sections(paper: PaperDef) -> Drafter:
    def draft(happened: Happened, world: SubjectWorld) -> Iterator[PaperDraft]:
        filler = _fillers.get(happened.aggregate.kind)
        known = {**_common(happened, world), **(filler.fill(happened, world) if filler is not None else {})}
        demanded = [name for name in paper.required if name not in FRAMED]
        if any(not blocks(known.get(name)) for name in demanded):
            return
        data = {name: said for name, said in known.items() if name in paper.sections or name in _OF_THE_FRAME}
        for person, organisation in _addressees(paper, happened, filler):
            yield PaperDraft(data, recipient_person_id=person, recipient_organisation_id=organisation)

    return draft


def _common(happened: Happened, world: SubjectWorld) -> dict[str, Any]:
    """Return what is known of any step: what it was, what was recorded with it, and what runs since."""
    day = show_date(local_date(happened.moment.occurred_at))
    step = vocabulary.steps[happened.record.name].zh
    recorded = {"facts": list(_recorded(happened))}
    duties = {"facts": list(_duties(happened.record.subject_id, world))}
    return {
        "plain_words": _("%(day)s：%(step)s。") % {"day": day, "step": step},
        **dict.fromkeys(("event", "facts_found"), recorded),
        **dict.fromkeys(("clocks", "what_next", "schedule", "dates_of_city"), duties),
    }


def _recorded(happened: Happened) -> Iterator[tuple[str, str]]:
    kind = happened.aggregate.kind
    for name, value in happened.facts.as_json().items():
        fact = vocabulary.facts.get(f"{kind}.{name}")
        if fact is not None and value not in (None, "", [], {}):
            yield fact.zh, vocabulary.value_label(fact.name, value)


def _duties(subject_id: int | None, world: SubjectWorld) -> Iterator[tuple[str, str]]:
    if subject_id is None:
        return
    for row in next_duties([subject_id]):
        definition = world.rulebook.clocks.get(row.name)
        if definition is not None and definition.title is not None and row.due_at is not None:
            yield definition.title.zh, last_good(row.due_at)


def _addressees(paper: PaperDef, happened: Happened, filler: _Filler | None) -> Iterator[Addressee]:
    """Yield everybody whom the text names, each once; one paper without addressee where nobody of them is known."""
    found: dict[Addressee, None] = {}
    day = local_date(happened.moment.occurred_at)
    for name in paper.recipient:
        role = _SAME[name] if name in _SAME else PartyRole(name) if name in set(PartyRole) else None
        if role is PartyRole.owner and filler is not None:
            found.update(dict.fromkeys(filler.owners(happened.aggregate)))
        elif role is not None:
            links = _links(happened.aggregate.subject)
            if role is PartyRole.agency:
                links += engagements_of(happened.aggregate.subject)
            parties = Party.objects.on(day).filter(subject__in=links, role=role).order_by("pk")
            found.update(dict.fromkeys(parties.values_list("person_id", "organisation_id")))
    yield from found or {(None, None): None}


def _links(subject: Subject) -> list[int]:
    return [subject.pk, *subject.link_ids().values()]
