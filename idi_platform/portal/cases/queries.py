"""Reading corrections, decisions, reviews, violations, refused attempts: always through what the capacity may see."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404

from idi_platform.accounts import names
from idi_platform.accounts.acting import Acting
from idi_platform.accounts.models import Membership, Organisation, Person
from idi_platform.accounts.roles import PartyRole
from idi_platform.deadlines.models import Clock
from idi_platform.deadlines.states import ClockState
from idi_platform.documents.access import hanging_on_visible_subjects
from idi_platform.documents.models import Attachment
from idi_platform.kernel import clock
from idi_platform.kernel.languages import in_words
from idi_platform.kernel.names import mask_name
from idi_platform.portal.people import people_in
from idi_platform.records.access import access_of
from idi_platform.records.governing import law_of
from idi_platform.records.histories import StepTaken, effective_steps
from idi_platform.records.models import Aggregate, Form, Party, Record, Subject
from idi_platform.records.scopes import in_divisions
from idi_platform.rulebooks.law import Law
from idi_platform.workflow.lifecycles import LIFECYCLES, lifecycle_of
from idi_platform.workflow.models import LegalDecision, Proposal, ProposalState, RefusedAttempt, Review, Violation

from .facts_fields import Choices, Known
from .places import places_of

_NEWEST = 200
_PEOPLE = ("person_id", "claimant_person", "surveyor", "repairer", "payee")
_ORGANISATIONS = ("organisation_id", "claimant_organisation", "replaces_id", "also_told")


def subject_for(acting: Acting, pk: int) -> Subject:
    """Return a subject that the capacity may see; 404 else."""
    kind = Subject.objects.filter(pk=pk).values_list("kind", flat=True).first()
    subject = access_of(kind).visible(acting).filter(pk=pk).first() if kind in LIFECYCLES else None
    if subject is None:
        raise Http404
    return subject


def aggregate_for(acting: Acting, subject: Subject) -> Aggregate:
    """Return the row beside a subject that the capacity may see; 404 else."""
    seen = lifecycle_of(subject.kind).model.objects.visible_to(acting).select_related("subject")
    return get_object_or_404(seen, pk=subject.pk)


def record_for(acting: Acting, pk: int) -> Record:
    """Return a step's record on a subject that the capacity may see; 404 else."""
    on = Record.objects.filter(pk=pk, form=Form.STEP).values_list("subject_id", flat=True).first()
    subject = subject_for(acting, on or 0)
    return Record.objects.select_related("subject").get(pk=pk, subject=subject)


def standing_step(record: Record) -> StepTaken | None:
    """Return a step as it stands after earlier corrections; None when it was annulled."""
    return next((step for step in effective_steps(record.subject_id) if step.record_id == record.pk), None)


def records_on(subject: Subject) -> list[Record]:
    """Return what happened to a subject, the newest first."""
    return list(Record.objects.filter(subject=subject).select_related("subject").order_by("-seq")[:_NEWEST])


def names_in(records: Iterable[Record]) -> tuple[names.Names, names.Names]:
    """Return the names of people and organisations that acted, in one query."""
    acted = [entry for record in records for entry in (record.acting, record.acting.get("maker") or {})]
    people = people_in(acted)
    organisations = {pk for entry in acted if (pk := entry.get("organisation")) is not None}
    found = names.names_in(names.people_called(people), names.organisations_called(organisations))
    return found.get("person", {}), found.get("organisation", {})


def evidence_on(acting: Acting, subject: Subject) -> list[Attachment]:
    """Return the evidence of a subject by number."""
    return list(Attachment.objects.visible_to(acting, (subject.kind,)).filter(subject=subject).order_by("number"))


def clocks_on(subject: Subject) -> list[Clock]:
    """Return the clocks that stand on a subject."""
    gone = (ClockState.ANNULLED, ClockState.NOT_DUE, ClockState.VOID)
    return list(Clock.objects.filter(subject=subject).exclude(state__in=gone).order_by("due_at", "pk"))


def insurer_of(subject: Subject) -> str:
    """Return the name of who leads the policy that a subject hangs on today; empty where it hangs on none."""
    lead = Party.objects.on(clock.local_date(clock.now())).filter(role=PartyRole.lead_insurer)
    held = lead.filter(subject=subject.policy_id or 0).values_list("organisation__name", flat=True)
    return held.first() or ""


def proposals_for(acting: Acting) -> "QuerySet[Proposal]":
    """Return what the organisation has prepared on subjects that the capacity may see, decided or not."""
    rows = Proposal.objects.filter(hanging_on_visible_subjects(acting), organisation=acting.organisation_id)
    return rows.select_related("subject", "maker", "corrects")


def waiting(acting: Acting) -> "QuerySet[Proposal]":
    """Return what waits for a second person of the organisation, on subjects of any kind, the oldest first."""
    return proposals_for(acting).filter(state=ProposalState.OPEN).order_by("made_at", "pk")


def corrections_waiting(acting: Acting) -> "QuerySet[Proposal]":
    """Return what waits and has no page of its own elsewhere: corrections, and steps of other kinds than claims."""
    return waiting(acting).exclude(corrects=None, subject__kind__in=_WITH_OWN_PAGE)


