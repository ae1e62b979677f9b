"""Insured objects, contracts and payments put together from the rows that counters read."""

from decimal import Decimal

from claims.models import Payment, PaymentLine
from idi_platform.projects.models import Building, InsuredObject, Project
from idi_platform.records import chain
from idi_platform.records.models import Record, Subject
from idi_platform.rulebooks.models import Binding, Revision
from policies.models import CoverRow, Policy
from tests.regulators.indicators.claim_histories import born, instant

BEIJING, HANGZHOU, LONGGANG = ("110105", "beijing-2019"), ("330106", "hangzhou-2024"), ("330383", "longgang-trial")
SHARES = [
    {"organisation_id": 1, "role": "lead", "rate": "0.46"},
    {"organisation_id": 2, "role": "follower", "rate": "0.54"},
]
DRAFT = {"premium": "3000.00", "premium_base": "200000.00", "risk_fee": "900.00", "shares": SHARES}
PERMIT = "insured_object.apply_construction_permit"


def taken(case, name, at, *, target="", reasons=None, **facts):
    """Let a step happen, with the state that it led to and the reasons given; return its record."""
    happened = instant(at)
    said = {"occurred_at": happened, "recorded_at": happened, "facts": facts, "reasons": reasons or {}}
    return chain.append(chain.Link(case, "step", name, acting={}, target=target, **said)).record_id


def insured_object(city=BEIJING, kind="commodity_housing", registered="2026-01-05 10:00", outcome="bound"):
    """Return an insured object of a city's text, registered at an instant; the project is its own."""
    division, code = city
    project = Project.objects.get(pk=born(Project, division=division, project_kind=kind))
    made = born(InsuredObject, division=division, links={"project_id": project.pk}, project=project)
    revision = Revision.objects.filter(edition__code=code).latest("number") if outcome == "bound" else None
    edition_id = revision.edition_id if revision is not None else None
    Binding.objects.create(insured_object_id=made, outcome=outcome, edition_id=edition_id, revision=revision)
    taken(made, "insured_object.register", registered, contract_price="1000000.00")
    return made


def contract(on, signed=None, issued=None, *, buildings=(), items=(), **draft):
    """Return a policy on an insured object, drafted before it is signed and issued."""
    place = InsuredObject.objects.select_related("subject").get(pk=on)
    links = {"project_id": place.project_id, "insured_object_id": on}
    columns = {"insured_object": place, "building_ids": list(buildings), "number": f"P-{Policy.objects.count()}"}
    made = born(Policy, division=place.subject.division_id, links=links, **columns)
    taken(made, "policy.draft", "2026-01-06 10:00", **{**DRAFT, "items": [{"code": item} for item in items], **draft})
    if signed is not None:
        taken(made, "policy.sign_contract", signed, signed_on=signed[:10])
    if issued is not None:
        taken(made, "policy.issue", issued, number="n")
    return made


def building(on, floor_area=None):
    """Return a building of an insured object."""
    place = InsuredObject.objects.select_related("subject").get(pk=on)
    links = {"project_id": place.project_id, "insured_object_id": on}
    return born(Building, division=place.subject.division_id, links=links, insured_object=place, floor_area=floor_area)


def covers(policy, place, item, starts_on, ends_on):
    """Give a policy a row of cover."""
    CoverRow.objects.create(policy_id=policy, building_id=place, item=item, starts_on=starts_on, ends_on=ends_on)


def pays(claim, at, *lines, interim=False, reverses=None):
    """Pay lines of (kind, amount) on a claim; return the payment."""
    record = taken(claim, "claim.note", at)
    sums = [(kind, Decimal(amount)) for kind, amount in lines]
    signed = ((-amount if kind in ("deductible", "received") else amount) for kind, amount in sums)
    made = Payment.objects.create(
        claim_id=claim,
        record=Record.objects.get(pk=record),
        amount=sum(signed, Decimal(0)),
        is_interim=interim,
        paid_at=instant(at),
        reverses=reverses,
    )
    PaymentLine.objects.bulk_create(PaymentLine(payment=made, kind=kind, amount=amount) for kind, amount in sums)
    return made


def recourse(model, claim, division=BEIJING[0]):
    """Return a recourse on a claim."""
    subject = Subject.objects.create(kind="subrogation", division_id=division)
    model.objects.bulk_create([model(subject=subject, claim_id=claim, state="identified")])
    return subject.pk
