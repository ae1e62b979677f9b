"""The frame that every paper has: issuer, addressee, place, law, articles, dates; frozen when the paper is owed."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from django.conf import settings
from django.utils.translation import gettext as _

from idi_platform.accounts.models import Organisation
from idi_platform.accounts.names import organisation_name, person_name
from idi_platform.accounts.roles import PartyRole
from idi_platform.kernel import clock
from idi_platform.kernel.display import show_instant
from idi_platform.records.models import Record, Subject
from idi_platform.records.standing import carriers_of, in_role

from .blocks import text
from .drafts import Definition, Draft, LawOfPaper

#: What the frame shows about the place, in this order; apps above fill them through `describes_subjects`.
PLACE_LABELS: Final = {
    "project": "项目",
    "building": "楼栋",
    "unit": "房屋",
    "place": "部位",
    "policy_number": "保单",
    "case_number": "案号",
}
COMPLAINT_PHONES: Final = "金融消费者投诉热线 12378，市民服务热线 12345"
_ANSWERS: Final = "what_you_can_do"
"""The section that says how to object in full; the line at the end would only repeat it."""
_OWNERS: Final = frozenset({"owner", "claimant", "buyer", "reporter", "insured"})
_ALIASES: Final = {"insurer": PartyRole.lead_insurer, "fund": PartyRole.institution}

Describes = Callable[[Subject], Mapping[str, str]]
_describers: list[Describes] = []


def describes_subjects(describer: Describes) -> Describes:
    """Register who knows a subject's project, building, unit, place, policy number or case number; a decorator."""
    _describers.append(describer)
    return describer


def frame_of(subject: Subject, record: Record, definition: Definition, law: LawOfPaper, draft: Draft) -> dict[str, Any]:
    """Return the frozen frame; what the draft names itself goes before what is looked up."""
    data = draft.data
    found: dict[str, str] = {}
    for describer in _describers:
        found.update(describer(subject))
    places = {**found, **{key: data[key] for key in PLACE_LABELS if data.get(key)}}
    clauses = [definition.clause, *definition.also, *data.get("articles", ())]
    return {
        "issuer": dict(data.get("issuer") or _issuer(subject, record, definition.producer)),
        "addressee": text(data.get("addressee") or _addressee(draft)),
        "places": [[label, text(places[key])] for key, label in PLACE_LABELS.items() if places.get(key)],
        "division": subject.division.name_zh if subject.division_id else "",
        "law": law.title,
        "articles": [law.clause_title(clause) for clause in dict.fromkeys(clauses)],
        "effective": text(data.get("effective_on") or show_instant(record.occurred_at)),
        "annexes": [_annex(annex) for annex in data.get("annexes", ())],
        "signers": [text(signer) for signer in data.get("signers", ())],
        "signatories": [_signatory(one) for one in data.get("signatories", ())],
        "two_signatures": definition.two_signatures,
        "countersigned_by": text(data.get("countersigned_by") or ""),
        "contact": _contact(data, definition),
        "footnote": text(data.get("footnote") or ""),
    }


def _issuer(subject: Subject, record: Record, producer: str) -> dict[str, str]:
    organisation = _party_organisation(subject, record, producer)
    if organisation is None and (acting_for := record.acting.get("organisation") if record.acting else None):
        organisation = Organisation.objects.filter(pk=acting_for).first()
    if organisation is None:
        return {"name": settings.PLATFORM_NAME, "uscc": ""}
    return {"name": organisation.name, "uscc": organisation.uscc}


def _party_organisation(subject: Subject, record: Record, producer: str) -> Organisation | None:
    role = _ALIASES.get(producer, producer)
    parties = in_role(carriers_of([subject]), role, clock.local_date(record.occurred_at))
    acting_for = record.acting.get("organisation") if record.acting else None
    chosen = sorted(parties, key=lambda party: (party.organisation_id != acting_for, party.since, party.pk))
    return chosen[0].organisation if chosen else None


def _addressee(draft: Draft) -> str:
    return organisation_name(draft.recipient_organisation_id) or person_name(draft.recipient_person_id)


def _signatory(given: Mapping[str, Any]) -> dict[str, Any]:
    """One of several parties who sign a paper together: an organisation puts its seal, a person only a name."""
    return {"side": text(given["side"]), "name": text(given["name"]), "seals": bool(given["seals"])}


def _annex(annex: Mapping[str, Any]) -> dict[str, str]:
    return {key: text(annex.get(key) or "") for key in ("number", "title", "sha256")}


def _contact(data: Mapping[str, Any], definition: Definition) -> dict[str, str]:
    given = data.get("contact") or {}
    contact = {key: text(given.get(key) or "") for key in ("person", "phone", "objection", "objection_until")}
    contact["complaint"] = text(given.get("complaint") or "")
    if _OWNERS & set(definition.recipient):
        contact["complaint"] = contact["complaint"] or COMPLAINT_PHONES
        is_answered = _ANSWERS in definition.sections and data.get(_ANSWERS)
        if not is_answered and not data.get("signatories"):  # who signs together objects to nothing of it
            contact["objection"] = contact["objection"] or _(
                "对本通知有不同意见的，可以在平台上提出，也可以打电话，要求换人复查，不收费。"
            )
    return contact