_WITH_OWN_PAGE = ("claim",)


def decisions_for(acting: Acting) -> "QuerySet[LegalDecision]":
    """Return the register of legal decisions on cases that the capacity may see."""
    rows = LegalDecision.objects.filter(hanging_on_visible_subjects(acting))
    return rows.select_related("subject", "decided_by", "organisation", "superseded_by", "ground_words")


def reviews_for(acting: Acting, *, settled: bool) -> "QuerySet[Review]":
    """Return decisions to look at again, or those that somebody has looked at."""
    rows = Review.objects.filter(hanging_on_visible_subjects(acting), settled_at__isnull=not settled)
    return rows.select_related("subject", "correction", "settled_by", "outcome_words")


def review_for(acting: Acting, pk: int) -> Review:
    """Return one review; 404 where the capacity may not see its subject."""
    rows = Review.objects.filter(hanging_on_visible_subjects(acting), pk=pk)
    found = rows.select_related("subject", "correction__corrects", "settled_by", "outcome_words").first()
    if found is None:
        raise Http404
    return found


def violations_for(acting: Acting) -> "QuerySet[Violation]":
    """Return the facts in breach on subjects that the capacity may see; one that was annulled never happened."""
    annulled = Record.objects.filter(form=Form.CORRECTION, facts__annul=True, corrects=OuterRef("record"))
    rows = Violation.objects.filter(hanging_on_visible_subjects(acting)).exclude(Exists(annulled))
    return rows.select_related("subject", "record")


def attempts_for(acting: Acting) -> "QuerySet[RefusedAttempt]":
    """Return what was refused on subjects that the capacity may see, in its divisions, or to its own organisation."""
    reach = hanging_on_visible_subjects(acting) | Q(organisation__isnull=False, organisation=acting.organisation_id)
    rows = RefusedAttempt.objects.filter(reach | Q(subject__isnull=True) & in_divisions(acting.jurisdictions))
    return rows.select_related("subject", "person", "organisation")


def seen_among(acting: Acting, rows: Iterable[RefusedAttempt]) -> set[int]:
    """Return the numbers of those attempts whose subject the capacity may see."""
    mine = RefusedAttempt.objects.filter(pk__in=[row.pk for row in rows])
    return set(mine.filter(hanging_on_visible_subjects(acting)).values_list("pk", flat=True))


def known_for(acting: Acting, subject: Subject, current: dict[str, Any]) -> Known:
    """Return what the ids among a step's facts may point at: parties of the case, colleagues, places, evidence."""
    law = law_of(subject)
    above = [subject.pk, *subject.link_ids().values()]
    parties = Party.objects.filter(subject_id__in=above)
    on = clock.local_date(clock.now())
    mine = Membership.objects.on(on).filter(organisation=acting.organisation_id).values("person")
    people = Q(pk__in=parties.values("person")) | Q(pk__in=mine) | Q(pk__in=_ids(current, _PEOPLE))
    named = Q(pk__in=parties.values("organisation")) | Q(pk__in=_ids(current, _ORGANISATIONS))
    staff = set(Membership.objects.filter(person__in=Person.objects.filter(people)).values_list("person", flat=True))
    found = Person.objects.filter(people).order_by("name").values_list("pk", "name")
    persons: Choices = [(pk, name if pk in staff else mask_name(name)) for pk, name in found]
    organisations: Choices = list(Organisation.objects.filter(named).order_by("name").values_list("pk", "name"))
    evidence: Choices = [(row.pk, f"{row.label}　{row.get_kind_display()}") for row in evidence_on(acting, subject)]
    return Known(
        {
            **dict.fromkeys(_PEOPLE, persons),
            **dict.fromkeys(_ORGANISATIONS, organisations),
            "evidence_id": evidence,
            "building_id": _buildings(acting, subject),
            **_items(law),
        },
        {code: in_words(term.title) for code, term in law.terms.items()},
    )


def _items(law: Law) -> dict[str, Choices]:
    """Return the items of the city's text; without one an item is typed."""
    if law.cover is None:
        return {}
    items: Choices = [(code, in_words(item.title)) for code, item in law.cover.items.items()]
    return {"item": items, "code": items}


def _buildings(acting: Acting, subject: Subject) -> Choices:
    if subject.insured_object_id is None:
        return []
    found = access_of("building").visible(acting).filter(insured_object_id=subject.insured_object_id)
    return sorted(((pk, place.title) for pk, place in places_of(found, acting).items()), key=lambda pair: pair[1])


def _ids(current: object, names: tuple[str, ...]) -> set[int]:
    """Return the ids that stand under these names anywhere in the facts."""
    found: set[int] = set()
    if isinstance(current, dict):
        for name, value in current.items():
            given = value if isinstance(value, list) else [value]
            found |= {one for one in given if name in names and isinstance(one, int)}
            found |= _ids(value, names)
    elif isinstance(current, list):
        for one in current:
            found |= _ids(one, names)
    return found
